"""The list of commands in groups; a command's file is imported when it is invoked."""

from __future__ import annotations

import sys
from typing import Final

import click

# Group -> command -> its help in one line, which a test compares with the command's own.
COMMANDS: Final = {
    "The model": {
        "init": "Write a small working model into an empty folder.",
        "check": "Report everything that is wrong with model, history and files.",
        "show": "Show what a store holds at a revision.",
        "explain": "Explain a code: what it means, how to fix it, examples.",
        "rules": "List all codes.",
    },
    "Revisions": {
        "diff": "Show what the model changes in each store.",
        "make": "Write the next revision: migrations and files at head.",
        "rebase": "Put a later branch's revisions on top after a merge.",
    },
    "Servers": {
        "plan": "Preview the steps that migrate would run.",
        "migrate": "Apply pending revisions; resume an interrupted run.",
        "status": "Show the revision of each store in each region.",
        "log": "Show what was applied, where, when and by whom.",
        "verify": "Compare live servers with their ledgers to find drift.",
        "rollback": "Roll a store back to a revision and hold it there.",
        "resolve": "Record the outcome of a step that cannot be determined.",
        "unlock": "Remove the lock of a dead runner.",
        "swap": "Switch readers to a rebuilt index in one step.",
        "stamp": "Record revisions as applied without running them.",
    },
    "This machine": {
        "sandbox": "Run real servers of all stores on this machine.",
    },
}


class Commands(click.Group):
    """A group whose commands are modules of this package, imported one at a time."""

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
    help="Run as if started in DIR.",
)
@click.option("--debug", is_flag=True, help="Show the traceback of an unexpected error.")
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version.")
def main(directory: str, debug: bool) -> None:
    """Versioned, reviewed migrations for Cassandra, MySQL, OpenSearch and Redis from one model.

    Exit codes: 0 success or nothing to do, 1 differences or findings, 2 failure or invalid usage.
    """


def run(arguments: list[str] | None = None) -> int:
    """Run a command line and return its exit code. Never raises."""
    from gamemodel.cli.failure import Failure

    failure = Failure("--debug" in (sys.argv if arguments is None else arguments))
    with failure:
        code = main.main(arguments, prog_name="gamemodel", standalone_mode=False)
        return code if isinstance(code, int) else 0
    return failure.code
