"""What can be proven of a model for a MySQL store, offline; each kind of proof has a file of its own."""

from __future__ import annotations

from gamemodel.diagnostics import Diagnostic
from gamemodel.model import Model
from gamemodel.topology import Store


def check(model: Model, store: Store) -> tuple[Diagnostic, ...]:
    return ()
