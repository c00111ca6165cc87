"""Commands on the targets that STORE, --env and --region name, and actions that run on one target after another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from gamemodel.cli.command import Command, command_name, emit, format_option, project, say

if TYPE_CHECKING:
    from gamemodel.errors import GamemodelError
    from gamemodel.project import Project
    from gamemodel.topology import Target

_ENVIRONMENT = click.option(
    "--env", "environment", default="local", show_default=True, metavar="NAME", help="Environment in gamemodel.toml."
)
_REGION = click.option(
    "--region", "regions", multiple=True, metavar="NAME", help="Limit to this region; may be repeated."
)


@dataclass(frozen=True, slots=True)
class Selection:
    """The store (None: all), environment and regions (none: all) that a command line names."""

    ctx: click.Context
    store: str | None
    environment: str
    regions: tuple[str, ...]

    @property
    def project(self) -> Project:
        return project(self.ctx)

    def targets(self) -> tuple[Target, ...]:
        """The targets that may be changed, after the history is proven. Raises HistoryError, UsageError."""
        _ = self.project.history
        return self.unproven_targets()

    def unproven_targets(self) -> tuple[Target, ...]:
        """As `targets`, but the history is not read. Raises UsageError if there is none."""
        from gamemodel.errors import UsageError

        found = self._targets(self.regions)
        if not found:
            where = ", ".join(self.regions)
            raise UsageError(f"no server of {self.store or 'any store'} serves {where}", "omit --region")
        return found

    def seen_targets(self) -> tuple[Target, ...]:
        """The targets that serve any of the regions, for commands that change nothing. Raises as `targets` does."""
        _ = self.project.history
        if not self.regions or not set(self.regions) <= {region.name for region in self.project.topology.regions}:
            return self.unproven_targets()
        return tuple(target for target in self._targets(()) if set(target.regions) & set(self.regions))

    def _targets(self, regions: tuple[str, ...]) -> tuple[Target, ...]:
        known = self.project
        return tuple(t for store in known.stores(self.store) for t in known.targets(self.environment, store, regions))

    def single_target(self) -> Target:
        """The only target with a ledger. Raises UsageError if there are several."""
        from gamemodel.errors import UsageError

        found = [target for target in self.targets() if not target.replica]
        if len(found) != 1:
            name, labels = command_name(self.ctx), ", ".join(target.label for target in found)
            raise UsageError(
                f"{name} concerns one server at a time, and this names {labels}", "choose one with --region"
            )
        return found[0]


def targets_command(name: str, *, all_stores: bool = False) -> Callable[[Callable[..., int]], click.Command]:
    """A command with STORE (optional with `all_stores`), --env, --region and --format besides its own options.

    The function takes a Selection, its own options and the format.
    """

    def decorate(function: Callable[..., int]) -> click.Command:
        @click.pass_context
        def call(
            ctx: click.Context, /, store: str | None, environment: str, regions: tuple[str, ...], **own: Any
        ) -> int:
            return function(Selection(ctx, store, environment, regions), **own)

        made = Command(name, callback=call, help=function.__doc__)
        for add in (click.argument("store", required=not all_stores), _ENVIRONMENT, _REGION):
            add(made)
        made.params += reversed(getattr(function, "__click_params__", []))
        return format_option()(made)

    return decorate


def for_each_target(
    selected: Selection, targets: Sequence[Target], action: Callable[[Target], str], format: str
) -> int:
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
        emit(command_name(selected.ctx), {"ok": not failed, "targets": body})
        return max((error.exit_code for error in failed), default=0)
    for target, words, _ in done:
        if words:
            click.echo(f"{names.name(target)}: {words}")
    return max((say(error, selected.ctx) for error in failed), default=0)
