"""Reads a live keyspace, in eleven queries sent at once, into a schema.

The rows come from `system_schema` directly: the driver's own metadata drop options, masks and dropped columns. Every read
names the keyspace: unrestricted, `dropped_columns` holds a row of the server's own that the driver cannot decode.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any, Final

from gamemodel.engines.cassandra.dialect.cql import quote, significant, unquote
from gamemodel.engines.cassandra.dialect.masks import read_mask
from gamemodel.engines.cassandra.dialect.options import DEFAULTS, OptionPairs, canonical_options
from gamemodel.engines.cassandra.dialect.types import NotAType, canonical
from gamemodel.engines.cassandra.schema import (
    EMPTY,
    Clustering,
    Column,
    Dropped,
    Index,
    Keyspace,
    Other,
    Schema,
    Table,
    UserType,
    View,
)
from gamemodel.named import by_name

READ_OPTIONS: Final = tuple(sorted(DEFAULTS))
"""Options that the server's answer is trusted for; `cdc` reads null unless the node allows it, `extensions` are lost."""

_TABLE = ", ".join(READ_OPTIONS)
READS: Final[dict[str, str]] = {
    "keyspaces": "durable_writes",
    "tables": f"table_name, id, flags, {_TABLE}",
    "columns": "table_name, column_name, kind, position, clustering_order, type",
    "dropped_columns": "table_name, column_name, kind, type",
    "indexes": "table_name, index_name, kind, options",
    "views": f"view_name, base_table_name, where_clause, include_all_columns, {_TABLE}",
    "types": "type_name, field_names, field_types",
    "column_masks": "table_name, column_name, function_keyspace, function_name, "
    "function_argument_types, function_argument_values, function_argument_nulls",
    "functions": "function_name, argument_types, return_type, language, body",
    "aggregates": "aggregate_name, argument_types, state_func, final_func",
    "triggers": "table_name, trigger_name, options",
}
"""Table of `system_schema` -> the columns that are read."""

Rows = Mapping[str, list[tuple[Any, ...]]]


def queries() -> dict[str, str]:
    """Every read as CQL with one marker for the keyspace."""
    return {
        name: f"SELECT {columns} FROM system_schema.{name} WHERE keyspace_name = %s" for name, columns in READS.items()
    }


def schema_of(keyspace: str, rows: Rows, ignore: Iterable[str] = ()) -> Schema:
    """The schema that the rows (tuples in READS' order, by table of `system_schema`) describe; ignored names are left out."""
    found = rows["keyspaces"]
    if not found:
        return EMPTY
    patterns = tuple(ignore)
    columns = _by_table(rows["columns"])
    masks = {(row[0], row[1]): row[2:] for row in rows.get("column_masks", ())}
    dropped, indexes = _by_table(rows["dropped_columns"]), _by_table(rows["indexes"])
    return Schema(
        Keyspace(keyspace, found[0][0]),
        by_name(_type(row) for row in rows["types"] if not _ignored(row[0], patterns)),
        by_name(
            _table(row, columns[row[0]], dropped[row[0]], indexes[row[0]], masks)
            for row in rows["tables"]
            if not _ignored(row[0], patterns)
        ),
        by_name(_view(row, columns[row[0]]) for row in rows["views"] if not _ignored(row[0], patterns)),
        tuple(sorted(_others(rows, patterns), key=lambda each: (each.kind, each.name))),
    )


