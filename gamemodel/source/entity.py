"""An entity's file -> Entity, without its blocks."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

from gamemodel.diagnostics import suggestion
from gamemodel.model.entity import Entity, Field, Query, Retention
from gamemodel.source import codes
from gamemodel.source.bind import bind
from gamemodel.source.node import Node
from gamemodel.source.problems import unknown_key
from gamemodel.source.quantities import FieldName, StoreName
from gamemodel.source.queries import QueryBody, make_query
from gamemodel.source.report import Report
from gamemodel.source.retention import RetentionBody
from gamemodel.source.volume import VolumeBody, make_volume


@dataclass(frozen=True, slots=True)
class EntityBody:
    """The keys that every entity has, besides one block per store."""

    home: StoreName = field(metadata={"doc": "The store that holds the truth; the others are copies."})
    identity: tuple[FieldName, ...] = field(metadata={"doc": "What makes two rows the same."})
    fields: Node = field(metadata={"doc": "The fields; a question mark after the name marks an optional one."})
    queries: tuple[QueryBody, ...] = field(default=(), metadata={"doc": "How the entity is read."})
    volume: VolumeBody | None = field(default=None, metadata={"doc": "How many rows there are and are written."})
    retention: RetentionBody = field(default=RetentionBody(), metadata={"doc": "How long rows are kept, by store."})
    residency: FieldName = field(default="", metadata={"doc": "The field that says in which region a row is at home."})
    owner: str = field(default="", metadata={"doc": "The team that answers for it."})
    doc: str = field(default="", metadata={"doc": "What the entity is."})
    renamed_from: str = field(default="", metadata={"doc": "The name that this entity had before."})
    dropped: tuple[str, ...] = field(
        default=(), metadata={"doc": "Names of what vanished from this file and shall go."}
    )


KEYS: Final = (
    "doc", "owner", "home", "identity", "residency", "volume", "fields", "queries", "retention", "renamed_from", "dropped", "allow",
)  # fmt: skip
"""Every key of an entity except its blocks, in the usual order."""


def read_entity(name: str, node: Node, fields: tuple[Field, ...], report: Report) -> Entity:
    """The entity without its blocks. With errors, it has what could be read, so that its blocks are checked too."""
    stores = report.scope.stores
    common = [pair for pair in node.pairs if pair[0].text in KEYS]
    for key, _ in node.pairs:
        if stores is not None and key.text not in KEYS and key.text not in stores:
            _unknown_block(key, node, stores, report)
    bare = Entity(name, "", (), fields, span=node.span)
    scope = report.scope.within(bare) if fields else report.scope
    body = bind(node._replace(pairs=tuple(common)), EntityBody, report, scope)
    _sensible(bare, node, report)
    if body is None:
        queries = node.get("queries")
        names = tuple(Query(key.text, "") for key, _ in queries.pairs) if queries else ()
        return replace(bare, queries=names)
    return Entity(
        name=name, home=body.home, identity=body.identity, fields=fields,
        queries=tuple(make_query(each) for each in body.queries), volume=make_volume(body.volume),
        retention=Retention(body.retention.stores, body.retention.grace_s, body.retention.span),
        residency=body.residency, owner=body.owner, doc=body.doc, renamed_from=body.renamed_from,
        dropped=body.dropped, span=node.span,
    )  # fmt: skip


def _unknown_block(key: Node, node: Node, stores: tuple[str, ...], report: Report) -> None:
    near = suggestion(key.text, (*KEYS, *stores))
    if near or key.text in ("", "<<"):
        unknown_key(key, (*KEYS, *stores), report)
        return
    value = node.get(key.text)
    if value is not None and value.kind == "mapping":
        help = f"a block is named like a store of topology.yaml: {', '.join(stores)}"
        report.add(codes.UNKNOWN_NAME, f"'{key.text}' is neither a key of an entity nor a store", key.span, help)
    else:
        unknown_key(key, (*KEYS, *stores), report)


def _sensible(entity: Entity, node: Node, report: Report) -> None:
    """Checks that need only the entity: its stores have blocks, its identity is required, its columns have different names.

    Looks at what is written, so that it does not wait for other errors to be mended.
    """
    written = {key.text for key, _ in node.pairs}
    queries, retention = node.get("queries"), node.get("retention")
    named = [("the home", node.get("home"))]
    named += [(f"query {key.text}", body.get("store")) for key, body in (queries.pairs if queries else ())]
    named += [("the retention", key) for key, _ in (retention.pairs if retention else ())]
    for what, store in named:
        if store is not None and store.text in (report.scope.stores or ()) and store.text not in written:
            message = f"{what} is in {store.text}, but {entity.name} has no block for it"
            help = f"write {store.text}: {{…}}, or name another store"
            report.add(codes.NO_BLOCK, message, store.span, help)
    fields = {each.name: each for each in entity.fields}
    _identity(fields, node.get("identity"), report)
    residency = node.get("residency")
    at_home = fields.get(residency.text) if residency else None
    if residency is not None and at_home is not None and at_home.type.kind != "region":
        message = f"residency must name a field of type region; '{at_home.name}' is {at_home.type}"
        report.add(codes.MISFIT, message, residency.span)
    _columns(entity, report)


def _columns(entity: Entity, report: Report) -> None:
    if not any(each.type.kind == "parts" for each in entity.fields):
        return  # names of fields differ already
    owners: dict[str, str] = {}
    for each in entity.fields:
        for column, _ in each.columns:
            if column in owners:
                message = f"the column {column} of '{each.name}' is also that of '{owners[column]}'"
                report.add(codes.CLASH, message, each.span, "rename one of the two fields")
            owners.setdefault(column, each.name)


def _identity(fields: dict[str, Field], place: Node | None, report: Report) -> None:
    if place is None or place.kind != "sequence":
        return
    if not place.items:
        report.add(codes.BAD_VALUE, "the identity names no field", place.span, "write identity: [id]")
    seen: set[str] = set()
    for item in place.items:
        name = item.text
        if name in seen:
            report.add(codes.DUPLICATE, f"'{name}' is written twice", item.span, "remove one of the two")
        elif name in fields and not fields[name].required:
            message = f"'{name}' is part of the identity and optional"
            report.add(codes.MISFIT, message, item.span, f"write {name}: without the ?")
        seen.add(name)
