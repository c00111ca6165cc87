"""schema/topology.yaml -> Topology."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Annotated, Final

from gamemodel.diagnostics import Span
from gamemodel.source import codes
from gamemodel.source.bind import bind
from gamemodel.source.declaration import KEYED
from gamemodel.source.node import Node
from gamemodel.source.quantities import Name, Scalar
from gamemodel.source.report import Report
from gamemodel.source.stores import COMMON_KEYS, RESERVED, EngineBinder, Engines, StoreBody, read_stores
from gamemodel.topology import Dropped, Region, Topology


def _region(text: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9-]{0,31}", text):
        raise ValueError(text)
    return text


_REGION: Final = Scalar(
    "the name of a region: lowercase letters, digits and - (at most 32)",
    _region,
    {"type": "string", "pattern": "^[a-z][a-z0-9-]{0,31}$"},
)


@dataclass(frozen=True, slots=True)
class _Region:
    name: Annotated[str, _REGION] = field(metadata=KEYED)
    zone: Name = field(
        default="", metadata={"doc": "The area that personal data of class `zones: home` may not leave."}
    )
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class _Dropped:
    """`purchases: {allow: {GM227: why}}`."""

    name: Name = field(metadata=KEYED)
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class TopologyFile:
    """The keys of topology.yaml. Stores are bound one by one."""

    gamemodel: str = field(metadata={"doc": "Version of the language: 1."})
    model: Name = field(metadata={"doc": "The name of the model; servers remember it."})
    regions: tuple[_Region, ...] = field(metadata={"doc": "The regions and the zone of each."})
    stores: Node = field(metadata={"doc": "The stores: one instance of an engine each."})
    roles: tuple[Name, ...] = field(default=(), metadata={"doc": "The services that read and write."})
    dropped: tuple[Name, ...] | tuple[_Dropped, ...] = field(
        default=(),
        metadata={"doc": "Entities whose files were deleted; `allow:` below a name waives findings about dropping it."},
    )


def names_in(node: Node | None, key: str) -> tuple[str, ...]:
    """The keys of the mapping, or the elements of the list, at `key`. They are read before anything is bound."""
    value = node.get(key) if node else None
    if value is None:
        return ()
    return tuple(each.text for each, _ in value.pairs if each.text != "allow") or tuple(
        each.text for each in value.items
    )


def read_topology(
    node: Node, engines: Engines, engine_names: tuple[str, ...], report: Report
) -> tuple[str, Topology] | None:
    """Name of the model and its topology. With errors (in `report`), what could be read, or None.

    `report.scope` knows the names already.
    """
    file = bind(node, TopologyFile, report, report.scope)
    stores_node = node.get("stores")
    stores = read_stores(stores_node, engines, engine_names, report) if stores_node else ()
    version = node.get("gamemodel")
    if version is not None and version.text != "1":
        message = f"version '{version.text}' of the language is not known"
        report.add(codes.VERSION, message, version.span, "write gamemodel: 1")
    for key in ("regions", "stores"):
        written = node.get(key)
        if written is not None and written.kind == "mapping" and not written.pairs:
            report.add(codes.BAD_SCOPE, f"there are no {key}", written.span)
    if file is None:
        return ("", Topology((), stores)) if stores else None
    regions = tuple(Region(each.name, each.zone, each.span) for each in file.regions)
    return file.model, Topology(regions, stores, file.roles, _dropped(node.get("dropped")))


def _dropped(node: Node | None) -> tuple[Dropped, ...]:
    """The names under `dropped:` with their places."""
    if node is None:
        return ()
    named = ((key.text, key.through(body)) for key, body in node.pairs if key.text != "allow")
    return tuple(Dropped(name, span) for name, span in (*named, *((each.text, each.span) for each in node.items)))


__all__ = [
    "COMMON_KEYS",
    "RESERVED",
    "EngineBinder",
    "Engines",
    "StoreBody",
    "TopologyFile",
    "names_in",
    "read_topology",
]
