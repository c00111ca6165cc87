"""Whether TTL and time-window compaction agree with the retention."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from gamemodel.diagnostics import Diagnostic
from gamemodel.engines.cassandra import codes
from gamemodel.engines.cassandra.block.sections import TableSpec
from gamemodel.engines.cassandra.checks.context import TableContext

_UNITS: Final = {"MINUTES": 60, "HOURS": 3_600, "DAYS": 86_400}


def check_retention(table: TableContext) -> Iterator[Diagnostic]:
    spec, kept = table.spec, table.entity.retention.seconds(table.store.name)
    if table.counted and kept is not None:
        message = f"{spec.name}: counters do not expire after {kept // 86_400} d"
        yield codes.NO_EXPIRY.at(spec.span, message, "delete them by a job")
    if spec.options is None:
        return
    if spec.options.ttl is not None and spec.options.ttl != (kept or 0):
        wanted = f"{kept} s" if kept is not None else "for ever"
        message = f"{spec.name}: ttl {spec.options.ttl} s, but rows are kept {wanted}"
        yield codes.TTL_DIFFERS.at(spec.span, message, "remove `ttl`: it follows from retention")
    compaction = dict(spec.options.compaction)
    if compaction.get("class", "").endswith("TimeWindowCompactionStrategy"):
        yield from _windows(spec, compaction, kept)


def _windows(spec: TableSpec, compaction: dict[str, str], kept: int | None) -> Iterator[Diagnostic]:
    if not kept:
        message = f"{spec.name}: time-window compaction, but rows never expire"
        yield codes.WINDOW.at(spec.span, message, "give the entity a retention, or use another compaction")
        return
    unit = _UNITS.get(compaction.get("compaction_window_unit", "DAYS").upper(), 0)
    size = compaction.get("compaction_window_size", "1")
    if unit and size.isdigit() and int(size) and not 10 <= (count := kept / (unit * int(size))) <= 50:
        message = f"{spec.name}: {count:.0f} compaction windows in {kept // 86_400} d"
        yield codes.WINDOW.at(spec.span, message, f"use windows of about {max(1, round(kept / 30 / 86_400))} d")
