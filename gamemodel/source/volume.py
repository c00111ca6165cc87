"""`volume:` of an entity: how many rows there are, and how many are written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from gamemodel.diagnostics import Span
from gamemodel.model.entity import Per, Volume
from gamemodel.source import codes
from gamemodel.source.node import Node
from gamemodel.source.problems import describe
from gamemodel.source.quantities import Bytes, Count, FieldName, Rate, ratio
from gamemodel.source.report import Report
from gamemodel.source.scope import Scope


@dataclass(frozen=True, slots=True)
class PerBody:
    """Rows of one owner: `60/y`, or a total such as `60`."""

    rows: float
    period_s: int | None

    @classmethod
    def bind_node(cls, node: Node, report: Report, _scope: Scope) -> PerBody | None:
        """A count with or without a period."""
        try:
            return cls(*ratio(node.text))
        except ValueError:
            message = f"expected rows per period such as 60/d or 3/y, or a total, found {describe(node)}"
            report.add(codes.BAD_VALUE, message, node.span)
            return None

    @classmethod
    def json_schema(cls, _scope: Scope) -> dict[str, Any]:
        return {"type": ["string", "number"], "pattern": r"^\d+(\.\d+)?[kMGT]?(/[smhdwy])?$"}


@dataclass(frozen=True, slots=True)
class VolumeBody:
    """The keys of `volume:`."""

    rows: Count = field(metadata={"doc": "Rows at steady state: 40M."})
    writes: Rate | None = field(default=None, metadata={"doc": "Rows written: 600/s."})
    per: tuple[tuple[FieldName, PerBody], ...] = field(
        default=(), metadata={"doc": "Rows that the 99th-percentile owner makes: {user_name: 60/y}."}
    )
    size: tuple[tuple[FieldName, Bytes], ...] = field(default=(), metadata={"doc": "Average size of a field in bytes."})
    span: Span | None = field(default=None, compare=False)


def make_volume(body: VolumeBody | None) -> Volume | None:
    if body is None:
        return None
    per = tuple(Per(name, each.rows, each.period_s) for name, each in body.per)
    return Volume(body.rows, body.writes or 0.0, per, body.size, body.span)
