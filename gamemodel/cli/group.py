"""The list of commands and how one is found: its file is imported when it is invoked, so that `--help` costs nothing else."""

from __future__ import annotations

import sys
from typing import Final

import click

# Section -> command -> its one-line help; a test holds them against the commands' own words.
COMMANDS: Final = {
    "The model": {
        "init": "Write a small working model into an empty folder.",
        "check": "Report everything that is wrong with model, history and files.",
        "show": "Show what a store holds at a revision.",
        "explain": "Explain a finding's code and how to mend it.",
        "rules": "List every finding code.",
    },
    "Revisions": {
        "diff": "Show what the model changes in each store.",
        "make": "Write the next revision: migrations and files at head.",
        "rebase": "Put a later branch's revisions on top after a merge.",
    },
    "Servers": {
        "plan": "Show the steps that migrate would send.",
        "migrate": "Apply what the servers lack; resume what was interrupted.",
        "status": "Show where each store stands in each region.",
        "log": "Show what was applied where, when and by whom.",
        "verify": "Compare live servers with what was applied to them.",
        "rollback": "Undo revisions of one store and hold it there.",
        "resolve": "Settle a step whose outcome cannot be told.",
        "unlock": "Take a lock away from a runner that is gone.",
        "swap": "Point readers at a rebuilt copy in one step.",
        "stamp": "Record revisions as applied without sending anything.",
    },
    "This machine": {
        "sandbox": "Run real servers of every store on this machine.",
    },
}


class Commands(click.Group):
    """A group whose commands are files of this package, imported one at a time."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return [name for section in COMMANDS.values() for name in section]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        import importlib

        found = importlib.import_module(f"gamemodel.cli.{cmd_name}").command
        assert isinstance(found, click.Command)  # noqa: S101
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0] if args else ""
        if not name.startswith("-") and name not in self.list_commands(ctx):
            from gamemodel.diagnostics import suggestion

            near = suggestion(name, self.list_commands(ctx))
            ctx.fail(f"there is no command '{name}'" + (f"; {near}" if near else ""))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        for title, commands in COMMANDS.items():
            with formatter.section(title):
                formatter.write_dl(list(commands.items()), col_max=12)


def _version(ctx: click.Context, param: click.Parameter, value: bool) -> None:  # noqa: ARG001
    if value and not ctx.resilient_parsing:
        from gamemodel import __version__

        click.echo(f"gamemodel {__version__}")
        ctx.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option(
    "-C",
    "--directory",
    default=".",
    metavar="DIR",
    help="Work on the checkout that DIR lies in, instead of this folder.",
)
@click.option("--debug", is_flag=True, help="Show the trace of an unexpected error.")
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version.")
def main(directory: str, debug: bool) -> None:
    """One model of a game's data: reviewed, versioned migrations for every store, applied per region.

    Exit codes: 0 done or nothing to do, 1 differences or findings, 2 failure or wrong usage.
    """


def run(arguments: list[str] | None = None) -> int:
    """Run one command line; returns the exit code and never raises."""
    from gamemodel.cli.failure import Failure

    failure = Failure("--debug" in (sys.argv if arguments is None else arguments))
    with failure:
        code = main.main(arguments, prog_name="gamemodel", standalone_mode=False)
        return code if isinstance(code, int) else 0
    return failure.code
