"""The reviewer's warnings about a difference, one per file; each file holds its code with the page that explains it."""

from __future__ import annotations

from typing import Any, Protocol

from gamemodel.change import Difference
from gamemodel.diagnostics import Code, Diagnostic
from gamemodel.engines.cassandra.rules.around import Around
from gamemodel.engines.cassandra.schema import Schema
from gamemodel.topology import Store


def review(old: Schema, difference: Difference[Schema], store: Store) -> tuple[Diagnostic, ...]:
    """Every rule's findings; changes are folded one after another, so that each is judged by what is there before it."""
    found: list[Diagnostic] = []
    schema, around = old, Around(old, difference, store)
    for change in difference.changes:
        for rule in _rules():
            if (said := rule.review(schema, change, around)) is not None:
                message, cure = said
                found.append(Diagnostic(rule.CODE.id, message, None, cure, rule.CODE.severity))
        schema = change.apply_to(schema)
    return tuple(found)


def codes() -> tuple[Code, ...]:
    return tuple(rule.CODE for rule in _rules())


class _Rule(Protocol):
    CODE: Code

    def review(self, schema: Schema, change: Any, around: Around) -> tuple[str, str] | None: ...


def _rules() -> tuple[_Rule, ...]:
    from gamemodel.engines.cassandra.rules import (
        compaction_changed,
        drop_column,
        drop_table,
        flavour_refuses,
        index_on_full_table,
        index_rebuilt,
        key_renamed,
        repair_before_grace,
        table_begins_empty,
        ttl_changed,
        view_made,
    )

    return (
        table_begins_empty,
        compaction_changed,
        drop_column,
        drop_table,
        flavour_refuses,
        index_on_full_table,
        index_rebuilt,
        key_renamed,
        repair_before_grace,
        ttl_changed,
        view_made,
    )
