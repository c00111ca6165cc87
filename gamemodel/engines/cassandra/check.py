"""What can be proved of the model before any server is asked."""

from __future__ import annotations

from gamemodel.diagnostics import Diagnostic
from gamemodel.model import Model
from gamemodel.topology import Store


def check(model: Model, store: Store) -> tuple[Diagnostic, ...]:
    """Every finding about one store."""
    del model, store
    return ()
