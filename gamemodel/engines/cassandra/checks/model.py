"""What can be proved of the model before any server is asked: queries, partition sizes, keys, retention, names, flavours."""

from __future__ import annotations

from collections.abc import Iterator

from gamemodel.diagnostics import Diagnostic, Span, ordered
from gamemodel.engines.cassandra import codes
from gamemodel.engines.cassandra.block.sections import Block, IndexSpec, Options, TableSpec
from gamemodel.engines.cassandra.checks.constraints import Finding, Place, unfit
from gamemodel.engines.cassandra.checks.queries import answer
from gamemodel.engines.cassandra.checks.size import human, partition_size
from gamemodel.engines.cassandra.compile.schema import block_of, columns_of, given_options, held, is_view, store_options
from gamemodel.engines.cassandra.dialect.options import CUSTOM, TAGS
from gamemodel.engines.cassandra.flavours import Flavour, flavour
from gamemodel.engines.cassandra.types import parse
from gamemodel.model import Model, Query
from gamemodel.topology import Store

MOST_CELLS = 2_000_000_000
MOST_ROWS = 100_000
CONTROL = 10
"""Characters that the control keyspace adds to the keyspace's name."""


def check(model: Model, store: Store) -> tuple[Diagnostic, ...]:
    """Every finding about one store, ordered by place."""
    options = store_options(store)
    kind = flavour(store.flavour)
    found = [_made(each) for each in _names(model, store, options, kind)]
    for entity in model.entities:
        bound = entity.block(store.name)
        queries = tuple(query for query in entity.queries if query.store == store.name)
        block = block_of(bound.value) if bound is not None else None
        found += [_made(each) for each in _unserved(queries, block)]
        for spec in block.tables if block else ():
            place = Place(entity, block, spec) if block else None
            if place is not None:
                found += [_made(each) for each in _table(place, options, kind, store, model)]
    return ordered(found)


def _made(finding: Finding) -> Diagnostic:
    code, message, span, help = finding
    return Diagnostic(code.id, message, span, help, code.severity)


def _table(place: Place, options: Options, kind: Flavour, store: Store, model: Model) -> Iterator[Finding]:
    faults = tuple(unfit(place))
    yield from faults
    yield from _serving(place, store)
    yield from _unknown_types(place, options, model)
    if not faults:
        yield from _keys(place)
        yield from _size(place, options, store)
    yield from _retention(place, store)
    yield from _flavoured(place, options, kind)


def _unserved(queries: tuple[Query, ...], block: Block | None) -> Iterator[Finding]:
    tables = block.tables if block else ()
    served = {name for spec in tables for name in (*spec.serves, *(n for i in spec.indexes for n in i.serves))}
    for query in queries:
        if query.name in served:
            continue
        could = next((spec.name for spec in tables if answer(query, spec).served), "")
        help = (
            f"{could} can: write `serves: [{query.name}]` there" if could else "add a table whose key the query fixes"
        )
        yield codes.NOBODY, f"no table serves the query {query.name}", query.span, help


def _serving(place: Place, store: Store) -> Iterator[Finding]:
    """Whether what a table and its indexes say to serve is served; and that each is good for something."""
    spec = place.spec
    known = {query.name: query for query in place.entity.queries}
    if not (spec.serves or spec.why or any(index.serves or index.why for index in spec.indexes)):
        yield codes.IDLE, f"table {spec.name} serves no query", spec.span, "list queries under `serves`, or say `why`"
    for name in spec.serves:
        yield from _asked(known[name], spec, (), store, spec.span)
    for index in spec.indexes:
        if not (index.serves or index.why):
            yield (
                codes.IDLE,
                f"index {index.name} serves no query",
                index.span,
                "list queries under `serves`, or say `why`",
            )
        for name in index.serves:
            through = tuple(each for each in spec.indexes if name in each.serves)
            if through[0] is index:
                yield from _asked(known[name], spec, through, store, index.span)


def _asked(
    query: Query, spec: TableSpec, through: tuple[IndexSpec, ...], store: Store, span: Span | None
) -> Iterator[Finding]:
    if query.store != store.name:
        yield codes.NOBODY, f"query {query.name} is asked of {query.store}, not of {store.name}", span, "remove it here"
        return
    said = answer(query, spec, through)
    if not said.served:
        yield codes.CANNOT, f"{query.name}: {said.reason}", query.span, said.help
    elif said.scatters:
        rate = f" {query.rate_per_s:g} times a second" if query.rate_per_s else ""
        yield (
            codes.SCATTERS,
            f"{query.name} asks every node of {spec.name}{rate}",
            query.span,
            "add a table if it is frequent",
        )


