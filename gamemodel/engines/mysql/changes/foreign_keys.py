"""Changes of foreign keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from gamemodel.change import Change
from gamemodel.engines.mysql.dialect import algorithms, statements
from gamemodel.engines.mysql.dialect.quoting import name
from gamemodel.engines.mysql.schema import ForeignKey, Schema
from gamemodel.step import Statement, Step


@dataclass(frozen=True, slots=True)
class AddForeignKey(Change[Schema]):
    """Checked against the existing rows, so the table is copied (foreign_key_checks stays on)."""

    TAG: ClassVar[str] = "AddForeignKey"

    table: str
    key: ForeignKey

    @property
    def subject(self) -> str:
        return f"{self.table}.foreign_key:{self.key.name}"

    def describe(self) -> str:
        columns = ", ".join(self.key.columns)
        return f"+ foreign key {self.table}.{self.key.name} ({columns}) -> {self.key.table}"

    def apply_to(self, schema: Schema) -> Schema:
        return schema.with_item(self.table, "foreign_keys", self.key)

    def steps(self, schema: Schema) -> tuple[Step, ...]:  # noqa: ARG002
        clause = f"ADD {statements.foreign_key(self.key)}"
        return (Statement(self.subject, statements.alter(self.table, (clause,), algorithms.COPY)),)

    def inverse(self, schema: Schema) -> DropForeignKey:  # noqa: ARG002
        return DropForeignKey(self.table, self.key.name)


@dataclass(frozen=True, slots=True)
class DropForeignKey(Change[Schema]):
    TAG: ClassVar[str] = "DropForeignKey"
    table: str
    key: str

    @property
    def subject(self) -> str:
        return f"{self.table}.foreign_key:{self.key}"

    def describe(self) -> str:
        return f"- foreign key {self.table}.{self.key}"

    def apply_to(self, schema: Schema) -> Schema:
        return schema.without_item(self.table, "foreign_keys", self.key)

    def steps(self, schema: Schema) -> tuple[Step, ...]:  # noqa: ARG002
        text = statements.alter(self.table, (f"DROP FOREIGN KEY {name(self.key)}",), algorithms.INPLACE)
        return (Statement(self.subject, text),)

    def inverse(self, schema: Schema) -> AddForeignKey:
        found = schema.require(self.table).foreign_key(self.key)
        if found is None:
            raise KeyError(self.subject)
        return AddForeignKey(self.table, found)
