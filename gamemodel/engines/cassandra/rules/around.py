"""What a rule may look at besides its change."""

from __future__ import annotations

from dataclasses import dataclass

from gamemodel.change import Difference
from gamemodel.engines.cassandra.schema import Schema
from gamemodel.topology import Store


@dataclass(frozen=True, slots=True)
class Around:
    """The schema before all changes, all changes, and the store."""

    old: Schema
    difference: Difference[Schema]
    store: Store
