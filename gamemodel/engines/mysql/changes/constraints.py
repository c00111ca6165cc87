"""Changes of checks and foreign keys."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from gamemodel.change import Change
from gamemodel.engines.mysql.dialect import algorithms, statements
from gamemodel.engines.mysql.dialect.quoting import name
from gamemodel.engines.mysql.schema import Check, ForeignKey, Schema, Table
from gamemodel.step import Statement, Step


def with_check(table: Table, check: Check) -> Table:
    rest = (each for each in table.checks if each.name != check.name)
    return replace(table, checks=tuple(sorted((*rest, check), key=lambda each: each.name)))


def with_foreign_key(table: Table, key: ForeignKey) -> Table:
    rest = (each for each in table.foreign_keys if each.name != key.name)
    return replace(table, foreign_keys=tuple(sorted((*rest, key), key=lambda each: each.name)))


@dataclass(frozen=True, slots=True)
class AddCheck(Change[Schema]):
    TAG: ClassVar[str] = "AddCheck"
    table: str
    check: Check

    @property
    def subject(self) -> str:
        return f"{self.table}.check:{self.check.name}"

    def describe(self) -> str:
        return f"+ check {self.check.name} ({self.check.expression})" + ("" if self.check.enforced else " not enforced")

    def apply_to(self, schema: Schema) -> Schema:
        return schema.with_table(with_check(schema.require(self.table), self.check))

    def steps(self, schema: Schema) -> tuple[Step, ...]:  # noqa: ARG002
        cost = algorithms.add_check(enforced=self.check.enforced)
        return (Statement(self.subject, statements.alter(self.table, (f"ADD {statements.check(self.check)}",), cost)),)

    def inverse(self, schema: Schema) -> DropCheck:  # noqa: ARG002
        return DropCheck(self.table, self.check.name)


@dataclass(frozen=True, slots=True)
class DropCheck(Change[Schema]):
    TAG: ClassVar[str] = "DropCheck"
    table: str
    check: str

    @property
    def subject(self) -> str:
        return f"{self.table}.check:{self.check}"

    def describe(self) -> str:
        return f"- check {self.check}"

    def apply_to(self, schema: Schema) -> Schema:
        table = schema.require(self.table)
        return schema.with_table(replace(table, checks=tuple(each for each in table.checks if each.name != self.check)))

    def steps(self, schema: Schema) -> tuple[Step, ...]:  # noqa: ARG002
        text = statements.alter(self.table, (f"DROP CHECK {name(self.check)}",), algorithms.INSTANT)
        return (Statement(self.subject, text),)

    def inverse(self, schema: Schema) -> AddCheck:
        found = schema.require(self.table).check(self.check)
        if found is None:
            raise KeyError(self.subject)
        return AddCheck(self.table, found)


@dataclass(frozen=True, slots=True)
class AlterCheck(Change[Schema]):
    """Another condition under the same name, in one ALTER, so that no row slips through between."""

    TAG: ClassVar[str] = "AlterCheck"

    table: str
    old: Check
    new: Check

    @property
    def subject(self) -> str:
        return f"{self.table}.check:{self.new.name}"

    def describe(self) -> str:
        before, after = (
            f"({each.expression}){'' if each.enforced else ' not enforced'}" for each in (self.old, self.new)
        )
        return f"~ check {self.new.name} {before} -> {after}"

    def apply_to(self, schema: Schema) -> Schema:
        return schema.with_table(with_check(schema.require(self.table), self.new))

    def steps(self, schema: Schema) -> tuple[Step, ...]:  # noqa: ARG002
        check = name(self.new.name)
        if self.old.expression == self.new.expression:
            clauses: tuple[str, ...] = (f"ALTER CHECK {check} {'' if self.new.enforced else 'NOT '}ENFORCED",)
        else:
            clauses = (f"DROP CHECK {check}", f"ADD {statements.check(self.new)}")
        cost = algorithms.add_check(enforced=self.new.enforced)
        return (Statement(self.subject, statements.alter(self.table, clauses, cost)),)

    def inverse(self, schema: Schema) -> AlterCheck:  # noqa: ARG002
        return AlterCheck(self.table, self.new, self.old)


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
        return f"+ foreign key {self.key.name} ({', '.join(self.key.columns)}) -> {self.key.table}"

    def apply_to(self, schema: Schema) -> Schema:
        return schema.with_table(with_foreign_key(schema.require(self.table), self.key))

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
        return f"- foreign key {self.key}"

    def apply_to(self, schema: Schema) -> Schema:
        table = schema.require(self.table)
        return schema.with_table(
            replace(table, foreign_keys=tuple(k for k in table.foreign_keys if k.name != self.key))
        )

    def steps(self, schema: Schema) -> tuple[Step, ...]:  # noqa: ARG002
        text = statements.alter(self.table, (f"DROP FOREIGN KEY {name(self.key)}",), algorithms.INPLACE)
        return (Statement(self.subject, text),)

    def inverse(self, schema: Schema) -> AddForeignKey:
        found = schema.require(self.table).foreign_key(self.key)
        if found is None:
            raise KeyError(self.subject)
        return AddForeignKey(self.table, found)
