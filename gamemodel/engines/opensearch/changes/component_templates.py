"""Changes of component templates."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from gamemodel.change import Change
from gamemodel.engines.opensearch.changes.lifecycle_attachment import settings_of_live
from gamemodel.engines.opensearch.dialect.descriptions import added_or_altered, component_differences
from gamemodel.engines.opensearch.dialect.requests import statement
from gamemodel.engines.opensearch.dialect.templates import write_component
from gamemodel.engines.opensearch.schema import Component, Schema
from gamemodel.named import put, without
from gamemodel.step import Step


@dataclass(frozen=True, slots=True)
class AddComponentTemplate(Change[Schema]):
    """Creates a component template.

    Versions up to 0.1 also recorded alterations under this tag, with the differences in `how`.
    """

    TAG: ClassVar[str] = "PutComponent"

    component: Component
    how: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        return f"component:{self.component.name}"

    def describe(self) -> str:
        return added_or_altered("component template", self.component.name, self.how)

    def apply_to(self, schema: Schema) -> Schema:
        return replace(schema, components=put(schema.components, self.component))

    def steps(self, schema: Schema) -> tuple[Step, ...]:
        path = f"_component_template/{self.component.name}"
        return (
            statement(self.subject, "PUT", path, write_component(self.component), self.describe()),
            *settings_of_live(self.component, schema),
        )

    def inverse(self, schema: Schema) -> AlterComponentTemplate | DropComponentTemplate:
        old = schema.component(self.component.name)
        if old is None:
            return DropComponentTemplate(self.component.name)
        return AlterComponentTemplate(old, component_differences(self.component, old))


@dataclass(frozen=True, slots=True)
class AlterComponentTemplate(AddComponentTemplate):
    """Replaces a component template; `how` lists the differences."""

    TAG: ClassVar[str] = "AlterComponentTemplate"


@dataclass(frozen=True, slots=True)
class DropComponentTemplate(Change[Schema]):
    """Deletes a component template. Indices made from it keep their settings."""

    TAG: ClassVar[str] = "DropComponent"

    name: str

    @property
    def subject(self) -> str:
        return f"component:{self.name}"

    def describe(self) -> str:
        return f"- component template {self.name}"

    def apply_to(self, schema: Schema) -> Schema:
        return replace(schema, components=without(schema.components, self.name))

    def steps(self, schema: Schema) -> tuple[Step, ...]:  # noqa: ARG002
        return (statement(self.subject, "DELETE", f"_component_template/{self.name}", None, self.describe()),)

    def inverse(self, schema: Schema) -> AddComponentTemplate | None:
        old = schema.component(self.name)
        return AddComponentTemplate(old) if old else None
