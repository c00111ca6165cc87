"""Keys that lose rows, let rows replace each other, or send all traffic to a few nodes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from gamemodel.diagnostics import Diagnostic
from gamemodel.engines.cassandra import codes
from gamemodel.engines.cassandra.checks.context import TableContext

_PRECISION: Final = {"timestamp": "millisecond", "date": "day", "time": "time"}
_FEW_VALUES: Final = {"bool", "enum", "bucket", "region"}


def check_keys(table: TableContext) -> Iterator[Diagnostic]:
    spec, entity, key = table.spec, table.entity, table.key
    identity, last = set(entity.identity), key[-1]
    kind = entity.field(last).type.kind
    if kind in _PRECISION and spec.cluster.orders and not identity <= set(key) - {last}:
        message = f"{spec.name}: {last} is a {kind}: two rows of the same {_PRECISION[kind]} are one row"
        yield codes.LOSES.at(spec.span, message, _other_than_clock(last, entity.identity))
    elif (missing := ", ".join(sorted(identity - set(key)))) and not spec.counter:
        message = f"{spec.name}: rows of different {missing} replace each other: the key is ({', '.join(key)})"
        yield codes.MERGES.at(spec.span, message, f"add {missing} at the end of `cluster`")
    kinds = {entity.field(part.field).type.kind if not part.bucket else "bucket" for part in spec.partition}
    if kinds <= _FEW_VALUES:
        names = ", ".join(part.column for part in spec.partition)
        help = "add a field with many values to `partition`"
        yield codes.HOT.at(spec.span, f"{spec.name}: {names} has few values", help)


def _other_than_clock(last: str, identity: tuple[str, ...]) -> str:
    more = [name for name in identity if name != last]
    return f"add {', '.join(more)} after it in `cluster`" if more else f"make {last} a timeuuid"
