"""Changes of a family's TTL, which live keys follow."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from gamemodel.engines.redis.changes.families import FamilyChange
from gamemodel.engines.redis.dialect.durations import lifetime
from gamemodel.engines.redis.schema import Family, Schema
from gamemodel.step import Backfill, Step


@dataclass(frozen=True, slots=True)
class AlterTTL(FamilyChange):
    """A family gets another TTL, jitter or sliding. Live keys that would outlive the new TTL get it, or lose theirs."""

    TAG: ClassVar[str] = "AlterLifetime"

    name: str
    ttl_s: int | None
    jitter: float = 0.0
    sliding: bool = False
    was: str = ""
    """What it was before, as lifetime() words it."""
    destroys: bool = False
    """Keys that never expired will."""

    @property
    def subject(self) -> str:
        return f"family:{self.name}.ttl"

    def describe(self) -> str:
        was, now = (words.removeprefix("ttl ") for words in (self.was, self._words))
        return f"~ ttl of {self.name} {f'{was} -> ' if was else ''}{now}"

    @property
    def _words(self) -> str:
        return lifetime(self.ttl_s, self.jitter, self.sliding)

    def after(self, family: Family) -> Family:
        return replace(family, ttl_s=self.ttl_s, jitter=self.jitter, sliding=self.sliding)

    def steps(self, schema: Schema) -> tuple[Step, ...]:
        entry = FamilyChange.steps(self, schema)
        before = schema.existing_family(self.name)
        after = self.after(before)
        old, new = before.ttl_range_ms, after.ttl_range_ms
        if new is None:
            return entry if old is None else (*entry, self._visit(after, "PERSIST ${key}", "PTTL set"))
        if old is not None and old[1] <= new[1]:
            return entry
        text = f"PEXPIRE ${{key}} ${{{new[0]}..{new[1]}}} LT"
        return (*entry, self._visit(after, text, f"PTTL >{new[1]}"))

    def _visit(self, family: Family, text: str, where: str) -> Backfill:
        return Backfill(self.subject, text, (family.key,), f"TYPE {family.type} {where}", "live keys follow")

    def inverse(self, schema: Schema) -> AlterTTL:
        family = schema.existing_family(self.name)
        destroys = self.ttl_s is None and family.ttl_s is not None
        return AlterTTL(self.name, family.ttl_s, family.jitter, family.sliding, self._words, destroys)
