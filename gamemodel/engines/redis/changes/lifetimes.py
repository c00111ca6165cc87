"""Another TTL, jitter or sliding, which live keys follow."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from gamemodel.change import Change
from gamemodel.engines.redis.changes.entry import known, write
from gamemodel.engines.redis.dialect.durations import lifetime
from gamemodel.engines.redis.schema import Family, Schema
from gamemodel.step import Backfill, Step


@dataclass(frozen=True, slots=True)
class AlterLifetime(Change[Schema]):
    """Another TTL, jitter or sliding. Live keys follow: those that would outlive the new TTL get it, or lose theirs."""

    TAG: ClassVar[str] = "AlterLifetime"

    name: str
    ttl_s: int | None
    jitter: float = 0.0
    sliding: bool = False
    was: str = ""
    """The lifetime before, in words."""
    destroys: bool = False
    """Keys that never expired will."""

    @property
    def subject(self) -> str:
        return f"family:{self.name}.ttl"

    def describe(self) -> str:
        now = lifetime(self.ttl_s, self.jitter, self.sliding)
        return f"~ family {self.name} {f'{self.was} -> ' if self.was else ''}{now}"

    def _after(self, schema: Schema) -> Family:
        family = known(schema, self.name)
        return replace(family, ttl_s=self.ttl_s, jitter=self.jitter, sliding=self.sliding)

    def apply_to(self, schema: Schema) -> Schema:
        return schema.with_family(self._after(schema))

    def steps(self, schema: Schema) -> tuple[Step, ...]:
        before, after = known(schema, self.name), self._after(schema)
        entry = write(schema, self.subject, after, self.describe())
        old, new = before.ttl_range_ms, after.ttl_range_ms
        if new is None:
            return (entry,) if old is None else (entry, self._visit(after, "PERSIST ${key}", "PTTL set"))
        if old is not None and old[1] <= new[1]:
            return (entry,)
        text = f"PEXPIRE ${{key}} ${{{new[0]}..{new[1]}}} LT"
        return (entry, self._visit(after, text, f"PTTL >{new[1]}"))

    def _visit(self, family: Family, text: str, where: str) -> Backfill:
        return Backfill(self.subject, text, (family.key,), f"TYPE {family.type} {where}", "live keys follow")

    def inverse(self, schema: Schema) -> AlterLifetime:
        family = known(schema, self.name)
        destroys = self.ttl_s is None and family.ttl_s is not None
        was = lifetime(self.ttl_s, self.jitter, self.sliding)
        return AlterLifetime(self.name, family.ttl_s, family.jitter, family.sliding, was, destroys)