def _ignored(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def _by_table(rows: Iterable[tuple[Any, ...]]) -> defaultdict[str, list[tuple[Any, ...]]]:
    grouped: defaultdict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for row in rows:
        grouped[row[0]].append(row)
    return grouped


@lru_cache(4096)
def _spelled(type_: str) -> str:
    """The type in canonical form; an old custom class stays as the server spells it."""
    try:
        return canonical(type_)
    except NotAType:
        return type_


def _key(columns: list[tuple[Any, ...]]) -> tuple[tuple[str, ...], tuple[Clustering, ...]]:
    partition = sorted((row[3], row[1]) for row in columns if row[2] == "partition_key")
    clustering = sorted((row[3], row[1], row[4] == "desc") for row in columns if row[2] == "clustering")
    return tuple(name for _, name in partition), tuple(Clustering(name, desc) for _, name, desc in clustering)


def _table(
    row: tuple[Any, ...],
    columns: list[tuple[Any, ...]],
    dropped: list[tuple[Any, ...]],
    indexes: list[tuple[Any, ...]],
    masks: Mapping[tuple[str, str], tuple[Any, ...]],
) -> Table:
    name = row[0]
    partition, clustering = _key(columns)
    made = (
        Column(
            each[1],
            _spelled(each[5]),
            "static" if each[2] == "static" else "regular",
            _mask(masks[name, each[1]]) if masks and (name, each[1]) in masks else "",
        )
        for each in columns
    )
    flags = set(row[2] or ())
    old = flags - {"compound", "counter"} if "compound" in flags else (flags | {"not compound"}) - {"counter"}
    return Table(
        name,
        by_name(made),
        partition,
        clustering,
        _options(row[3:]),
        by_name(_index(each) for each in indexes),
        " ".join(sorted(old)),
        by_name(
            Dropped(each[1], _spelled(each[3]), "static" if each[2] == "static" else "regular") for each in dropped
        ),
        str(row[1]),
    )


def _mask(row: tuple[Any, ...]) -> str:
    return read_mask(row[0], row[1], list(row[2] or ()), list(row[3] or ()), list(row[4] or ()))


def _options(values: tuple[Any, ...]) -> OptionPairs:
    return _normal_options(
        tuple(tuple(value.items()) if isinstance(value, Mapping) else _plain(value) for value in values)
    )


def _plain(value: Any) -> str | None:
    """None stands for the default (measured for memtable, allow_auto_snapshot, incremental_backups)."""
    return None if value is None else str(value)


@lru_cache(4096)
def _normal_options(values: tuple[Any, ...]) -> OptionPairs:
    given = {
        name: dict(value) if isinstance(value, tuple) else value
        for name, value in zip(READ_OPTIONS, values, strict=True)
        if value not in (None, ())
    }
    return canonical_options(given)


def _index(row: tuple[Any, ...]) -> Index:
    options = dict(row[3] or {})
    column, over = _target(options.pop("target", ""))
    using = _class(options.pop("class_name", "")) if row[2] == "CUSTOM" else ""
    return Index(row[1], column, over, using, tuple(sorted(options.items())))


def _class(name: str) -> str:
    """`sai` for every spelling of the storage-attached index, otherwise the class as it was written."""
    short = name.rpartition(".")[2].lower()
    return "sai" if short in ("sai", "storageattachedindex") else name


def _target(text: str) -> tuple[str, str]:
    """`full(fl)` -> (fl, full); `"Ab"` -> (Ab, nothing)."""
    words = [token.text for token in significant(text)]
    if len(words) == 4 and words[1] == "(":
        return unquote(words[2]), words[0].lower()
    return (text[1:-1].replace('""', '"') if text.startswith('"') else text), ""


def _view(row: tuple[Any, ...], columns: list[tuple[Any, ...]]) -> View:
    partition, clustering = _key(columns)
    names = () if row[3] else tuple(sorted(each[1] for each in columns))
    return View(row[0], row[1], partition, clustering, names, _where(row[2] or "", columns), _view_options(row[4:]))


def _view_options(values: tuple[Any, ...]) -> OptionPairs:
    return tuple((name, value) for name, value in _options(values) if name != "default_time_to_live")


def _where(text: str, columns: list[tuple[Any, ...]]) -> str:
    """Empty for the condition that every view has: each key column IS NOT NULL, and nothing else."""
    plain = {f"{quote(row[1])} IS NOT NULL" for row in columns if row[2] in ("partition_key", "clustering")}
    return "" if set(text.split(" AND ")) == plain else text


def _type(row: tuple[Any, ...]) -> UserType:
    return UserType(row[0], tuple((name, _spelled(type_)) for name, type_ in zip(row[1], row[2], strict=True)))


def _others(rows: Rows, patterns: tuple[str, ...]) -> Iterable[Other]:
    for name, arguments, *rest in rows.get("functions", ()):
        if not _ignored(name, patterns):
            yield Other("function", f"{name}({', '.join(arguments or ())})", " ".join(map(str, rest)))
    for name, arguments, *rest in rows.get("aggregates", ()):
        if not _ignored(name, patterns):
            yield Other("aggregate", f"{name}({', '.join(arguments or ())})", " ".join(map(str, rest)))
    for table, name, options in rows.get("triggers", ()):
        if not _ignored(table, patterns):
            yield Other("trigger", f"{table}.{name}", str(dict(options or {}).get("class", "")))
