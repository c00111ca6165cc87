"""Changes of check constraints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from gamemodel.change import Change
from gamemodel.engines.mysql.dialect import algorithms, statements
from gamemodel.engines.mysql.dialect.quoting import name
from gamemodel.engines.mysql.schema import Check, Schema
from gamemodel.step import Statement, Step


def _condition(check: Check) -> str:
    return f"({check.expression})" + ("" if check.enforced else " not enforced")


@dataclass(frozen=True, slots=True)
class AddCheck(Change[Schema]):
    TAG: ClassVar[str] = "AddCheck"
    table: str
    check: Check

    @property
    def subject(self) -> str:
        return f"{self.table}.check:{self.check.name}"

    def describe(self) -> str:
        return f"+ check {self.table}.{self.check.name} {_condition(self.check)}"

    def apply_to(self, schema: Schema) -> Schema:
        return schema.with_item(self.table, "checks", self.check)

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
        return f"- check {self.table}.{self.check}"

    def apply_to(self, schema: Schema) -> Schema:
        return schema.without_item(self.table, "checks", self.check)

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
    """Replaced in one ALTER, so that the table is never without the check."""

    TAG: ClassVar[str] = "AlterCheck"

    table: str
    old: Check
    new: Check

    @property
    def subject(self) -> str:
        return f"{self.table}.check:{self.new.name}"

    def describe(self) -> str:
        return f"~ check {self.table}.{self.new.name} {_condition(self.old)} -> {_condition(self.new)}"

    def apply_to(self, schema: Schema) -> Schema:
        return schema.with_item(self.table, "checks", self.new)

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
