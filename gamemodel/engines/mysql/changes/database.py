"""Changes of the database as a whole: its default collation, and the flavour that later statements are written for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from gamemodel.change import Change
from gamemodel.engines.mysql.dialect import statements
from gamemodel.engines.mysql.schema import Database, Schema
from gamemodel.step import Statement, Step


@dataclass(frozen=True, slots=True)
class AlterDatabase(Change[Schema]):
    """Only a new default collation is sent; the flavour is recorded, since it decides which algorithms exist."""

    TAG: ClassVar[str] = "AlterDatabase"

    old: Database
    new: Database

    @property
    def subject(self) -> str:
        return "database:options"

    def describe(self) -> str:
        words = []
        if self.old.flavour != self.new.flavour or self.old.at_least != self.new.at_least:
            server = " ".join(each for each in (self.new.flavour, self.new.at_least) if each)
            words.append(f"for {server or 'no flavour'}")
        if self.old.collation != self.new.collation:
            words.append(f"default collation {self.new.collation or 'as it was'}")
        if self.old.name != self.new.name:
            words.append(f"called {self.new.name or 'nothing'}")
        return f"~ database{' ' + self.old.name if self.old.name else ''} {', '.join(words)}"

    def apply_to(self, schema: Schema) -> Schema:
        return replace(schema, database=self.new)

    def steps(self, schema: Schema) -> tuple[Step, ...]:  # noqa: ARG002
        if not self.new.collation or self.old.collation == self.new.collation:
            return ()
        return (Statement(self.subject, statements.alter_database(self.new)),)

    def inverse(self, schema: Schema) -> AlterDatabase:  # noqa: ARG002
        return AlterDatabase(self.new, self.old)
