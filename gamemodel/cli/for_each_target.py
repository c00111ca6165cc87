"""Runs an action on one target after another and prints one line for each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import click

from gamemodel.cli.command import command_name, emit, say

if TYPE_CHECKING:
    from gamemodel.errors import GamemodelError
    from gamemodel.topology import Target


def for_each_target(ctx: click.Context, targets: Sequence[Target], action: Callable[[Target], str], format: str) -> int:
    """Run `action`, which returns what it did, on every target with a ledger. Returns the highest exit code."""
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


def single_target(targets: Sequence[Target], command: str) -> Target:
    """The only target with a ledger among `targets`. Raises UsageError if there are several."""
    from gamemodel.errors import UsageError

    found = [target for target in targets if not target.replica]
    if len(found) != 1:
        labels = ", ".join(target.label for target in found)
        raise UsageError(
            f"{command} concerns one server at a time, and this names {labels}", "choose one with --region"
        )
    return found[0]
