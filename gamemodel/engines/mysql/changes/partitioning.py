"""Changes of a table's partitioning."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from gamemodel.change import Change
from gamemodel.engines.mysql.dialect import algorithms, statements
from gamemodel.engines.mysql.dialect.quoting import name, names
from gamemodel.engines.mysql.schema import Partition, Partitioning, Schema
from gamemodel.step import Statement, Step


@dataclass(frozen=True, slots=True)
class AlterPartitioning(Change[Schema]):
    """Partitions are added at the end, dropped, split or merged; any other change rewrites the table."""

    TAG: ClassVar[str] = "AlterPartitioning"

    table: str
    old: Partitioning | None
    new: Partitioning | None
    keeps: bool = False
    """Rows of removed partitions move into the next one: the way back of a split."""

    @property
    def subject(self) -> str:
        return f"{self.table}.table:partitioning"

    @property
    def destroys(self) -> bool:
        return bool(self._dropped())

    def _added(self) -> bool:
        """Only partitions at the end are new."""
        old, new = self.old, self.new
        return bool(
            old and new and replace(old, partitions=()) == replace(new, partitions=()) and not old.count
            and len(new.partitions) > len(old.partitions) and new.partitions[: len(old.partitions)] == old.partitions
            and not (old.method.startswith("RANGE") and "MAXVALUE" in old.partitions[-1].values)
        )  # fmt: skip

    def _dropped(self) -> tuple[str, ...]:
        """The partitions that are dropped with their rows, where nothing else changes."""
        old, new = self.old, self.new
        if self.keeps or not (old and new and old.partitions and new.partitions):
            return ()
        kept = tuple(each for each in old.partitions if each in new.partitions)
        if (
            replace(old, partitions=()) != replace(new, partitions=())
            or kept != new.partitions
            or kept == old.partitions
        ):
            return ()
        return tuple(each.name for each in old.partitions if each not in kept)

    def _moved(self) -> tuple[tuple[Partition, ...], tuple[Partition, ...]]:
        """Neighbouring ranges that are replaced by others with the same upper bound; empty for any other change."""
        old, new = self.old, self.new
        if not (old and new and new.method.startswith("RANGE")) or self._added() or self._dropped():
            return (), ()
        was, now = old.partitions, new.partitions
        if replace(old, partitions=()) != replace(new, partitions=()) or was == now:
            return (), ()
        while was and now and was[0] == now[0]:
            was, now = was[1:], now[1:]
        behind = 0
        while min(len(was), len(now)) - behind > 1 and was[-1 - behind] == now[-1 - behind]:
            behind += 1
        ends = [len(was) - behind, len(now) - behind]
        if was and now and behind and was[ends[0] - 1].values != now[ends[1] - 1].values:
            ends = [ends[0] + 1, ends[1] + 1]
        was, now = was[: ends[0]], now[: ends[1]]
        return (was, now) if was and now and was[-1].values == now[-1].values else ((), ())

    def describe(self) -> str:
        if dropped := self._dropped():
            return f"- partitions of {self.table} {', '.join(dropped)}"
        if self._added() and self.old and self.new:
            return f"+ partitions of {self.table} {_listed(self.new.partitions[len(self.old.partitions) :])}"
        was, now = self._moved()
        if was:
            return f"~ partitions of {self.table} {_listed(was)} -> {_listed(now)}"
        if self.new is None:
            return f"~ table {self.table} no longer partitioned"
        return f"~ table {self.table} partitioned by {self.new.method.lower()} ({self.new.by})"

    def apply_to(self, schema: Schema) -> Schema:
        return schema.with_table(replace(schema.require(self.table), partitioning=self.new))

    def steps(self, schema: Schema) -> tuple[Step, ...]:  # noqa: ARG002
        return (Statement(self.subject, self._text(), destroys=self.destroys),)

    def _text(self) -> str:
        if dropped := self._dropped():
            return statements.alter_partitions(self.table, f"DROP PARTITION {names(dropped)}", algorithms.INPLACE)
        if self._added() and self.old and self.new:
            fresh = self.new.partitions[len(self.old.partitions) :]
            listed = ", ".join(statements.partition(each, self.new.method) for each in fresh)
            return statements.alter_partitions(self.table, f"ADD PARTITION ({listed})", algorithms.INPLACE)
        was, now = self._moved()
        if was and self.new:
            listed = ",\n    ".join(statements.partition(each, self.new.method) for each in now)
            clause = f"REORGANIZE PARTITION {names(tuple(each.name for each in was))} INTO (\n    {listed}\n  )"
            return statements.alter_partitions(self.table, clause, algorithms.INPLACE_SHARED)
        if self.new is None:
            return statements.alter_partitions(self.table, "REMOVE PARTITIONING", "").replace("\n  ", " ", 1)
        return f"ALTER TABLE {name(self.table)}\n{statements.partitioning(self.new)}"

    def inverse(self, schema: Schema) -> AlterPartitioning:  # noqa: ARG002
        back = AlterPartitioning(self.table, self.new, self.old, keeps=True)
        return back if back._moved()[0] else replace(back, keeps=False)


def _listed(partitions: tuple[Partition, ...]) -> str:
    return ", ".join(each.name for each in partitions)
