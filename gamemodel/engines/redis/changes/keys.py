"""Changes of a family's key pattern that leave every key as it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from gamemodel.engines.redis.changes.families import FamilyChange
from gamemodel.engines.redis.schema import Family, Schema


@dataclass(frozen=True, slots=True)
class AlterKey(FamilyChange):
    """The placeholders of a key get other names, or formats that hold all values of the old ones; every key stays valid."""

    TAG: ClassVar[str] = "RelabelKey"

    name: str
    key: str
    was: str

    @property
    def subject(self) -> str:
        return f"family:{self.name}.key"

    def describe(self) -> str:
        return f"~ key of {self.name} {self.was} -> {self.key} (the same keys)"

    def after(self, family: Family) -> Family:
        return replace(family, key=self.key)

    def inverse(self, schema: Schema) -> AlterKey:  # noqa: ARG002
        return AlterKey(self.name, self.was, self.key)
