"""Changes of key families: add, drop, rename, and what all changes within a family have in common. Keys are not touched."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from gamemodel.change import Change
from gamemodel.engines.redis.dialect.durations import duration
from gamemodel.engines.redis.dialect.registry import set_family, unset_family
from gamemodel.engines.redis.schema import Family, Schema
from gamemodel.step import Statement, Step


class FamilyChange(Change[Schema]):
    """A change within one family. Its step writes the family's whole registry entry, so it can be repeated."""

    __slots__ = ()

    name: str
    """The family."""

    def after(self, family: Family) -> Family:
        """The family after the change."""
        raise NotImplementedError

    def apply_to(self, schema: Schema) -> Schema:
        return schema.with_family(self.after(schema.existing_family(self.name)))

    def steps(self, schema: Schema) -> tuple[Step, ...]:
        family = self.after(schema.existing_family(self.name))
        return (Statement(self.subject, set_family(schema.existing_registry(), family), self.describe()),)


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
        return (Statement(self.subject, set_family(schema.existing_registry(), self.family), self.describe()),)

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
        return (Statement(self.subject, unset_family(schema.existing_registry(), self.name), self.describe()),)

    def inverse(self, schema: Schema) -> AddFamily:
        return AddFamily(schema.existing_family(self.name))


@dataclass(frozen=True, slots=True)
class RenameFamily(Change[Schema]):
    """The family gets another name in the model; its keys are the same."""

    TAG: ClassVar[str] = "RenameFamily"

    old: str
    new: str

    @property
    def subject(self) -> str:
        return f"family:{self.new}"

    def describe(self) -> str:
        return f"~ family {self.old} renamed to {self.new}"

    def apply_to(self, schema: Schema) -> Schema:
        family = replace(schema.existing_family(self.old), name=self.new)
        left = replace(schema, families=tuple(each for each in schema.families if each.name != self.old))
        return left.with_family(family)

    def steps(self, schema: Schema) -> tuple[Step, ...]:
        registry = schema.existing_registry()
        family = replace(schema.existing_family(self.old), name=self.new)
        return (
            Statement(self.subject, set_family(registry, family), self.describe()),
            Statement(f"family:{self.old}", unset_family(registry, self.old), self.describe()),
        )

    def inverse(self, schema: Schema) -> RenameFamily:  # noqa: ARG002
        return RenameFamily(self.new, self.old)
