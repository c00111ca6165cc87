"""Changes of a user type: added, dropped, a field added or renamed. No server drops a field or alters its type."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from gamemodel.change import Change
from gamemodel.engines.cassandra.dialect.cql import qualified, quote
from gamemodel.engines.cassandra.schema import Schema, UserType
from gamemodel.named import without
from gamemodel.step import Statement, Step


@dataclass(frozen=True, slots=True)
class AddType(Change[Schema]):
    TAG: ClassVar[str] = "CreateType"
    keyspace: str
    type: UserType

    @property
    def subject(self) -> str:
        return f"{self.keyspace}.type:{self.type.name}"

    def describe(self) -> str:
        return f"+ type {self.type.name} ({', '.join(f'{name} {cql}' for name, cql in self.type.fields)})"

    def apply_to(self, schema: Schema) -> Schema:
        return schema.with_type(self.type)

    def steps(self, schema: Schema) -> tuple[Step, ...]:  # noqa: ARG002
        fields = ",\n".join(f"    {quote(name)} {cql}" for name, cql in self.type.fields)
        return (Statement(self.subject, f"CREATE TYPE {qualified(self.keyspace, self.type.name)} (\n{fields}\n)"),)

    def inverse(self, schema: Schema) -> DropType:  # noqa: ARG002
        return DropType(self.keyspace, self.type.name)


@dataclass(frozen=True, slots=True)
class DropType(Change[Schema]):
    TAG: ClassVar[str] = "DropType"
    keyspace: str
    name: str

    @property
    def subject(self) -> str:
        return f"{self.keyspace}.type:{self.name}"

    def describe(self) -> str:
        return f"- type {self.name}"

    def apply_to(self, schema: Schema) -> Schema:
        return replace(schema, types=without(schema.types, self.name))

    def steps(self, schema: Schema) -> tuple[Step, ...]:  # noqa: ARG002
        return (Statement(self.subject, f"DROP TYPE {qualified(self.keyspace, self.name)}"),)

    def inverse(self, schema: Schema) -> AddType | None:
        known = schema.type(self.name)
        return AddType(self.keyspace, known) if known else None


@dataclass(frozen=True, slots=True)
class AddTypeField(Change[Schema]):
    """Has no inverse: Cassandra has no ALTER TYPE … DROP."""

    TAG: ClassVar[str] = "AddTypeField"

    keyspace: str
    type: str
    name: str
    cql: str

    @property
    def subject(self) -> str:
        return f"{self.keyspace}.type:{self.type}.{self.name}"

    def describe(self) -> str:
        return f"+ field {self.type}.{self.name} {self.cql}"

    def apply_to(self, schema: Schema) -> Schema:
        known = schema.type(self.type)
        return schema.with_type(replace(known, fields=(*known.fields, (self.name, self.cql)))) if known else schema

    def steps(self, schema: Schema) -> tuple[Step, ...]:  # noqa: ARG002
        text = f"ALTER TYPE {qualified(self.keyspace, self.type)} ADD {quote(self.name)} {self.cql}"
        return (Statement(self.subject, text),)

    def inverse(self, schema: Schema) -> None:
        del schema


@dataclass(frozen=True, slots=True)
class RenameTypeField(Change[Schema]):
    TAG: ClassVar[str] = "RenameTypeField"
    keyspace: str
    type: str
    old: str
    new: str

    @property
    def subject(self) -> str:
        return f"{self.keyspace}.type:{self.type}.{self.new}"

    def describe(self) -> str:
        return f"~ field {self.type}.{self.old} -> {self.new}"

    def apply_to(self, schema: Schema) -> Schema:
        known = schema.type(self.type)
        if known is None:
            return schema
        fields = tuple((self.new if name == self.old else name, cql) for name, cql in known.fields)
        return schema.with_type(replace(known, fields=fields))

    def steps(self, schema: Schema) -> tuple[Step, ...]:  # noqa: ARG002
        text = f"ALTER TYPE {qualified(self.keyspace, self.type)} RENAME {quote(self.old)} TO {quote(self.new)}"
        return (Statement(self.subject, text),)

    def inverse(self, schema: Schema) -> RenameTypeField:  # noqa: ARG002
        return RenameTypeField(self.keyspace, self.type, self.new, self.old)
