"""Whether tables, views and indexes are such as the server makes at all; found before it is asked. Yields (code, message, place, cure)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gamemodel.diagnostics import Code, Span
from gamemodel.engines.cassandra import codes
from gamemodel.engines.cassandra.block.sections import Block, IndexSpec, TableSpec
from gamemodel.engines.cassandra.compile.schema import columns_of, held, is_view
from gamemodel.engines.cassandra.types import Cql, holds, parse
from gamemodel.model import Entity

Finding = tuple[Code, str, Span | None, str]

_NO_KEY = ("counter", "duration")


@dataclass(frozen=True, slots=True)
class Place:
    """A table with what surrounds it."""

    entity: Entity
    block: Block
    spec: TableSpec

    @property
    def key(self) -> tuple[str, ...]:
        """The fields of the primary key, buckets left out."""
        parts = (part.field for part in self.spec.partition if not part.bucket)
        return (*parts, *(order.field for order in self.spec.cluster.orders))

    def tree(self, name: str) -> Cql:
        return parse(columns_of(self.entity, self.block, name)[0][1])


def unfit(place: Place) -> Iterator[Finding]:
    """Everything the server would refuse about one table of a block."""
    for message, help in (*_key(place), *_buckets(place), *_kinds(place), *_counters(place)):
        yield codes.UNFIT, f"{place.spec.name}: {message}", place.spec.span, help
    for name, cql in place.block.types:
        if name in held(place.entity, place.spec) and not _fits(place, name):
            field = place.entity.field(name)
            yield (
                codes.NARROWS,
                f"{cql} does not hold every {field.type} ({name})",
                place.block.span,
                "choose a wider type",
            )
    if is_view(place.block, place.spec):
        for message, help in _view(place):
            yield codes.UNFIT_VIEW, f"{place.spec.name}: {message}", place.spec.span, help
    for index in place.spec.indexes:
        for message, help in _index(place, index):
            yield codes.UNFIT, f"{index.name}: {message}", index.span, help


def _fits(place: Place, name: str) -> bool:
    type_ = place.entity.field(name).type
    given = columns_of(place.entity, place.block, name)[0][1]
    if type_.kind == "parts":
        return parse(given).inner.name == type_.name
    return holds(given, type_)


def _key(place: Place) -> Iterator[tuple[str, str]]:
    spec, entity = place.spec, place.entity
    if not spec.partition:
        yield "the partition key is empty", "name at least one field in `partition`"
    for name in sorted({each for each in place.key if place.key.count(each) > 1}):
        yield f"{name} stands twice in the key", "remove one of the two"
    for name in place.key:
        if name in spec.exclude:
            yield f"{name} is part of the key and cannot be excluded", "remove it from `exclude`"
        if not entity.field(name).required:
            yield f"{name} is optional and cannot be part of a key", f"make {name} required, or take another key"
        if place.tree(name).inner.name in _NO_KEY:
            yield f"{name} is a {place.tree(name)} and cannot be part of a key", "take another field"


def _buckets(place: Place) -> Iterator[tuple[str, str]]:
    for part in place.spec.partition:
        if not part.bucket:
            continue
        field = place.entity.field(part.field)
        if field.type.kind not in ("timestamp", "date", "timeuuid"):
            yield (
                f"{part.bucket}({part.field}) needs a time, and {part.field} is {field.type}",
                "take a timestamp or timeuuid",
            )
        elif field.type.kind == "date" and part.bucket == "hour":
            yield f"{part.field} is a date and has no hours", f"take day({part.field}) or longer"
        if not field.required:
            yield f"{part.field} is optional and gives no {part.bucket}", f"make {part.field} required"
        if place.entity.has(part.column):
            yield (
                f"the column of {part.bucket}({part.field}) is {part.column}, which is also a field",
                "rename that field",
            )
    if len([part for part in place.spec.partition if part.bucket]) > 1:
        yield "two time buckets in one key", "keep the shorter one"


def _kinds(place: Place) -> Iterator[tuple[str, str]]:
    spec = place.spec
    for name in spec.static:
        if not spec.cluster.orders:
            yield f"{name} cannot be static: there is no clustering column", "every field has one value per row already"
        if name in place.key:
            yield f"{name} is part of the key and cannot be static", "remove it from `static`"
    for name in spec.frozen:
        tree = place.tree(name)
        if not (tree.inner.collection or tree.user_types()):
            yield f"{name} is {tree}, which is never frozen", "remove it from `frozen`"
    for name in (*spec.static, *spec.frozen, *spec.counter, *dict(spec.masked)):
        if name not in held(place.entity, spec):
            yield f"{name} is not in this table", "remove it, or take it out of `exclude`"


def _counters(place: Place) -> Iterator[tuple[str, str]]:
    spec, entity = place.spec, place.entity
    fields = {f.name for f in entity.fields if f.name in held(entity, spec)}
    counted = {f.name for f in entity.fields if f.type.kind == "counter" and f.name in fields} | set(spec.counter)
    for name in spec.counter:
        kind = entity.field(name).type
        if not (kind.is_integer or kind.kind == "counter"):
            yield f"{name} is {kind} and cannot be counted", "count integers only"
    for name in counted & set(place.key):
        yield f"{name} is a counter and cannot be part of a key", "take another field"
    others = sorted(fields - counted - set(place.key))
    if counted and others:
        yield (
            f"a table of counters holds nothing else, but {', '.join(others)} {'is' if len(others) == 1 else 'are'} in it",
            f"write `counter: [{', '.join(sorted(counted))}]`, which leaves the others out, or `exclude` them",
        )


def _view(place: Place) -> Iterator[tuple[str, str]]:
    base = Place(place.entity, place.block, place.block.tables[0])
    spec = place.spec
    own, theirs = [p.column for p in spec.partition], [p.column for p in base.spec.partition]
    keys = {*own, *(o.field for o in spec.cluster.orders)}, {*theirs, *(o.field for o in base.spec.cluster.orders)}
    if missing := sorted(keys[1] - keys[0]):
        yield (
            f"the key of a view of {base.spec.name} holds {', '.join(missing)} too",
            f"add {', '.join(missing)} at the end of `cluster`",
        )
    if len(more := sorted(keys[0] - keys[1])) > 1:
        yield (
            f"only one column more than the key of {base.spec.name}, not {', '.join(more)}",
            "write `copies: double-write`",
        )
    descending = {order.field for order in base.spec.cluster.orders if order.descending}
    if turned := sorted(descending & set(own)):
        yield (
            f"{base.spec.name} sorts {', '.join(turned)} descending, so it cannot be the view's partition key",
            "sort it ascending in the base, or write `copies: double-write`",
        )
    if base.spec.static or base.spec.counter:
        yield f"{base.spec.name} has static columns or counters", "write `copies: double-write`"
    for word, said in (
        ("static", spec.static),
        ("counter", spec.counter),
        ("indexes", spec.indexes),
        ("masked", spec.masked),
    ):
        if said:
            yield f"a view has no `{word}`", "say it at the first table, or write `copies: double-write`"
    if spec.options and spec.options.ttl is not None:
        yield "a view has no TTL of its own", "remove `ttl`: rows expire with those of the first table"


def _index(place: Place, index: IndexSpec) -> Iterator[tuple[str, str]]:
    if not index.on:
        yield "the index does not say `on`", "write `on: FIELD`"
        return
    if index.on not in held(place.entity, place.spec):
        yield f"{index.on} is not in {place.spec.name}", "index a field of the table"
        return
    if len(columns_of(place.entity, place.block, index.on)) > 1:
        yield f"{index.on} is stored in several columns", f"store it as one: `types: {{{index.on}: frozen<…>}}`"
    if [part.column for part in place.spec.partition] == [index.on]:
        yield f"{index.on} is the whole partition key", "remove the index: the key finds it"
    tree = place.tree(index.on)
    frozen = index.on in place.spec.frozen or index.on in place.key or tree.frozen
    if tree.inner.name in ("counter", "duration") or index.on in place.spec.counter:
        yield (
            f"a {tree.inner.name if index.on not in place.spec.counter else 'counter'} cannot be indexed",
            "remove the index",
        )
    if index.over and not tree.collection:
        yield f"{index.on} is {tree}, no collection: there are no {index.over}", "remove `over`"
    elif index.over and frozen != (index.over == "full"):
        form = "only as a whole: `over: full`" if frozen else "by keys, values or entries, not in full"
        yield f"{index.on} is {'frozen' if frozen else 'not frozen'} and indexed {form}", "correct `over`"
    elif index.over in ("keys", "entries") and tree.inner.name != "map":
        yield f"only a map has {index.over}", "write `over: values`"
    if index.using == "sai" and tree.inner.name in ("blob", "boolean"):
        yield f"sai does not index {tree}", "write `using: legacy`"
    same = [
        each.name
        for each in place.spec.indexes
        if (each.on, each.over, each.using) == (index.on, index.over, index.using)
    ]
    if same[0] != index.name:
        yield f"{same[0]} is the same index", "remove one of the two"