def _keys(place: Place) -> Iterator[Finding]:
    """A key that loses rows, or lets rows replace each other, or sends all traffic to a few nodes."""
    spec, entity = place.spec, place.entity
    key = set(place.key)
    identity = set(entity.identity)
    last = place.key[-1]
    others = key - {last}
    if entity.field(last).type.kind in ("timestamp", "date", "time") and spec.cluster.orders and not identity <= others:
        kind = entity.field(last).type.kind
        yield (
            codes.LOSES,
            f"{spec.name}: {last} is a {kind}: two rows of the same {_instant(kind)} are one row",
            spec.span,
            _cure_of_clock(last, tuple(entity.identity)),
        )
    elif not identity <= key and not spec.counter:
        names = ", ".join(sorted(identity - key))
        yield (
            codes.MERGES,
            f"{spec.name}: rows of different {names} replace each other: the key is ({', '.join(place.key)})",
            spec.span,
            f"add {names} at the end of `cluster`",
        )
    kinds = {entity.field(part.field).type.kind if not part.bucket else "bucket" for part in spec.partition}
    if kinds <= {"bool", "enum", "bucket", "region"}:
        names = ", ".join(part.column for part in spec.partition)
        yield (
            codes.HOT,
            f"{spec.name}: {names} has few values",
            spec.span,
            "add a field with many values to `partition`",
        )


def _instant(kind: str) -> str:
    return {"timestamp": "millisecond", "date": "day", "time": "time"}[kind]


def _cure_of_clock(last: str, identity: tuple[str, ...]) -> str:
    more = [name for name in identity if name != last]
    return f"add {', '.join(more)} after it in `cluster`" if more else f"make {last} a timeuuid"


def _size(place: Place, options: Options, store: Store) -> Iterator[Finding]:
    spec = place.spec
    size = partition_size(place.entity, place.block, spec, store.name)
    if size.unknown:
        yield codes.VOLUME, f"{spec.name}: {size.unknown} is missing", spec.span, "say how many rows an owner makes"
    elif size.rows is None or size.bytes is None:
        help = "put a time bucket into `partition`, such as month(…), or give the entity a retention"
        yield codes.UNBOUND, f"{spec.name}: partitions grow without bound: {size.formula}", spec.span, help
    elif size.rows * size.cells > MOST_CELLS:
        message = f"{spec.name}: more than 2 billion cells in a partition: {size}"
        yield codes.UNBOUND, message, spec.span, "take a shorter bucket"
    elif size.bytes > options.partition_warn or size.rows > MOST_ROWS:
        limit = human(options.partition_warn) if size.bytes > options.partition_warn else f"{MOST_ROWS} rows"
        message = f"{spec.name}: a partition of more than {limit}: {size}, {size.rows:.0f} rows"
        yield codes.LARGE, message, spec.span, "take a shorter bucket"


def _unknown_types(place: Place, options: Options, model: Model) -> Iterator[Finding]:
    known = {name for name, _ in options.types} | {each.name for each in model.types if each.type.kind == "parts"}
    for name, text in place.block.types:
        for missing in sorted(set(parse(text).user_types()) - known):
            message = f"{place.spec.name}: {name} has the user type {missing}, which is declared nowhere"
            yield codes.UNFIT, message, place.block.span, "declare it under the store's `types` in topology.yaml"


def _retention(place: Place, store: Store) -> Iterator[Finding]:
    spec, kept = place.spec, place.entity.retention.seconds(store.name)
    counted = spec.counter or any(
        f.type.kind == "counter" and f.name in held(place.entity, spec) for f in place.entity.fields
    )
    if counted and kept is not None:
        yield (
            codes.NO_EXPIRY,
            f"{spec.name}: counters do not expire after {kept // 86_400} d",
            spec.span,
            "delete them by a job",
        )
    if spec.options is None:
        return
    if spec.options.ttl is not None and spec.options.ttl != (kept or 0):
        said = f"{kept} s" if kept is not None else "for ever"
        message = f"{spec.name}: ttl {spec.options.ttl} s, but rows are kept {said}"
        yield codes.TTL_DIFFERS, message, spec.span, "remove `ttl`: it follows from retention"
    compaction = dict(spec.options.compaction)
    if compaction.get("class", "").endswith("TimeWindowCompactionStrategy"):
        yield from _windows(spec, compaction, kept)


