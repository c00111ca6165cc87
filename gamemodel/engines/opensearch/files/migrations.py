"""Migrations as requests for the Dev Tools console."""

from __future__ import annotations

from typing import Final

from gamemodel.engine import File
from gamemodel.engines.opensearch.dialect.requests import literal
from gamemodel.migration import Link, Migration
from gamemodel.step import Backfill, Check, Statement, Step, Wait
from gamemodel.topology import Store

_MARKER: Final = "# number_of_replicas: an environment's `replicas` takes the place of this value"


def migration_files(link: Link, migration: Migration, store: Store) -> tuple[File, ...]:
    """`0001_initial.http` and `0001_initial.down.http`: every request in order, as the Dev Tools console takes it."""
    stem = f"{store.folder}/{link.revision.stem}"
    down = migration.down
    back = "# There is no way back from this revision.\n" if down is None else _requests(down)
    return (
        File(f"{stem}.http", head(link, "up", store) + _requests(migration.up)),
        File(f"{stem}.down.http", head(link, "down", store) + back),
    )


def head(link: Link, direction: str, store: Store) -> str:
    revision = link.revision
    after = f"{link.previous.number:04d} ({link.previous.id})" if link.previous else "nothing"
    words = "after" if direction == "up" else "back to"
    return (
        f"# {revision.title}\n"
        f"# revision {revision.number:04d} ({revision.id}), store {store.name}, {direction}, {words} {after}\n"
        "# Generated for review: what is executed stands in schema/history. It can be pasted into Dev Tools as it is.\n"
    )


def _requests(steps: tuple[Step, ...]) -> str:
    if not steps:
        return "\n# There is nothing to send.\n"
    return "".join(_request(step, number, len(steps)) for number, step in enumerate(steps, 1))


def _request(step: Step, number: int, of: int) -> str:
    comments = [f"# {number} of {of}: {step.subject}", *(f"# {line}" for line in step.comment.splitlines())]
    match step:
        case Wait():
            return "\n" + "\n".join([*comments, f"# wait until {step.until}, at most {step.timeout_s} s"]) + "\n"
        case Check():
            comments.append(f"# check: {step.message}")
        case Backfill():
            comments.append("# backfill: runs as a task, can be resumed")
        case Statement() if step.destroys:
            comments.append("# destroys documents")
    text, per_target = literal(step.text)
    if per_target:
        comments.append(_MARKER)
    return "\n" + "\n".join([*comments, text]) + "\n"
