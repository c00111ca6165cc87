"""Whether a step whose end was not recorded was done, judged by the live subject and never by error text."""

from __future__ import annotations

from dataclasses import replace

from gamemodel.engine import Outcome
from gamemodel.engines.cassandra.dialect.options import read_map
from gamemodel.engines.cassandra.dialect.statements import ID, REPLICATION
from gamemodel.engines.cassandra.schema import Schema, Table
from gamemodel.step import Bindings, Statement, Step


def outcome_of(step: Step, before: Schema, after: Schema, live: Schema, bindings: Bindings) -> Outcome:
    """Pure. A wait, check or backfill counts as not done: repeating it changes nothing."""
    if not isinstance(step, Statement):
        return Outcome.NOT_DONE
    was, wanted, now = (lookup(schema, step.subject) for schema in (before, after, live))
    if was == wanted:  # a hand-written statement: what it touches is in no schema
        return Outcome.NEITHER
    if now == wanted and _same_table(step, live, bindings):
        return Outcome.DONE
    return Outcome.NOT_DONE if now == was else Outcome.NEITHER


def _same_table(step: Statement, live: Schema, bindings: Bindings) -> bool:
    """Whether the table has the drawn id; otherwise another runner created it."""
    if ID not in step.draws or ID not in dict(bindings.values):
        return True
    table = live.table(step.subject.partition(".")[2])
    return table is not None and table.id == bindings.get(ID)


def is_placement(step: Step) -> bool:
    return isinstance(step, Statement) and step.subject.endswith(f".option:{REPLICATION}")


def has_replication(live: dict[str, str], bindings: Bindings) -> bool:
    """Whether the live replication map is the one of the bindings."""
    wanted = {name: value.rpartition(".")[2] for name, value in read_map(bindings.get(REPLICATION)) if value != "0"}
    return {name: value.rpartition(".")[2] for name, value in live.items()} == wanted


def lookup(schema: Schema, subject: str) -> object | None:
    """What `subject` (schema.py says their forms) is in `schema`; None where it does not exist."""
    keyspace, _, rest = subject.partition(".")
    if keyspace != schema.name:
        return None
    if not rest or rest.startswith("option:"):
        return schema.keyspace
    if rest.startswith("type:"):
        return schema.type(rest.removeprefix("type:").partition(".")[0])
    name, _, inner = rest.partition(".")
    view = schema.view(name)
    if view is not None:
        return view.options if inner.startswith("option:") else view
    table = schema.table(name)
    return _in_table(table, inner) if table is not None else None


def _in_table(table: Table, inner: str) -> object | None:
    if not inner:
        return replace(table, indexes=(), dropped=(), id="")
    if inner.startswith("index:"):
        return table.index(inner.removeprefix("index:"))
    if inner.startswith("option:"):
        return table.options
    column = table.column(inner)
    return (column, inner in table.key) if column is not None else None
