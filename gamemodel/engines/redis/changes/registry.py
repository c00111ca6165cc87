"""Changes of the registry as a whole: add, drop, and other settings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from gamemodel.change import Change
from gamemodel.engines.redis.dialect.quoting import line
from gamemodel.engines.redis.dialect.registry import HEADER, header
from gamemodel.engines.redis.schema import Registry, Schema
from gamemodel.step import Statement, Step


@dataclass(frozen=True, slots=True)
class AddRegistry(Change[Schema]):
    """A store gets its registry."""

    TAG: ClassVar[str] = "AddRegistry"

    registry: Registry

    @property
    def subject(self) -> str:
        return "registry"

    def describe(self) -> str:
        return f"+ registry {self.registry.key}"

    def apply_to(self, schema: Schema) -> Schema:
        return replace(schema, registry=self.registry)

    def steps(self, schema: Schema) -> tuple[Step, ...]:  # noqa: ARG002
        text = line("HSET", self.registry.key, HEADER, header(self.registry))
        return (Statement(self.subject, text, self.describe()),)

    def inverse(self, schema: Schema) -> DropRegistry:  # noqa: ARG002
        return DropRegistry()


@dataclass(frozen=True, slots=True)
class DropRegistry(Change[Schema]):
    """The registry goes: the store has no family any more."""

    TAG: ClassVar[str] = "DropRegistry"

    @property
    def subject(self) -> str:
        return "registry"

    def describe(self) -> str:
        return "- registry"

    def apply_to(self, schema: Schema) -> Schema:
        return replace(schema, registry=None)

    def steps(self, schema: Schema) -> tuple[Step, ...]:
        return (Statement(self.subject, line("DEL", schema.existing_registry().key), self.describe()),)

    def inverse(self, schema: Schema) -> AddRegistry:
        return AddRegistry(schema.existing_registry())


@dataclass(frozen=True, slots=True)
class AlterRegistry(Change[Schema]):
    """The store gets another cluster mode or other ignored keys. The prefix cannot change."""

    TAG: ClassVar[str] = "AlterRegistry"

    registry: Registry

    @property
    def subject(self) -> str:
        return "registry"

    def describe(self) -> str:
        ignored = ", ".join(self.registry.ignore) or "none"
        return f"~ registry {self.registry.key} cluster {str(self.registry.cluster).lower()}, ignored keys {ignored}"

    def apply_to(self, schema: Schema) -> Schema:
        return replace(schema, registry=self.registry)

    def steps(self, schema: Schema) -> tuple[Step, ...]:
        return AddRegistry(self.registry).steps(schema)

    def inverse(self, schema: Schema) -> AlterRegistry:
        return AlterRegistry(schema.existing_registry())
