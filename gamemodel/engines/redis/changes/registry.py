"""Changes of the registry as a whole: there, gone, another setting."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from gamemodel.change import Change
from gamemodel.engines.redis.changes.entry import registry_of
from gamemodel.engines.redis.dialect import registry as registry_
from gamemodel.engines.redis.dialect.quoting import line
from gamemodel.engines.redis.schema import Registry, Schema
from gamemodel.step import Statement, Step


@dataclass(frozen=True, slots=True)
class AddRegistry(Change[Schema]):
    """The registry of a store that has none."""

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
        text = line("HSET", self.registry.key, registry_.HEADER, registry_.header(self.registry))
        return (Statement(self.subject, text, self.describe()),)

    def inverse(self, schema: Schema) -> DropRegistry:  # noqa: ARG002
        return DropRegistry()


@dataclass(frozen=True, slots=True)
class DropRegistry(Change[Schema]):
    """No registry: the store holds no family any more."""

    TAG: ClassVar[str] = "DropRegistry"

    @property
    def subject(self) -> str:
        return "registry"

    def describe(self) -> str:
        return "- registry"

    def apply_to(self, schema: Schema) -> Schema:
        return replace(schema, registry=None)

    def steps(self, schema: Schema) -> tuple[Step, ...]:
        return (Statement(self.subject, line("DEL", registry_of(schema).key), self.describe()),)

    def inverse(self, schema: Schema) -> AddRegistry:
        return AddRegistry(registry_of(schema))


@dataclass(frozen=True, slots=True)
class AlterRegistry(Change[Schema]):
    """Another setting of the store: cluster mode, ignored keys. The prefix cannot change."""

    TAG: ClassVar[str] = "AlterRegistry"

    registry: Registry

    @property
    def subject(self) -> str:
        return "registry"

    def describe(self) -> str:
        ignored = ", ".join(self.registry.ignore) or "none"
        return f"~ registry cluster {str(self.registry.cluster).lower()}, ignored keys {ignored}"

    def apply_to(self, schema: Schema) -> Schema:
        return replace(schema, registry=self.registry)

    def steps(self, schema: Schema) -> tuple[Step, ...]:
        return AddRegistry(self.registry).steps(schema)

    def inverse(self, schema: Schema) -> AlterRegistry:
        return AlterRegistry(registry_of(schema))
