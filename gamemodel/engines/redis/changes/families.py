"""A key family comes, goes, or gets another name; its keys are not touched."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from gamemodel.change import Change
from gamemodel.engines.redis.changes.entry import known, registry_of, write
from gamemodel.engines.redis.dialect import registry as registry_
from gamemodel.engines.redis.dialect.durations import duration
from gamemodel.engines.redis.schema import Family, Schema
from gamemodel.step import Statement, Step


@dataclass(frozen=True, slots=True)
class AddFamily(Change[Schema]):
    """A key family enters the registry. Nothing is written to keys: writers do that."""

    TAG: ClassVar[str] = "AddFamily"

    family: Family

    @property
    def subject(self) -> str:
        return f"family:{self.family.name}"

    def describe(self) -> str:
        return f"+ family {self.family.name} {self.family.kind} {self.family.key}, ttl {duration(self.family.ttl_s)}"

    def apply_to(self, schema: Schema) -> Schema:
        return schema.with_family(self.family)

    def steps(self, schema: Schema) -> tuple[Step, ...]:
        return (write(schema, self.subject, self.family, self.describe()),)

    def inverse(self, schema: Schema) -> DropFamily:  # noqa: ARG002
        return DropFamily(self.family.name)


@dataclass(frozen=True, slots=True)
class DropFamily(Change[Schema]):
    """A key family leaves the registry. Its live keys are not touched; they end with their TTL."""

    TAG: ClassVar[str] = "DropFamily"

    name: str
    left: str = ""
    """What becomes of the live keys, in words."""

    @property
    def subject(self) -> str:
        return f"family:{self.name}"

    def describe(self) -> str:
        return f"- family {self.name}" + (f" ({self.left})" if self.left else "")

    def apply_to(self, schema: Schema) -> Schema:
        return schema.without_family(self.name)

    def steps(self, schema: Schema) -> tuple[Step, ...]:
        return (Statement(self.subject, registry_.unset(registry_of(schema), self.name), self.describe()),)

    def inverse(self, schema: Schema) -> AddFamily:
        return AddFamily(known(schema, self.name))


@dataclass(frozen=True, slots=True)
class RenameFamily(Change[Schema]):
    """The family has another name in the model; its keys are the same."""

    TAG: ClassVar[str] = "RenameFamily"

    old: str
    new: str

    @property
    def subject(self) -> str:
        return f"family:{self.new}"

    def describe(self) -> str:
        return f"~ family {self.old} renamed to {self.new}"

    def apply_to(self, schema: Schema) -> Schema:
        family = replace(known(schema, self.old), name=self.new)
        left = replace(schema, families=tuple(each for each in schema.families if each.name != self.old))
        return left.with_family(family)

    def steps(self, schema: Schema) -> tuple[Step, ...]:
        family = replace(known(schema, self.old), name=self.new)
        return (
            write(schema, self.subject, family, self.describe()),
            Statement(f"family:{self.old}", registry_.unset(registry_of(schema), self.old), self.describe()),
        )

    def inverse(self, schema: Schema) -> RenameFamily:  # noqa: ARG002
        return RenameFamily(self.new, self.old)


@dataclass(frozen=True, slots=True)
class RelabelKey(Change[Schema]):
    """The placeholders of a key have other names, or forms that hold all values of the old ones; every key stays valid."""

    TAG: ClassVar[str] = "RelabelKey"

    name: str
    key: str
    was: str

    @property
    def subject(self) -> str:
        return f"family:{self.name}.key"

    def describe(self) -> str:
        return f"~ family {self.name} key {self.was} -> {self.key} (the same keys)"

    def _after(self, schema: Schema) -> Family:
        return replace(known(schema, self.name), key=self.key)

    def apply_to(self, schema: Schema) -> Schema:
        return schema.with_family(self._after(schema))

    def steps(self, schema: Schema) -> tuple[Step, ...]:
        return (write(schema, self.subject, self._after(schema), self.describe()),)

    def inverse(self, schema: Schema) -> RelabelKey:  # noqa: ARG002
        return RelabelKey(self.name, self.was, self.key)
