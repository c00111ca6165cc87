"""What became of a step whose completion was not recorded: the live subject against the schemas before and after it."""

from __future__ import annotations

from gamemodel.engine import Outcome
from gamemodel.engines.mysql.schema import Schema, Table, lookup
from gamemodel.engines.mysql.server.connection import Connection
from gamemodel.step import Backfill, Statement, Step


def running(connection: Connection, step: Step) -> bool:
    """Whether a connection is still working on the text of the step."""
    if not isinstance(step, Statement):
        return False
    rows = connection.query(
        "SELECT INFO FROM information_schema.PROCESSLIST WHERE DB = %s AND COMMAND = 'Query' AND ID <> CONNECTION_ID()",
        (connection.database,),
    )
    return any(str(row[0] or "").strip() == step.text.strip() for row in rows)


def outcome_of(connection: Connection, step: Step, before: Schema, after: Schema, live: Schema) -> Outcome:
    """DONE or NOT_DONE where the live subject equals one side; NEITHER otherwise."""
    if isinstance(step, Backfill):
        if live.table(step.subject.partition(".")[0]) is None:
            return Outcome.NOT_DONE
        return Outcome.NOT_DONE if connection.query(f"{step.rows} LIMIT 1") else Outcome.DONE
    if not isinstance(step, Statement):
        return Outcome.NOT_DONE
    return compare(step.subject, before, after, live)


def compare(subject: str, before: Schema, after: Schema, live: Schema) -> Outcome:
    """The subject in the live schema is as after the change, as before it, or neither."""
    old, new, now = (_subject(each, subject) for each in (before, after, live))
    if old == new:
        return _beside(subject, before, after, live)
    if now == new:
        return Outcome.DONE
    return Outcome.NOT_DONE if now == old else Outcome.NEITHER


def _subject(schema: Schema, subject: str) -> object | None:
    """The subject; a table without what other steps add to it later."""
    found = lookup(schema, subject)
    return found.name if isinstance(found, Table) else found


def _beside(subject: str, before: Schema, after: Schema, live: Schema) -> Outcome:
    """The change leaves its subject as it is: compare the whole table."""
    table = subject.partition(".")[0]
    old, new, now = (each.table(table) for each in (before, after, live))
    if old == new:
        return Outcome.NEITHER
    return Outcome.DONE if now == new else Outcome.NOT_DONE if now == old else Outcome.NEITHER
