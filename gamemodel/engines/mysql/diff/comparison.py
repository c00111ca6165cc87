"""A comparison under way: the schema as it is after the changes so far, and what was refused. What to compare is left to diff.py."""

from __future__ import annotations

from gamemodel.change import Hints, Refusal
from gamemodel.diagnostics import Code
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

    def refuse(self, subject: str, code: Code, message: str, help: tuple[str, ...], describe: str) -> None:
        self.refusals.append(Refusal(subject, code.id, message, help, describe))

    def table(self, name: str) -> Table:
        return self.schema.require(name)
