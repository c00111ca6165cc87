"""A reviewer's warnings about a difference: one rule per file, each with its code and its page."""

from __future__ import annotations

from typing import Final

from gamemodel.change import Difference
from gamemodel.diagnostics import Code, Diagnostic
from gamemodel.engines.mysql.rules import (
    add_check,
    add_foreign_key,
    add_unique,
    charset,
    drop_column,
    drop_index,
    drop_partition,
    drop_table,
    length_byte,
    not_null,
    primary_key,
    rename,
    shared_lock,
    table_copy,
    table_rebuild,
)
from gamemodel.engines.mysql.schema import Schema
from gamemodel.topology import Store

_RULES: Final = (
    add_check, add_foreign_key, add_unique, charset, drop_column, drop_index, drop_partition, drop_table, length_byte, not_null,
    primary_key, rename, shared_lock, table_copy, table_rebuild,
)  # fmt: skip

CODES: Final[tuple[Code, ...]] = tuple(rule.CODE for rule in _RULES)


def review(old: Schema, difference: Difference[Schema], store: Store) -> tuple[Diagnostic, ...]:
    """Every rule's findings on every change, given the schema that the change meets; tables made in the same breath are empty."""
    del store
    found: list[Diagnostic] = []
    schema = old
    for change in difference.changes:
        table = change.subject.partition(".")[0]
        if old.table(table) is not None or schema.table(table) is None:
            for rule in _RULES:
                message = rule.look(schema, change)
                if message:
                    found.append(Diagnostic(rule.CODE.id, message, None, rule.CURE, rule.CODE.severity))
        schema = change.apply_to(schema)
    return tuple(found)