def _windows(spec: TableSpec, compaction: dict[str, str], kept: int | None) -> Iterator[Finding]:
    if not kept:
        message = f"{spec.name}: time-window compaction, but rows never expire"
        yield codes.WINDOW, message, spec.span, "give the entity a retention, or take another compaction"
        return
    unit = {"MINUTES": 60, "HOURS": 3_600, "DAYS": 86_400}.get(
        compaction.get("compaction_window_unit", "DAYS").upper(), 0
    )
    size = compaction.get("compaction_window_size", "1")
    if unit and size.isdigit() and int(size) and not 10 <= (count := kept / (unit * int(size))) <= 50:
        message = f"{spec.name}: {count:.0f} compaction windows in {kept // 86_400} d"
        yield codes.WINDOW, message, spec.span, f"take windows of about {max(1, round(kept / 30 / 86_400))} d"


def _names(model: Model, store: Store, options: Options, kind: Flavour) -> Iterator[Finding]:
    if len(options.keyspace) > 48 - CONTROL:
        message = f"keyspace {options.keyspace} is longer than {48 - CONTROL} characters"
        yield codes.NAME, message, store.span, "the ledger's keyspace has 10 more"
    taken: dict[str, str] = {}
    count = 0
    for entity in model.entities:
        bound = entity.block(store.name)
        for spec in block_of(bound.value).tables if bound else ():
            count += 1
            if len(spec.name) > kind.table_name:
                message = f"table {spec.name} is longer than {kind.table_name} characters"
                yield codes.NAME, message, spec.span, "shorten it"
            for what, name, span in (
                ("table", spec.name, spec.span), *(("index", index.name, index.span) for index in spec.indexes)
            ):  # fmt: skip
                if (known := taken.setdefault(f"{what} {name}", entity.name)) != entity.name:
                    yield codes.NAME, f"{what} {name} is also one of {known}", span, "rename one of the two"
    if kind.max_tables and count > kind.max_tables:
        yield codes.LIMIT, f"{count} tables, {kind.name} takes {kind.max_tables}", store.span, "use fewer tables"


def _flavoured(place: Place, options: Options, kind: Flavour) -> Iterator[Finding]:
    spec = place.spec
    said = given_options(spec.options) if spec.options else {}
    said |= given_options(options.options) if options.options else {}
    for absent, what, help in (
        (not kind.indexes and spec.indexes, "secondary indexes", "add a table per query"),
        (not kind.views and is_view(place.block, spec), "materialized views", "write `copies: double-write`"),
        (not kind.masks and spec.masked, "masks", "mask in the application"),
    ):
        if absent:
            yield codes.ABSENT, f"{spec.name}: {kind.name} has no {what}", spec.span, help
    columns = [
        (name, cql) for name in held(place.entity, spec) for _, cql in columns_of(place.entity, place.block, name)
    ]
    for name, cql in columns:
        if kind.types & set(_words(cql)):
            yield codes.ABSENT, f"{spec.name}.{name}: {kind.name} has no {cql}", spec.span, "store it elsewhere"
        length = place.entity.field(name).type.length or 0
        if (
            kind.max_row_bytes
            and place.entity.field(name).type.kind in ("bytes", "text")
            and length > kind.max_row_bytes
        ):
            yield (
                codes.LIMIT,
                f"{spec.name}.{name}: rows of {kind.name} hold 1 MB",
                spec.span,
                "keep it in an object store",
            )
    if kind.max_columns and len(columns) > kind.max_columns:
        message = f"{spec.name}: {len(columns)} columns, {kind.name} writes {kind.max_columns}"
        yield codes.LIMIT, message, spec.span, "split the table"
    yield from _options_of(spec, said, kind)


def _words(cql: str) -> tuple[str, ...]:
    tree = parse(cql)
    return (tree.name, *(word for arg in tree.args for word in _words(str(arg))))


def _options_of(spec: TableSpec, said: dict[str, str | dict[str, str]], kind: Flavour) -> Iterator[Finding]:
    ignored = sorted(set(said) & set(kind.ignored))
    if ignored:
        message = f"{spec.name}: {kind.name} ignores {', '.join(ignored)}"
        yield codes.IGNORED, message, spec.span, "remove them, or accept it"
    if not kind.custom and (wrong := sorted({CUSTOM, TAGS} & {name.partition(".")[0] for name in said})):
        message = f"{spec.name}: {', '.join(wrong)} is an option of Amazon Keyspaces"
        yield codes.ONLY_KEYSPACES, message, spec.span, "remove it, or use the flavour keyspaces"
