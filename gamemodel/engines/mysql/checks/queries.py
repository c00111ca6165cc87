"""Every query of the store is served by a key, and every index serves a query."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gamemodel.diagnostics import Diagnostic
from gamemodel.engines.mysql import codes
from gamemodel.engines.mysql.block.sections import Block, IndexSection
from gamemodel.model import Entity, Model, Query
from gamemodel.topology import Store


@dataclass(frozen=True, slots=True)
class Key:
    """The columns of a key with their direction; parts from the first prefix or expression on are left out."""

    name: str
    parts: tuple[tuple[str, bool], ...]
    whole: int
    unique: bool = False
    fulltext: tuple[str, ...] = ()


def keys(entity: Entity, block: Block) -> tuple[Key, ...]:
    """The primary key and the visible indexes. InnoDB appends the primary key's columns to every index, and MySQL uses them."""
    columns = [(part.column, part.descending) for part in block.primary_key]
    if not columns:
        columns = [(column, False) for name in entity.identity for column, _ in entity.field(name).columns]
    found = [Key("primary key", tuple(columns), len(columns), True)]
    found += [_key(index, columns) for index in block.indexes if not index.invisible]
    return tuple(found)


def _key(index: IndexSection, primary: list[tuple[str, bool]]) -> Key:
    if index.fulltext:
        return Key(index.name, (), 0, fulltext=tuple(part.column for part in index.fulltext))
    parts: list[tuple[str, bool]] = []
    for part in index.parts:
        if part.expression or part.prefix is not None:
            return Key(index.name, tuple(parts), len(parts))
        parts.append((part.column, part.descending))
    hidden = [each for each in primary if each[0] not in dict(parts)]
    return Key(index.name, (*parts, *hidden), len(parts), bool(index.unique))


def answers(query: Query, key: Key, entity: Entity) -> bool:
    """The key's parts begin with what the query compares, and go on with its range and order."""
    if query.match:
        return key.fulltext == query.match
    fixed = _columns(entity, query.by)
    names = [name for name, _ in key.parts]
    if key.unique and set(names[: key.whole]) <= set(fixed):
        return True
    if set(names[: len(fixed)]) != set(fixed):
        return False
    if query.filter:
        after = names[len(fixed) : len(fixed) + 1]
        return bool(after) and after[0] in _columns(entity, query.filter) and len(query.filter) == 1
    rest = list(key.parts[len(fixed) :])
    order = [(column, each.descending) for each in query.order for column in _columns(entity, (each.field,))]
    ranged = _columns(entity, (query.range,)) if query.range else ()
    if order:
        if ranged and ranged[0] != order[0][0]:
            return False
        taken = rest[: len(order)]
        return taken == order or taken == [(name, not down) for name, down in order]
    if ranged:
        return bool(rest) and rest[0][0] == ranged[0]
    return bool(fixed)


def _columns(entity: Entity, fields: tuple[str, ...]) -> tuple[str, ...]:
    found = []
    for name in fields:
        found += [column for column, _ in entity.field(name).columns] if entity.has(name) else [name]
    return tuple(found)


def check(entity: Entity, block: Block, store: Store) -> Iterator[Diagnostic]:
    """Queries without a key, indexes that do not serve the queries they name, indexes that serve none."""
    queries = {query.name: query for query in entity.queries if query.store == store.name}
    found = {key.name: key for key in keys(entity, block)}
    listed = {name for index in block.indexes for name in index.serves}
    for index in block.indexes:
        key = found.get(index.name)
        for name in index.serves:
            query = queries.get(name)
            if query is None:
                message = f"index {index.name} serves {name}, which is not a query of {store.name}"
                yield codes.NOT_SERVED.at(index.span, message)
            elif key is None or not (answers(query, key, entity) or _one_of_filter(query, key, entity)):
                message = f"index {index.name} does not serve the query {name}"
                yield codes.NOT_SERVED.at(index.span, message, f"on: {_wanted(query, entity)}")
        if not index.serves and not index.unique and not index.why:
            yield codes.IDLE_INDEX.at(index.span, f"index {index.name} serves no query", "name one, or say why:")
    for query in queries.values():
        if query.name not in listed:
            yield from _unlisted(query, entity, block, tuple(found.values()))
    yield from _redundant(block)


def _one_of_filter(query: Query, key: Key, entity: Entity) -> bool:
    """A query may use any subset of `filter`, so each of its fields needs a key that begins with `by` and the field."""
    fixed = _columns(entity, query.by)
    names = [name for name, _ in key.parts]
    after = names[len(fixed) : len(fixed) + 1]
    return bool(query.filter) and set(names[: len(fixed)]) == set(fixed) and bool(after) and (
        after[0] in _columns(entity, query.filter)
    )  # fmt: skip


def _unlisted(query: Query, entity: Entity, block: Block, found: tuple[Key, ...]) -> Iterator[Diagnostic]:
    implicit = {"primary key", *(index.name for index in block.indexes if index.unique)}
    able = [key.name for key in found if answers(query, key, entity)]
    if any(name in implicit for name in able):
        return
    if able:
        help = f"{able[0]} can: write serves: [{query.name}] there"
    else:
        help = f"add an index on: {_wanted(query, entity)} with serves: [{query.name}]"
    yield codes.NO_INDEX.at(query.span, f"no index serves the query {query.name}", help)


def _wanted(query: Query, entity: Entity) -> str:
    if query.match:
        return f"fulltext: [{', '.join(query.match)}]"
    parts = list(_columns(entity, query.by))
    ordered = {each.field for each in query.order}
    if query.range and query.range not in ordered:
        parts += _columns(entity, (query.range,))
    parts += [f"{{{each.field}: desc}}" if each.descending else each.field for each in query.order]
    parts += _columns(entity, query.filter[:1])
    return f"[{', '.join(dict.fromkeys(parts))}]"


def _redundant(block: Block) -> Iterator[Diagnostic]:
    for index in block.indexes:
        if index.unique or index.fulltext or index.why:
            continue
        for other in block.indexes:
            longer = other is not index and not other.fulltext and len(other.parts) > len(index.parts)
            if longer and other.parts[: len(index.parts)] == index.parts and not other.invisible:
                message = f"index {index.name} is a prefix of {other.name}"
                yield codes.REDUNDANT_INDEX.at(index.span, message, f"move its queries to {other.name}, or say why:")
                break


def check_store(model: Model, store: Store) -> Iterator[Diagnostic]:
    """Queries of the store on entities that have no block for it."""
    inside = {entity.name for entity, _ in model.blocks(store, Block)}
    for entity in model.entities:
        for query in entity.queries:
            if query.store == store.name and entity.name not in inside:
                help = f"give {entity.name} a block `{store.name}:`"
                yield codes.NO_INDEX.at(query.span, f"{entity.name} has no block for {store.name}", help)
