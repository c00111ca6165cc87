"""Changes of a family's readers and writers in the registry; the rights of users are in roles.py."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from gamemodel.engines.redis.changes.families import FamilyChange
from gamemodel.engines.redis.schema import Family, Schema


@dataclass(frozen=True, slots=True)
class AlterAccess(FamilyChange):
    """A family gets other readers, writers, way of filling or group of families that are used together."""

    TAG: ClassVar[str] = "AlterAccess"

    name: str
    readers: tuple[str, ...]
    writers: tuple[str, ...]
    fill: str = "writers"
    together: str = ""

    @property
    def subject(self) -> str:
        return f"family:{self.name}.access"

    def describe(self) -> str:
        words = [f"readers {', '.join(self.readers) or 'none'}", f"writers {', '.join(self.writers) or 'none'}"]
        words += [f"fill {self.fill}"] if self.fill != "writers" else []
        words += [f"together {self.together}"] if self.together else []
        return f"~ access to {self.name}: {'; '.join(words)}"

    def after(self, family: Family) -> Family:
        return replace(family, readers=self.readers, writers=self.writers, fill=self.fill, together=self.together)

    def inverse(self, schema: Schema) -> AlterAccess:
        family = schema.existing_family(self.name)
        return AlterAccess(self.name, family.readers, family.writers, family.fill, family.together)
