"""Changes of the rights of the server's users."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from gamemodel.change import Change
from gamemodel.engines.redis.dialect.rights import granted_keys, setuser
from gamemodel.engines.redis.schema import Rights, Role, Schema
from gamemodel.step import Statement, Step


@dataclass(frozen=True, slots=True)
class AddRole(Change[Schema]):
    """A user of the server gets the rights that the model derives, in place of any others it has."""

    TAG: ClassVar[str] = "AddRole"

    role: Role

    @property
    def subject(self) -> str:
        return f"role:{self.role.name}"

    def describe(self) -> str:
        return f"+ role {self.role.name}: {' '.join(self.role.rights.patterns)}"

    def apply_to(self, schema: Schema) -> Schema:
        return schema.with_role(self.role)

    def steps(self, schema: Schema) -> tuple[Step, ...]:  # noqa: ARG002
        return (Statement(self.subject, setuser(self.role), self.describe()),)

    def inverse(self, schema: Schema) -> DropRole:  # noqa: ARG002
        return DropRole(self.role.name)


@dataclass(frozen=True, slots=True)
class DropRole(Change[Schema]):
    """A user loses every right and keeps its password.

    `released`: the store's rights are not managed any more, so the user keeps them.
    """

    TAG: ClassVar[str] = "DropRole"

    name: str
    released: bool = False

    @property
    def subject(self) -> str:
        return f"role:{self.name}"

    def describe(self) -> str:
        return f"- role {self.name}: the user stays, {'as it is, unmanaged' if self.released else 'without rights'}"

    def apply_to(self, schema: Schema) -> Schema:
        return schema.without_role(self.name)

    def steps(self, schema: Schema) -> tuple[Step, ...]:  # noqa: ARG002
        if self.released:
            return ()
        return (Statement(self.subject, setuser(Role(self.name, Rights())), self.describe()),)

    def inverse(self, schema: Schema) -> AddRole | None:
        role = schema.role(self.name)
        return AddRole(role) if role else None


@dataclass(frozen=True, slots=True)
class AlterRole(Change[Schema]):
    """A user gets other rights."""

    TAG: ClassVar[str] = "AlterRole"

    role: Role
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        return f"role:{self.role.name}"

    def describe(self) -> str:
        words = [few(self.gained, "+"), few(self.lost, "-")]
        return f"~ role {self.role.name}: {' '.join(filter(None, words)) or 'as declared on every node'}"

    def apply_to(self, schema: Schema) -> Schema:
        return schema.with_role(self.role)

    def steps(self, schema: Schema) -> tuple[Step, ...]:  # noqa: ARG002
        return (Statement(self.subject, setuser(self.role), self.describe()),)

    def inverse(self, schema: Schema) -> AlterRole | None:
        role = schema.role(self.role.name)
        return AlterRole(role, self.lost, self.gained) if role else None


def few(words: tuple[str, ...], sign: str = "", most: int = 12) -> str:
    """The first of many words, each with its sign, and how many more there are."""
    shown = (" " if sign else ", ").join(f"{sign}{word}" for word in words[:most])
    return f"{shown} ({sign}{len(words) - most} more)" if len(words) > most else shown


def grants_by_family(grants: tuple[str, ...], schema: Schema) -> dict[str, tuple[str, ...]]:
    """Grants by the subject of the family whose keys they name; by an empty subject where they name none."""
    families = {family.pattern.glob: f"family:{family.name}" for family in schema.families}
    found: dict[str, tuple[str, ...]] = {}
    for grant in grants:
        subject = families.get(granted_keys(grant), "")
        found[subject] = (*found.get(subject, ()), grant)
    return found
