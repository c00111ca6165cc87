"""`privacy:` of types.yaml: classes of personal data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from gamemodel.diagnostics import Span
from gamemodel.model.model import PrivacyClass
from gamemodel.source.declaration import KEYED
from gamemodel.source.node import Node
from gamemodel.source.problems import unknown_name
from gamemodel.source.quantities import Name, Seconds
from gamemodel.source.report import Report

Erase = Literal["nullify", "blank", "rewrite", "delete-row"]
"""What erasing a person means for a field."""


@dataclass(frozen=True, slots=True)
class PrivacyBody:
    """One entry of `privacy:`."""

    name: Name = field(metadata=KEYED)
    erase: Erase = field(metadata={"doc": "What erasing a person means for the field."})
    zones: Literal["any", "home"] = field(
        default="any", metadata={"doc": "Whether the field may leave the zone of its row."}
    )
    never_in: tuple[str, ...] = field(default=(), metadata={"doc": "Stores or entities that never hold it."})
    keep: Seconds | None = field(default=None, metadata={"doc": "The longest it is kept anywhere."})
    span: Span | None = field(default=None, compare=False)


def make_privacy(body: PrivacyBody, node: Node, report: Report) -> PrivacyClass:
    known = (*(report.scope.stores or ()), *(report.scope.entities or ()))
    place = (node.get("privacy") or node).get(body.name)
    listed = place.get("never_in") if place else None
    for each in listed.items if listed else ():
        if each.text not in known:
            unknown_name(each, "store or entity", known, report)
    return PrivacyClass(body.name, body.erase, body.zones, body.never_in, body.keep, body.span)
