"""Changes of component templates, index templates and policies: cluster-wide objects that hold no data."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from gamemodel.change import Change
from gamemodel.engines.opensearch.changes.lifecycle_attachment import attach, detach, settings_of_live
from gamemodel.engines.opensearch.dialect.descriptions import (
    component_differences,
    policy_differences,
    template_differences,
)
from gamemodel.engines.opensearch.dialect.policies import policy_path, policy_request
from gamemodel.engines.opensearch.dialect.requests import statement
from gamemodel.engines.opensearch.dialect.templates import write_component, write_template
from gamemodel.engines.opensearch.schema import Component, Policy, Schema, Template, put, without
from gamemodel.step import Step


def _line(kind: str, name: str, how: tuple[str, ...], new: str) -> str:
    return f"~ {kind} {name}: {'; '.join(how)}" if how else f"+ {kind} {name}{new}"


@dataclass(frozen=True, slots=True)
class PutComponent(Change[Schema]):
    """A component template is made or replaced; `how` says in words what is different from the one before it."""

    TAG: ClassVar[str] = "PutComponent"

    component: Component
    how: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        return f"component:{self.component.name}"

    def describe(self) -> str:
        return _line("component template", self.component.name, self.how, "")

    def apply_to(self, schema: Schema) -> Schema:
        return replace(schema, components=put(schema.components, self.component))

    def steps(self, schema: Schema) -> tuple[Step, ...]:
        path = f"_component_template/{self.component.name}"
        return (
            statement(self.subject, "PUT", path, write_component(self.component), self.describe()),
            *settings_of_live(self.component, schema),
        )

    def inverse(self, schema: Schema) -> PutComponent | DropComponent:
        old = schema.component(self.component.name)
        if old is None:
            return DropComponent(self.component.name)
        return PutComponent(old, component_differences(self.component, old))


@dataclass(frozen=True, slots=True)
class DropComponent(Change[Schema]):
    """A component template is deleted; indices made from it keep what they have."""

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

    def inverse(self, schema: Schema) -> PutComponent | None:
        old = schema.component(self.name)
        return PutComponent(old) if old else None


@dataclass(frozen=True, slots=True)
class PutTemplate(Change[Schema]):
    """An index template is made or replaced; it acts on indices made from now on."""

    TAG: ClassVar[str] = "PutTemplate"

    template: Template
    how: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        return f"template:{self.template.name}"

    def describe(self) -> str:
        return _line("index template", self.template.name, self.how, f" for {', '.join(self.template.patterns)}")

    def apply_to(self, schema: Schema) -> Schema:
        return replace(schema, templates=put(schema.templates, self.template))

    def steps(self, schema: Schema) -> tuple[Step, ...]:  # noqa: ARG002
        path = f"_index_template/{self.template.name}"
        return (statement(self.subject, "PUT", path, write_template(self.template), self.describe()),)

    def inverse(self, schema: Schema) -> PutTemplate | DropTemplate:
        old = schema.template(self.template.name)
        if old is None:
            return DropTemplate(self.template.name)
        return PutTemplate(old, template_differences(self.template, old))


@dataclass(frozen=True, slots=True)
class DropTemplate(Change[Schema]):
    """An index template is deleted; the indices made from it stay."""

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

    def inverse(self, schema: Schema) -> PutTemplate | None:
        old = schema.template(self.name)
        return PutTemplate(old) if old else None


@dataclass(frozen=True, slots=True)
class PutPolicy(Change[Schema]):
    """A lifecycle policy is made or replaced. ISM: indices that it manages already keep their copy of the one before."""

    TAG: ClassVar[str] = "PutPolicy"

    policy: Policy
    how: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        return f"policy:{self.policy.name}"

    def describe(self) -> str:
        return _line("lifecycle policy", self.policy.name, self.how, f" ({self.policy.dialect.upper()})")

    def apply_to(self, schema: Schema) -> Schema:
        return replace(schema, policies=put(schema.policies, self.policy))

    def steps(self, schema: Schema) -> tuple[Step, ...]:
        comment, old = self.describe(), schema.policy(self.policy.name)
        if self.policy.dialect == "ism" and old is not None:
            comment += (
                "\nsent with if_seq_no and if_primary_term of the policy that is replaced; without them the server answers 409"
                "\nindices that it manages already keep their copy until POST _plugins/_ism/change_policy"
            )
        return (
            statement(self.subject, "PUT", policy_path(self.policy), policy_request(self.policy), comment),
            *(attach(self.policy, schema) if old is None else ()),
        )

    def inverse(self, schema: Schema) -> PutPolicy | DropPolicy:
        old = schema.policy(self.policy.name)
        if old is None:
            return DropPolicy(self.policy.name)
        return PutPolicy(old, policy_differences(self.policy, old))


@dataclass(frozen=True, slots=True)
class DropPolicy(Change[Schema]):
    """A lifecycle policy is deleted; with ISM, managed indices go on with their copy."""

    TAG: ClassVar[str] = "DropPolicy"

    name: str

    @property
    def subject(self) -> str:
        return f"policy:{self.name}"

    def describe(self) -> str:
        return f"- lifecycle policy {self.name}"

    def apply_to(self, schema: Schema) -> Schema:
        return replace(schema, policies=without(schema.policies, self.name))

    def steps(self, schema: Schema) -> tuple[Step, ...]:
        old = schema.policy(self.name) or Policy(self.name, "ism")
        return (*detach(old, schema), statement(self.subject, "DELETE", policy_path(old), None, self.describe()))

    def inverse(self, schema: Schema) -> PutPolicy | None:
        old = schema.policy(self.name)
        return PutPolicy(old) if old else None
