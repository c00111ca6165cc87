"""How large a partition becomes, computed from volume, retention and time bucket."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from gamemodel.diagnostics import Diagnostic
from gamemodel.engines.cassandra import codes
from gamemodel.engines.cassandra.block.sections import Block, TableSpec
from gamemodel.engines.cassandra.checks.context import TableContext
from gamemodel.engines.cassandra.compile.fields import columns_of, held, is_view
from gamemodel.engines.cassandra.dialect.types import parse
from gamemodel.engines.cassandra.types import SIZES
from gamemodel.model import Entity, Per, Type

MOST_CELLS: Final = 2_000_000_000
MOST_ROWS: Final = 100_000
BUCKET_S: Final = {"hour": 3_600, "day": 86_400, "week": 604_800, "month": 31 * 86_400, "year": 366 * 86_400}
ROW_OVERHEAD: Final = 12
CELL_OVERHEAD: Final = 2
FEW: Final = {"bool": 2, "enum": 127}
"""Values that a clustering column of these kinds can have."""


@dataclass(frozen=True, slots=True)
class PartitionSize:
    """Rows and bytes of a partition of the 99th-percentile owner. `rows` None: it grows without bound; `unknown`: what is missing."""

    table: str
    rows: float | None
    row_bytes: int
    cells: int
    formula: str
    unknown: str = ""

    @property
    def bytes(self) -> float | None:
        return None if self.rows is None else self.rows * self.row_bytes

    def __str__(self) -> str:
        total = human(self.bytes) if self.bytes is not None else "without bound"
        return f"{self.formula} x {self.row_bytes} B a row = {total}"


def human(size: float) -> str:
    """`558 kB`, powers of 1000."""
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if size < 1000 or unit == "TB":
            return f"{size:.3g} {unit}" if size < 1000 else f"{size:.0f} {unit}"
        size /= 1000
    return ""


def check_size(table: TableContext) -> Iterator[Diagnostic]:
    spec, warn = table.spec, table.options.partition_warn
    size = partition_size(table.entity, table.block, spec, table.store.name)
    if size.unknown:
        yield codes.VOLUME.at(
            spec.span, f"{spec.name}: {size.unknown} is missing", "state how many rows an owner makes"
        )
    elif size.rows is None or size.bytes is None:
        help = "put a time bucket into `partition`, such as month(…), or give the entity a retention"
        yield codes.UNBOUND.at(spec.span, f"{spec.name}: partitions grow without bound: {size.formula}", help)
    elif size.rows * size.cells > MOST_CELLS:
        message = f"{spec.name}: more than 2 billion cells in a partition: {size}"
        yield codes.UNBOUND.at(spec.span, message, "use a shorter bucket")
    elif size.bytes > warn or size.rows > MOST_ROWS:
        limit = human(warn) if size.bytes > warn else f"{MOST_ROWS} rows"
        message = f"{spec.name}: a partition of more than {limit}: {size}, {size.rows:.0f} rows"
        yield codes.LARGE.at(spec.span, message, "use a shorter bucket")


def partition_size(entity: Entity, block: Block, spec: TableSpec, store: str) -> PartitionSize:
    row_bytes, cells = _row(entity, block, spec)
    rows, formula, unknown = _rows(entity, block, spec, store)
    return PartitionSize(spec.name, rows, row_bytes, cells, formula, unknown)


def _rows(entity: Entity, block: Block, spec: TableSpec, store: str) -> tuple[float | None, str, str]:
    """(rows, formula, what is missing)."""
    fixed = {part.field for part in spec.partition if not part.bucket}
    if not spec.cluster.orders or set(entity.identity) <= fixed:
        return 1.0, "1 row", ""
    few = [FEW.get(entity.field(order.field).type.kind, 0) for order in spec.cluster.orders]
    if all(few):
        total = 1
        for count in few:
            total *= count
        return float(total), f"{total} rows", ""
    window, words = _window(entity, block, spec, store)
    volume = entity.volume
    per = [each for each in volume.per if each.field in fixed] if volume else []
    if per:
        return _of_owner(min(per, key=lambda each: _in(each, window)), window, words)
    if volume and volume.writes_per_s and not fixed:
        if window is None:
            return None, f"{volume.writes_per_s:g} writes/s, {words}", ""
        return volume.writes_per_s * window, f"{volume.writes_per_s:g} writes/s x {words}", ""
    what = "volume" if volume is None else f"volume.per for {' or '.join(sorted(fixed)) or 'the partition'}"
    return None, "unknown rows", what


def _of_owner(per: Per, window: int | None, words: str) -> tuple[float | None, str, str]:
    if per.period_s is None:
        return per.rows, f"{per.rows:g} rows per {per.field}", ""
    rate = f"{per.rows:g} rows per {_time(per.period_s)} of a {per.field}"
    if window is None:
        return None, f"{rate}, {words}", ""
    return per.rows * window / per.period_s, f"{rate} x {words}", ""


def _in(per: Per, window: int | None) -> float:
    if per.period_s is None:
        return per.rows
    return float("inf") if window is None else per.rows * window / per.period_s


def _window(entity: Entity, block: Block, spec: TableSpec, store: str) -> tuple[int | None, str]:
    """Seconds of rows that share a partition: the bucket's or the retention's, whichever is less; None: all time."""
    kept = entity.retention.seconds(store)
    own = spec if not is_view(block, spec) else block.tables[0]
    if own.options and own.options.ttl is not None:
        kept = own.options.ttl or None
    spans = [
        (BUCKET_S[part.bucket], f"a {part.bucket} ({_time(BUCKET_S[part.bucket])})")
        for part in spec.partition
        if part.bucket
    ]
    spans += [(kept, f"retention {_time(kept)}")] if kept else []
    return min(spans) if spans else (None, "kept for ever")


def _time(seconds: int) -> str:
    for unit, length in (("y", 31_536_000), ("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds % length == 0:
            return f"{seconds // length} {unit}"
    return f"{seconds} s"


def _row(entity: Entity, block: Block, spec: TableSpec) -> tuple[int, int]:
    """(bytes of a row without its partition key, cells of a row)."""
    average = dict(entity.volume.size) if entity.volume else {}
    partition = {part.field for part in spec.partition if not part.bucket}
    clustering = {order.field for order in spec.cluster.orders}
    total, cells = ROW_OVERHEAD, 0
    for name in held(entity, spec):
        if name in partition or name in spec.static:
            continue
        total += average[name] if name in average else _field(entity, block, name)
        if name not in clustering:
            count = len(columns_of(entity, block, name))
            cells += count
            total += CELL_OVERHEAD * count
    return total, max(cells, 1)


def _field(entity: Entity, block: Block, name: str) -> int:
    if name in dict(block.types):
        return SIZES.get(parse(columns_of(entity, block, name)[0][1]).inner.name, 50)
    parts = entity.field(name).columns
    return sum(_value(type_, cql) for (_, type_), (_, cql) in zip(parts, columns_of(entity, block, name), strict=True))


def _value(type_: Type, cql: str) -> int:
    """Bytes of an average value: half of what a text may have, where the model has no `size` for it."""
    if cql in SIZES:
        return SIZES[cql]
    if type_.kind == "vector":
        return 4 * (type_.length or 1)
    if type_.is_collection:
        return 100
    return max((type_.length or 500) // 2, 1)
