"""Values for rows that exist, written to a column in batches."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from gamemodel.change import Change
from gamemodel.engines.mysql.dialect.quoting import name, names
from gamemodel.engines.mysql.schema import Schema
from gamemodel.step import Backfill, Check, Step


@dataclass(frozen=True, slots=True)
class FillColumn(Change[Schema]):
    """Write `value` (SQL) to rows where `column` is NULL, in batches along the primary key; then check that none is left.

    An expression in parentheses that gives NULL for a row leaves it NULL. `undo`: the way back, which keeps the values.
    """

    TAG: ClassVar[str] = "FillColumn"

    table: str
    column: str
    value: str
    undo: bool = False

    @property
    def subject(self) -> str:
        return f"{self.table}.{self.column}"

    def describe(self) -> str:
        return f"~ column {self.subject} {'keeps its values' if self.undo else f'filled with {self.value}'}"

    def apply_to(self, schema: Schema) -> Schema:
        return schema

    def steps(self, schema: Schema) -> tuple[Step, ...]:
        if self.undo:
            return ()
        table, column = name(self.table), name(self.column)
        key = schema.require(self.table).key_columns
        lacking = f"{column} IS NULL" + (f" AND {self.value} IS NOT NULL" if self.value.startswith("(") else "")
        return (
            Backfill(
                self.subject,
                f"UPDATE {table} SET {column} = {self.value} WHERE {lacking}",
                key,
                f"SELECT {names(key) or '1'} FROM {table} WHERE {lacking}",
            ),
            Check(
                self.subject,
                f"SELECT {names(key) or '1'} FROM {table} WHERE {lacking} LIMIT 1",
                f"{self.table}.{self.column} still has no value in some rows",
            ),
        )

    def inverse(self, schema: Schema) -> FillColumn:  # noqa: ARG002
        return replace(self, undo=not self.undo)
