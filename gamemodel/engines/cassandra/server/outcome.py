"""What became of a step whose end nobody recorded: the live subject is looked at, no error text is read."""

from __future__ import annotations

from gamemodel.engine import Outcome
from gamemodel.engines.cassandra.changes.keyspace import REPLICATION
from gamemodel.engines.cassandra.changes.tables import ID
from gamemodel.engines.cassandra.dialect.options import read_map
from gamemodel.engines.cassandra.schema import Schema
from gamemodel.engines.cassandra.server.lookup import part
from gamemodel.step import Bindings, Statement, Step


def judge_outcome(step: Step, before: Schema, after: Schema, live: Schema, bindings: Bindings) -> Outcome:
    """Pure. Waits, checks and backfills are not done until they say so: doing them again changes nothing."""
    if not isinstance(step, Statement):
        return Outcome.NOT_DONE
    was, wanted, now = (part(schema, step.subject) for schema in (before, after, live))
    if was == wanted:  # a hand-written statement: what it touches is in no schema
        return Outcome.NEITHER
    if now == wanted and _same_table(step, live, bindings):
        return Outcome.DONE
    return Outcome.NOT_DONE if now == was else Outcome.NEITHER


def _same_table(step: Statement, live: Schema, bindings: Bindings) -> bool:
    """A table that looks right but has another id was made by somebody else."""
    if ID not in step.draws or ID not in dict(bindings.values):
        return True
    table = live.table(step.subject.partition(".")[2])
    return table is not None and table.id == bindings.get(ID)


def is_placement(step: Step) -> bool:
    return isinstance(step, Statement) and step.subject.endswith(f".option:{REPLICATION}")


def placed(live: dict[str, str], bindings: Bindings) -> bool:
    """Whether the live replication map is the one that was to be set."""
    wanted = {name: value.rpartition(".")[2] for name, value in read_map(bindings.get(REPLICATION)) if value != "0"}
    return {name: value.rpartition(".")[2] for name, value in live.items()} == wanted
