"""Migrations as files that redis-cli can run line by line, up and down."""

from __future__ import annotations

from gamemodel.engine import File
from gamemodel.engines.redis.dialect.backfill_script import script_line
from gamemodel.engines.redis.dialect.quoting import quote
from gamemodel.migration import Link, Migration
from gamemodel.step import Backfill, Check, Step, Wait
from gamemodel.topology import Store


def migration_files(link: Link, migration: Migration, store: Store) -> tuple[File, ...]:
    """`0001_initial.redis` and, where there is a way back, `0001_initial.down.redis`."""
    stem = f"{store.folder}/{link.revision.stem}"
    files = [File(f"{stem}.redis", _text(link, "up", migration.up, migration.destroys))]
    if migration.down is not None:
        files.append(File(f"{stem}.down.redis", _text(link, "down", migration.down, False)))
    return tuple(files)


def _text(link: Link, direction: str, steps: tuple[Step, ...], destroys: bool) -> str:
    revision = link.revision
    before = link.previous.stem if link.previous else "nothing"
    lines = [_echo(f"{revision.stem} ({revision.id}), {direction}; after {before}: {revision.title}")]
    if destroys:
        lines.append(_echo("DESTROYS DATA"))
    if any("ACL SETUSER" in each.text for each in steps if not isinstance(each, Wait)):
        lines.append(
            _echo("ACL SETUSER: run on every node, replicas too, then ACL SAVE where the node has an ACL file")
        )
    for number, step in enumerate(steps, 1):
        lines += ["", _echo(f"{number}. {step.comment or step.subject}"), *_lines(step)]
    return "\n".join(lines) + "\n"


def _echo(text: str) -> str:
    """A comment: redis-cli has none, so it is an ECHO, which also shows how far a run is."""
    return f"ECHO {quote(text)}" if " " in text else f"ECHO '{text}'"


def _lines(step: Step) -> list[str]:
    match step:
        case Backfill():
            return [
                _echo("in one go, and nothing else runs meanwhile; gamemodel does it in batches. Run on every primary"),
                script_line(step),
            ]
        case Check():
            return [_echo(f"must return nothing: {step.message}"), step.text]
        case Wait():
            return [_echo(f"wait until {step.until}")]
    return [step.text]
