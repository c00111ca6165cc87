"""An entity's file -> Entity: queries, volume, retention and what else every entity has; its blocks are bound by the engines."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

from gamemodel.diagnostics import Span, suggestion
from gamemodel.model.entity import Block, Entity, Field, Order, Per, Query, Retention, Volume
from gamemodel.source import codes
from gamemodel.source.bind import KEYED, bind, describe, unknown_key, unknown_name, waivers
from gamemodel.source.node import Node
from gamemodel.source.quantities import Bytes, Count, FieldName, Millis, Name, Positive, Rate, StoreName, ratio, seconds
from gamemodel.source.report import Report
from gamemodel.source.scope import Scope
from gamemodel.source.topology import Engines
from gamemodel.topology import Topology


@dataclass(frozen=True, slots=True)
class QueryBody:
    """One entry of `queries:`."""

    name: Name = field(metadata=KEYED)
    store: StoreName = field(metadata={"doc": "The store that answers it."})
    by: tuple[FieldName, ...] = field(default=(), metadata={"doc": "Equality on all of these fields."})
    filter: tuple[FieldName, ...] = field(default=(), metadata={"doc": "Equality on any subset of these fields."})
    match: tuple[FieldName, ...] = field(default=(), metadata={"doc": "Full-text search in these fields."})
    range: FieldName = field(default="", metadata={"doc": "Between two values of this field."})
    order: tuple[tuple[FieldName, Literal["asc", "desc"]], ...] = field(
        default=(), metadata={"doc": "Order of the rows."}
    )
    limit: Positive | None = field(default=None, metadata={"doc": "The most rows that are read."})
    page: Positive | None = field(default=None, metadata={"doc": "Rows per page."})
    one: bool = field(default=False, metadata={"doc": "At most one row answers it."})
    p99: Millis | None = field(default=None, metadata={"doc": "The time that 99 of 100 calls stay below: 10ms."})
    rate: Rate | None = field(default=None, metadata={"doc": "How often it is asked: 4k/s."})
    doc: str = field(default="", metadata={"doc": "What it is for."})
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class PerBody:
    """What one owner makes: `60/y`, or a total such as `60`."""

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
    """`volume:`."""

    rows: Count = field(metadata={"doc": "Rows at steady state: 40M."})
    writes: Rate | None = field(default=None, metadata={"doc": "Rows written: 600/s."})
    per: tuple[tuple[FieldName, PerBody], ...] = field(
        default=(), metadata={"doc": "Rows that the 99th-percentile owner makes: {user_name: 60/y}."}
    )
    size: tuple[tuple[FieldName, Bytes], ...] = field(default=(), metadata={"doc": "Average size of a field in bytes."})
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class RetentionBody:
    """`retention:`: a duration or `forever` by store, and the grace."""

    stores: tuple[tuple[str, int | None], ...] = ()
    grace_s: int = 0
    span: Span | None = field(default=None, compare=False)

    @classmethod
    def bind_node(cls, node: Node, report: Report, scope: Scope) -> RetentionBody | None:
        """Stores and `grace` stand side by side in one mapping."""
        if node.kind != "mapping":
            return None
        stores: list[tuple[str, int | None]] = []
        grace, ok = 0, True
        for key, value in node.pairs:
            if key.text == "allow":
                waivers(value, node, report)
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
"""Every key of an entity that is no block, in the order that people write them."""


def read_entity(name: str, node: Node, fields: tuple[Field, ...], report: Report) -> Entity:
    """The entity without its blocks; where something in it cannot be read, with what can, so that its blocks are read too."""
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
        queries=tuple(_query(each) for each in body.queries), volume=_volume(body.volume),
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


def _query(body: QueryBody) -> Query:
    order = tuple(Order(name, direction == "desc") for name, direction in body.order)
    return Query(
        body.name, body.store, body.by, body.filter, body.match, body.range, order, body.limit, body.page, body.one,
        body.p99, body.rate, body.doc, body.span,
    )  # fmt: skip


def _volume(body: VolumeBody | None) -> Volume | None:
    if body is None:
        return None
    per = tuple(Per(name, each.rows, each.period_s) for name, each in body.per)
    return Volume(body.rows, body.writes or 0.0, per, body.size, body.span)


def _sensible(entity: Entity, node: Node, report: Report) -> None:
    """What can be said of an entity by itself: its stores have blocks, its identity is there in every row, columns differ.

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
        message = f"residency is said by a field of type region; '{at_home.name}' is {at_home.type}"
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


def bind_blocks(entity: Entity, node: Node, topology: Topology, engines: Engines, report: Report) -> Entity:
    """The entity with one block per store that its file has a key for; each is bound by the store's engine."""
    if not entity.fields:
        return entity
    blocks: list[Block] = []
    stores = {each.name: each for each in topology.stores}
    for key, value in node.pairs:
        store = stores.get(key.text)
        if store is None:
            continue
        if value.kind != "mapping":
            message = f"expected a mapping (the block of {entity.name} for {key.text}), found {describe(value)}"
            report.add(codes.WRONG_KIND, message, value.span if not value.is_empty else key.span)
            continue
        before = len(report.found)
        bound = engines(store.engine).bind_block(value, entity, report)
        if bound is not None:
            blocks.append(Block(key.text, bound, key.through(value)))
        elif len(report.found) == before:
            report.add(codes.BAD_VALUE, f"the block of {entity.name} for {key.text} cannot be read", key.span)
    return replace(entity, blocks=tuple(blocks))
