"""A deed done to one target after the other, with one line for each outcome; what the deed is belongs to its command."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import click

from gamemodel.cli.command import command_name, emit, say

if TYPE_CHECKING:
    from gamemodel.errors import GamemodelError
    from gamemodel.topology import Target


def each(ctx: click.Context, targets: Sequence[Target], action: Callable[[Target], str], format: str) -> int:
    """Do `deed` to every target that has a ledger; it returns what it did. The worst exit code of all."""
    from gamemodel.errors import GamemodelError
    from gamemodel.report import errors
    from gamemodel.report import targets as names

    done: list[tuple[Target, str, GamemodelError | None]] = []
    for target in targets:
        if target.replica:
            continue
        try:
            done.append((target, action(target), None))
        except GamemodelError as error:
            done.append((target, "", error))
    failed = [error for _, _, error in done if error is not None]
    if format == "json":
        body = [
            {"target": names.data(target), "done": words or None, "error": errors.data(error) if error else None}
            for target, words, error in done
        ]
        emit(command_name(ctx), {"ok": not failed, "targets": body})
        return max((error.exit_code for error in failed), default=0)
    for target, words, _ in done:
        if words:
            click.echo(f"{names.name(target)}: {words}")
    return max((say(error, ctx) for error in failed), default=0)


def one(targets: Sequence[Target], command: str) -> Target:
    """The only target with a ledger among `targets`. Raises UsageError where there are several."""
    from gamemodel.errors import UsageError

    found = [target for target in targets if not target.replica]
    if len(found) != 1:
        labels = ", ".join(target.label for target in found)
        raise UsageError(f"{command} concerns one server at a time, and this names {labels}", "say which with --region")
    return found[0]
