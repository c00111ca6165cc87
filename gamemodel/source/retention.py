"""`retention:` of an entity: how long its rows are kept in each store."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from gamemodel.diagnostics import Span
from gamemodel.source import codes
from gamemodel.source.allow import read_allow
from gamemodel.source.node import Node
from gamemodel.source.problems import describe, unknown_name
from gamemodel.source.quantities import seconds
from gamemodel.source.report import Report
from gamemodel.source.scope import Scope


@dataclass(frozen=True, slots=True)
class RetentionBody:
    """A duration or `forever` for each store, and the grace."""

    stores: tuple[tuple[str, int | None], ...] = ()
    grace_s: int = 0
    span: Span | None = field(default=None, compare=False)

    @classmethod
    def bind_node(cls, node: Node, report: Report, scope: Scope) -> RetentionBody | None:
        """Read stores and `grace` from one mapping."""
        if node.kind != "mapping":
            return None
        stores: list[tuple[str, int | None]] = []
        grace, ok = 0, True
        for key, value in node.pairs:
            if key.text == "allow":
                read_allow(value, node, report)
            elif key.text != "grace" and scope.stores is not None and key.text not in scope.stores:
                unknown_name(key, "store", (*scope.stores, "grace"), report)
                ok = False
            elif value.text == "forever" and key.text != "grace":
                stores.append((key.text, None))
            else:
                try:
                    kept = seconds(value.text)
                except ValueError:
                    words = "" if key.text == "grace" else ", or forever"
                    message = f"expected a duration such as 90d or 1y{words}, found {describe(value)}"
                    report.add(codes.BAD_VALUE, message, value.span)
                    ok = False
                    continue
                if key.text == "grace":
                    grace = kept
                else:
                    stores.append((key.text, kept))
        return cls(tuple(stores), grace) if ok else None

    @classmethod
    def json_schema(cls, scope: Scope) -> dict[str, Any]:
        duration = {"type": "string", "pattern": r"^(0|\d+(\.\d+)?[smhdwy])$"}
        kept = {"anyOf": [{"const": "forever"}, duration], "description": "How long a row is kept in this store."}
        stores = dict.fromkeys(scope.stores or (), kept)
        grace = {**duration, "description": "How much longer a lifecycle may keep a row."}
        return {"type": "object", "properties": {**stores, "grace": grace}, "additionalProperties": False}
