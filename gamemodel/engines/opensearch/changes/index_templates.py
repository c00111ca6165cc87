"""Changes of index templates."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from gamemodel.change import Change
from gamemodel.engines.opensearch.dialect.descriptions import added_or_altered, template_differences
from gamemodel.engines.opensearch.dialect.requests import statement
from gamemodel.engines.opensearch.dialect.templates import write_template
from gamemodel.engines.opensearch.schema import Schema, Template
from gamemodel.named import put, without
from gamemodel.step import Step


@dataclass(frozen=True, slots=True)
class AddIndexTemplate(Change[Schema]):
    """Creates an index template. It acts on indices made from now on.

    Versions up to 0.1 also recorded alterations under this tag, with the differences in `how`.
    """

    TAG: ClassVar[str] = "PutTemplate"

    template: Template
    how: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        return f"template:{self.template.name}"

    def describe(self) -> str:
        patterns = ", ".join(self.template.patterns)
        return added_or_altered("index template", self.template.name, self.how, f" for {patterns}")

    def apply_to(self, schema: Schema) -> Schema:
        return replace(schema, templates=put(schema.templates, self.template))

    def steps(self, schema: Schema) -> tuple[Step, ...]:  # noqa: ARG002
        path = f"_index_template/{self.template.name}"
        return (statement(self.subject, "PUT", path, write_template(self.template), self.describe()),)

    def inverse(self, schema: Schema) -> AlterIndexTemplate | DropIndexTemplate:
        old = schema.template(self.template.name)
        if old is None:
            return DropIndexTemplate(self.template.name)
        return AlterIndexTemplate(old, template_differences(self.template, old))


@dataclass(frozen=True, slots=True)
class AlterIndexTemplate(AddIndexTemplate):
    """Replaces an index template; `how` lists the differences."""

    TAG: ClassVar[str] = "AlterIndexTemplate"


@dataclass(frozen=True, slots=True)
class DropIndexTemplate(Change[Schema]):
    """Deletes an index template. The indices made from it stay."""

    TAG: ClassVar[str] = "DropTemplate"

    name: str

    @property
    def subject(self) -> str:
        return f"template:{self.name}"

    def describe(self) -> str:
        return f"- index template {self.name}"

    def apply_to(self, schema: Schema) -> Schema:
        return replace(schema, templates=without(schema.templates, self.name))

    def steps(self, schema: Schema) -> tuple[Step, ...]:  # noqa: ARG002
        return (statement(self.subject, "DELETE", f"_index_template/{self.name}", None, self.describe()),)

    def inverse(self, schema: Schema) -> AddIndexTemplate | None:
        old = schema.template(self.name)
        return AddIndexTemplate(old) if old else None
