"""What depends on the target: which options it keeps, its placeholders, and restoring a skipped step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from gamemodel.change import Change, Hints
from gamemodel.engine import Observed
from gamemodel.engines.cassandra.changes.columns import AddColumn
from gamemodel.engines.cassandra.changes.tables import AlterOptions
from gamemodel.engines.cassandra.dialect.options import CUSTOM, TAGS, OptionPairs
from gamemodel.engines.cassandra.dialect.statements import REPLICATION
from gamemodel.engines.cassandra.diff.schema import diff
from gamemodel.engines.cassandra.flavours import flavour
from gamemodel.engines.cassandra.schema import Schema
from gamemodel.engines.cassandra.server.placement import replication
from gamemodel.step import Bindings, Step
from gamemodel.topology import Target


def observable(schema: Schema, target: Target) -> Observed[Schema]:
    """The schema without options that the target's flavour ignores."""
    kind = flavour(target.store.flavour)
    left_out = {*kind.ignored, *(() if kind.custom else (CUSTOM, TAGS))}
    names = sorted({name for table in schema.tables for name, _ in table.options if name.partition(".")[0] in left_out})
    if not names:
        return Observed(schema)
    tables = tuple(replace(table, options=_kept(table.options, left_out)) for table in schema.tables)
    return Observed(replace(schema, tables=tables), (f"{kind.name} ignores {', '.join(names)}",))


def _kept(options: OptionPairs, left_out: set[str]) -> OptionPairs:
    return tuple((name, value) for name, value in options if name.partition(".")[0] not in left_out)


def bindings(schema: Schema, target: Target) -> Bindings:  # noqa: ARG001
    """The values of the placeholders on one target."""
    return Bindings(((REPLICATION, replication(target)),))


def restore(schema: Schema, subject: str) -> tuple[Step, ...]:
    """Steps that create `subject` as `schema` has it."""
    return tuple(step for change in _changes_to(schema, subject) for step in change.steps(schema))


def _changes_to(schema: Schema, subject: str) -> Iterator[Change[Schema]]:
    """The changes that create only `subject` as `schema` has it; a table comes with its indexes."""
    for change in diff(replace(schema, types=(), tables=(), views=()), schema, Hints()).changes:
        if change.subject == subject or change.subject.startswith(f"{subject}.index:"):
            yield change
    keyspace, _, rest = subject.partition(".")
    name, _, inner = rest.partition(".")
    table = schema.table(name)
    column = table.column(inner) if table else None
    if column is not None:
        yield AddColumn(keyspace, name, column)
    elif table is not None and inner.startswith("option:"):
        yield AlterOptions(keyspace, name, (), table.options)
