"""A comparison in progress: the changes so far, the schema after them, and what was refused."""

from __future__ import annotations

from gamemodel.change import Hints, Refusal
from gamemodel.engines.mysql.changes import AnyChange
from gamemodel.engines.mysql.schema import Schema, Table


class Comparison:
    """Changes in the order in which they can be applied; each is applied to `schema` as it is added."""

    __slots__ = ("changes", "hints", "new", "refusals", "schema")

    def __init__(self, old: Schema, new: Schema, hints: Hints) -> None:
        self.schema, self.new, self.hints = old, new, hints
        self.changes: list[AnyChange] = []
        self.refusals: list[Refusal] = []

    def add(self, change: AnyChange) -> None:
        self.changes.append(change)
        self.schema = change.apply_to(self.schema)

    def refuse(self, refusal: Refusal) -> None:
        self.refusals.append(refusal)

    def table(self, name: str) -> Table:
        return self.schema.require(name)
