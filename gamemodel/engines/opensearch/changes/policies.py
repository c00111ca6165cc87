"""Changes of lifecycle policies."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from gamemodel.change import Change
from gamemodel.engines.opensearch.changes.lifecycle_attachment import attach, detach
from gamemodel.engines.opensearch.dialect.descriptions import added_or_altered, policy_differences
from gamemodel.engines.opensearch.dialect.policies import policy_path, policy_request
from gamemodel.engines.opensearch.dialect.requests import statement
from gamemodel.engines.opensearch.schema import Policy, Schema
from gamemodel.named import put, without
from gamemodel.step import Step


@dataclass(frozen=True, slots=True)
class AddPolicy(Change[Schema]):
    """Creates a lifecycle policy and puts the existing indices under it.

    Versions up to 0.1 also recorded alterations under this tag, with the differences in `how`.
    """

    TAG: ClassVar[str] = "PutPolicy"

    policy: Policy
    how: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        return f"policy:{self.policy.name}"

    def describe(self) -> str:
        return added_or_altered("lifecycle policy", self.policy.name, self.how, f" ({self.policy.dialect.upper()})")

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

    def inverse(self, schema: Schema) -> AlterPolicy | DropPolicy:
        old = schema.policy(self.policy.name)
        if old is None:
            return DropPolicy(self.policy.name)
        return AlterPolicy(old, policy_differences(self.policy, old))


@dataclass(frozen=True, slots=True)
class AlterPolicy(AddPolicy):
    """Replaces a lifecycle policy; `how` lists the differences. Indices that ISM already manages keep their copy."""

    TAG: ClassVar[str] = "AlterPolicy"


@dataclass(frozen=True, slots=True)
class DropPolicy(Change[Schema]):
    """Deletes a lifecycle policy, after its indices were taken out of it."""

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

    def inverse(self, schema: Schema) -> AddPolicy | None:
        old = schema.policy(self.name)
        return AddPolicy(old) if old else None
