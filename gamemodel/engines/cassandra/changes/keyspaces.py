"""Changes of the keyspace: added, altered, dropped."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from gamemodel.change import Change
from gamemodel.engines.cassandra.dialect.cql import quote
from gamemodel.engines.cassandra.dialect.statements import REPLICATION
from gamemodel.engines.cassandra.schema import EMPTY, Keyspace, Schema
from gamemodel.step import Statement, Step


@dataclass(frozen=True, slots=True)
class AddKeyspace(Change[Schema]):
    TAG: ClassVar[str] = "CreateKeyspace"
    keyspace: Keyspace

    @property
    def subject(self) -> str:
        return self.keyspace.name

    def describe(self) -> str:
        return f"+ keyspace {self.keyspace.name}"

    def apply_to(self, schema: Schema) -> Schema:
        return replace(schema, keyspace=self.keyspace)

    def steps(self, schema: Schema) -> tuple[Step, ...]:  # noqa: ARG002
        text = (
            f"CREATE KEYSPACE {quote(self.keyspace.name)} WITH replication = ${{{REPLICATION}}}\n"
            f"    AND durable_writes = {str(self.keyspace.durable_writes).lower()}"
        )
        return (Statement(self.subject, text, placeholders=(REPLICATION,)),)

    def inverse(self, schema: Schema) -> DropKeyspace:  # noqa: ARG002
        return DropKeyspace(self.keyspace.name)


@dataclass(frozen=True, slots=True)
class DropKeyspace(Change[Schema]):
    TAG: ClassVar[str] = "DropKeyspace"
    name: str

    @property
    def subject(self) -> str:
        return self.name

    @property
    def destroys(self) -> bool:
        return True

    def describe(self) -> str:
        return f"- keyspace {self.name}"

    def apply_to(self, schema: Schema) -> Schema:  # noqa: ARG002
        return EMPTY

    def steps(self, schema: Schema) -> tuple[Step, ...]:  # noqa: ARG002
        return (Statement(self.subject, f"DROP KEYSPACE {quote(self.name)}", destroys=True),)

    def inverse(self, schema: Schema) -> AddKeyspace | None:
        return AddKeyspace(schema.keyspace) if schema.keyspace else None


@dataclass(frozen=True, slots=True)
class AlterKeyspace(Change[Schema]):
    """Alters durable_writes only: replication differs per target and is changed by placement steps."""

    TAG: ClassVar[str] = "AlterKeyspace"

    name: str
    durable_writes: bool

    @property
    def subject(self) -> str:
        return f"{self.name}.option:durable_writes"

    def describe(self) -> str:
        was, now = (str(each).lower() for each in (not self.durable_writes, self.durable_writes))
        return f"~ durable_writes of {self.name} {was} -> {now}"

    def apply_to(self, schema: Schema) -> Schema:
        return replace(schema, keyspace=Keyspace(self.name, self.durable_writes))

    def steps(self, schema: Schema) -> tuple[Step, ...]:  # noqa: ARG002
        value = str(self.durable_writes).lower()
        return (Statement(self.subject, f"ALTER KEYSPACE {quote(self.name)} WITH durable_writes = {value}"),)

    def inverse(self, schema: Schema) -> AlterKeyspace:  # noqa: ARG002
        return AlterKeyspace(self.name, not self.durable_writes)
