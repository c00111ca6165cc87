"""`stores:` of topology.yaml: one instance of an engine each. The keys of a single engine are bound by that engine."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, Any, Final, Literal, Protocol

from gamemodel.model.entity import Entity
from gamemodel.source import codes
from gamemodel.source.allow import read_allow
from gamemodel.source.bind import bind
from gamemodel.source.node import Node
from gamemodel.source.problems import describe, unknown_name
from gamemodel.source.quantities import IDENTIFIER, RegionName, Scalar
from gamemodel.source.report import Report
from gamemodel.topology import Scope, Store


class EngineBinder(Protocol):
    """The part of an engine that reading a model needs."""

    default_folder: str

    def flavours(self) -> tuple[str, ...]: ...

    def bind_options(self, node: Node, report: Report) -> object | None: ...

    def bind_block(self, node: Node, entity: Entity, report: Report) -> object | None: ...


Engines = Callable[[str], EngineBinder]
"""The engine of a name. Raises KeyError."""


def _version(text: str) -> str:
    if not re.fullmatch(r"\d+(\.\d+){0,3}", text):
        raise ValueError(text)
    return text


def _folder(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*", text):
        raise ValueError(text)
    return text


_VERSION: Final = Scalar(
    "a version such as 3.05", _version, {"type": ["string", "number"], "pattern": r"^\d+(\.\d+){0,3}$"}
)


_FOLDER: Final = Scalar("a folder of the checkout such as cql", _folder, {"type": "string"})


@dataclass(frozen=True, slots=True)
class _Writer:
    writer: RegionName = field(metadata={"doc": "The one region that takes writes."})
    readers: tuple[RegionName, ...] = field(default=(), metadata={"doc": "Regions with a read-only copy."})


@dataclass(frozen=True, slots=True)
class StoreBody:
    """The keys of every store. Its engine has more."""

    flavour: str = field(metadata={"doc": "What kind of server it is, with its version."})
    scope: Literal["each-region", "spanning"] | _Writer = field(
        metadata={"doc": "A cluster per region, one over all regions, or one writing region with readers."}
    )
    engine: str = field(default="", metadata={"doc": "The engine; the store's own name where it is left out."})
    at_least: Annotated[str, _VERSION] = field(
        default="", metadata={"doc": "The lowest minor version that runs anywhere."}
    )
    folder: Annotated[str, _FOLDER] = field(default="", metadata={"doc": "Where the store's migrations lie."})


COMMON_KEYS: Final = ("engine", "flavour", "scope", "at_least", "folder")


def read_stores(node: Node, engines: Engines, engine_names: tuple[str, ...], report: Report) -> tuple[Store, ...]:
    if node.kind != "mapping":
        report.add(codes.WRONG_KIND, f"expected a mapping of stores, found {describe(node)}", node.span)
        return ()
    allowed = node.get("allow")
    if allowed is not None:
        read_allow(allowed, node, report)
    found = [_store(key, body, engines, engine_names, report) for key, body in node.pairs if key.text != "allow"]
    stores = tuple(each for each in found if each is not None)
    for index, store in enumerate(stores):
        for other in stores[:index]:
            if other.folder == store.folder:
                message = f"stores {other.name} and {store.name} share the folder {store.folder}"
                report.add(codes.CLASH, message, store.span, "give one of them another folder:")
    return stores


def _store(key: Node, node: Node, engines: Engines, engine_names: tuple[str, ...], report: Report) -> Store | None:
    if not re.fullmatch(IDENTIFIER[1:-1], key.text) or key.text in RESERVED:
        help = "lowercase letters, digits and _; and none of the keys that every entity has"
        report.add(codes.BAD_VALUE, f"'{key.text}' cannot be the name of a store", key.span, help)
        return None
    if node.kind != "mapping":
        report.add(codes.WRONG_KIND, "expected the keys of a store (flavour, scope, …)", node.span)
        return None
    common = replace_pairs(node, [pair for pair in node.pairs if pair[0].text in (*COMMON_KEYS, "allow")])
    own = replace_pairs(node, [pair for pair in node.pairs if pair[0].text not in (*COMMON_KEYS, "allow")])
    body = bind(common, StoreBody, report, report.scope)
    named = node.get("engine")
    name = named.text if named else key.text
    try:
        engine = engines(name)
    except KeyError:
        unknown_name(named or key, "engine", engine_names, report)
        return None
    if body is None:
        return None
    if body.flavour not in engine.flavours():
        unknown_name(node.get("flavour") or key, f"flavour of {name}", engine.flavours(), report)
        return None
    before = len(report.found)
    options = engine.bind_options(own, report)
    if options is None:
        if len(report.found) == before:
            report.add(codes.BAD_VALUE, f"the keys of store {key.text} cannot be read", key.span)
        return None
    folder = body.folder or (engine.default_folder if key.text == name else f"{engine.default_folder}_{key.text}")
    scope = _scope(body.scope, node, report)
    return Store(key.text, name, body.flavour, scope, options, body.at_least, folder, key.through(node))


def replace_pairs(node: Node, pairs: list[tuple[Node, Node]]) -> Node:
    """The mapping with these pairs only."""
    return node._replace(pairs=tuple(pairs))


def _scope(scope: Any, node: Node, report: Report) -> Scope:
    if not isinstance(scope, _Writer):
        return Scope(scope)
    place = node.get("scope")
    if scope.writer in scope.readers:
        span = place.span if place else None
        report.add(codes.BAD_SCOPE, f"the writer {scope.writer} is among its readers", span, "leave it out of readers:")
    return Scope("writer", scope.writer, scope.readers)


RESERVED: Final = (
    "allow", "doc", "owner", "home", "identity", "fields", "queries", "volume", "retention", "residency", "renamed_from",
    "dropped", "grace",
)  # fmt: skip
"""Keys of an entity or of its retention, which no store may be named like."""
