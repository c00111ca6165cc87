"""Who reads and writes a family, as the registry says it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from gamemodel.change import Change
from gamemodel.engines.redis.changes.entry import known, write
from gamemodel.engines.redis.schema import Family, Schema
from gamemodel.step import Step


@dataclass(frozen=True, slots=True)
class AlterAccess(Change[Schema]):
    """Other readers, writers or way of filling, as the registry says them; the users' rights are changes of roles."""

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
        words = f"readers {', '.join(self.readers) or 'none'}; writers {', '.join(self.writers) or 'none'}"
        if self.fill != "writers":
            words += f"; fill {self.fill}"
        return f"~ family {self.name} {words}" + (f"; together {self.together}" if self.together else "")

    def _after(self, schema: Schema) -> Family:
        family = known(schema, self.name)
        return replace(family, readers=self.readers, writers=self.writers, fill=self.fill, together=self.together)

    def apply_to(self, schema: Schema) -> Schema:
        return schema.with_family(self._after(schema))

    def steps(self, schema: Schema) -> tuple[Step, ...]:
        return (write(schema, self.subject, self._after(schema), self.describe()),)

    def inverse(self, schema: Schema) -> AlterAccess:
        family = known(schema, self.name)
        return AlterAccess(self.name, family.readers, family.writers, family.fill, family.together)
