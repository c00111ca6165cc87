"""The files of `schema/` -> Model, with every error at once."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from gamemodel.diagnostics import Diagnostic, Severity, Span, ordered
from gamemodel.model.entity import Entity
from gamemodel.model.model import Model
from gamemodel.named import by_name
from gamemodel.source import codes
from gamemodel.source.blocks import bind_blocks
from gamemodel.source.entity import read_entity
from gamemodel.source.fields import field_names, read_fields
from gamemodel.source.node import Node
from gamemodel.source.problems import describe
from gamemodel.source.references import RawFields, References, resolve
from gamemodel.source.report import Report
from gamemodel.source.scope import Scope
from gamemodel.source.stores import EngineBinder, Engines
from gamemodel.source.topology import names_in, read_topology
from gamemodel.source.types_file import ReadTypes, read_types
from gamemodel.source.yaml import read_yaml
from gamemodel.topology import Topology

__all__ = ["EngineBinder", "Engines", "Reading", "read_model"]

TOPOLOGY: Final = "schema/topology.yaml"
TYPES: Final = "schema/types.yaml"
ENTITIES: Final = "schema/entities"


@dataclass(frozen=True, slots=True)
class Reading:
    """The model, or None if there is an error, and every finding in the order of places."""

    model: Model | None
    diagnostics: tuple[Diagnostic, ...] = ()


def read_model(files: Mapping[str, str], engines: Engines, engine_names: tuple[str, ...] = ()) -> Reading:
    """The model in `files` (text by path, such as `schema/entities/users.yaml`).

    `engines` gives the engine of a name and raises KeyError for one that is none; `engine_names` serve suggestions.
    Raises nothing for anything that a file may hold.
    """
    report = Report()
    with _no_collection():
        model = _read(files, engines, engine_names, report)
    failed = any(each.severity is Severity.ERROR for each in report.found)
    return Reading(None if failed else model, ordered(report.found))


def read_frame(files: Mapping[str, str], engines: Engines, engine_names: tuple[str, ...] = ()) -> Reading:
    """The model without its entities, from topology.yaml alone. Applying needs no more."""
    report = Report()
    nodes = _nodes({path: text for path, text in files.items() if path == TOPOLOGY}, report)
    node = nodes.get(TOPOLOGY)
    read = read_topology(node, engines, engine_names, report) if node else None
    return Reading(Model(*read) if read and not report.has_errors else None, ordered(report.found))


@contextmanager
def _no_collection() -> Iterator[None]:
    """Pause the cycle collector, which would walk the many live tuples of a large model again and again."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _read(files: Mapping[str, str], engines: Engines, engine_names: tuple[str, ...], report: Report) -> Model | None:
    nodes = _nodes(files, report)
    entities = _entity_nodes(nodes, files, report)
    topology_node = nodes.get(TOPOLOGY)
    report.scope = Scope(
        stores=names_in(topology_node, "stores") or None,
        regions=names_in(topology_node, "regions") or None,
        roles=names_in(topology_node, "roles") if topology_node else None,
        entities=tuple(sorted(entities)),
    )
    read = read_topology(topology_node, engines, engine_names, report) if topology_node else None
    name, topology = read or ("", None)
    types_file = read_types(nodes[TYPES], report) if TYPES in nodes else ReadTypes()
    made = _entities(entities, types_file, topology, engines, report)
    if topology is None:
        return None
    return Model(name, topology, made, types_file.types, types_file.enums, types_file.privacy, tuple(report.waivers))


def _nodes(files: Mapping[str, str], report: Report) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for path in sorted(files):
        if not _is_ours(path):
            help = "rename it to .yaml" if path.endswith(".yml") else "move it to schema/entities/, or remove it"
            report.add(codes.FILE, f"{path} is not a file of the model", Span(path, 1, 1), help)
            continue
        node = read_yaml(files[path], path, report)
        if node is not None and node.kind != "mapping":
            report.add(codes.WRONG_KIND, f"expected a mapping, found {describe(node)}", node.span)
        elif node is not None:
            found[path] = node
    if TOPOLOGY not in files:
        report.add(codes.FILE, f"{TOPOLOGY} is missing", None, "write it: model, regions, stores, roles")
    return found


def _is_ours(path: str) -> bool:
    return path in (TOPOLOGY, TYPES) or (path.startswith(f"{ENTITIES}/") and path.endswith(".yaml"))


def _entity_nodes(nodes: dict[str, Node], files: Mapping[str, str], report: Report) -> dict[str, Node]:
    """The entities by the stems of their files. One with broken YAML is an empty mapping, so that others can refer to it."""
    found: dict[str, Node] = {}
    places: dict[str, str] = {}
    for path in sorted(path for path in files if path.startswith(f"{ENTITIES}/") and _is_ours(path)):
        name = PurePosixPath(path).stem
        if name in found:
            message = f"the entity {name} is also in {places[name]}"
            report.add(codes.CLASH, message, Span(path, 1, 1), "rename one of the two files")
            continue
        _entity_name(name, path, report)
        places[name] = path
        found[name] = nodes.get(path) or Node("mapping", Span(path, 1, 1))
    if not found:
        report.add(codes.FILE, f"there is no entity below {ENTITIES}/", None, f"write {ENTITIES}/players.yaml")
    return found


def _entity_name(name: str, path: str, report: Report) -> None:
    import re

    from gamemodel.source.quantities import IDENTIFIER

    if not re.fullmatch(IDENTIFIER[1:-1], name) or len(name) > 64:
        help = "lowercase letters, digits and _, at most 64, beginning with a letter"
        report.add(codes.BAD_VALUE, f"'{name}' cannot be the name of an entity", Span(path, 1, 1), help)


def _entities(
    nodes: dict[str, Node], types_file: ReadTypes, topology: Topology | None, engines: Engines, report: Report
) -> tuple[Entity, ...]:
    raw: RawFields = {}
    named = dict(types_file.named)
    classes = tuple(each.name for each in types_file.privacy)
    for name, node in nodes.items():
        fields = node.get("fields")
        scope = Scope(fields=field_names(fields))
        readable = fields is not None and fields.kind == "mapping"
        raw[name] = {
            each.name: each
            for each in (read_fields(fields, named, classes, report, scope) if readable and fields else ())
        }
        if fields is not None and readable and not raw[name]:
            report.add(codes.WRONG_KIND, f"the entity {name} has no fields", fields.span, "write id: uuid")
        if fields is not None and not readable:
            report.add(codes.WRONG_KIND, f"expected a mapping of fields, found {describe(fields)}", fields.span)
    references = References(raw, report)
    privacy = {each.name: each for each in types_file.privacy}
    made = []
    for name, node in nodes.items():
        if not node.pairs:
            continue
        resolved = tuple(resolve(name, each, references, types_file.enums, privacy) for each in raw[name].values())
        entity = read_entity(name, node, resolved, report)
        made.append(bind_blocks(entity, node, topology, engines, report) if topology else entity)
    return by_name(made)
