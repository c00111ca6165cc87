"""`gamemodel sandbox`: real servers of all stores on this machine."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from gamemodel.cli.command import Command, command_name, emit, folder, format_option, project

if TYPE_CHECKING:
    from pathlib import Path

    from gamemodel.sandbox import Sandbox, StoreRequest

PROVIDERS = ("auto", "native", "docker")


@click.group("sandbox")
def command() -> None:
    """Run real servers of all stores on this machine.

    They listen only on 127.x.x.x and keep their data in .gamemodel/. The default environment, `local`, uses them.
    """


def _up_options(function: Any) -> Any:
    for option in (
        click.option("--keep", is_flag=True, help="Keep the data of the previous run."),
        click.option(
            "--image",
            "images",
            multiple=True,
            metavar="ENGINE=NAME",
            help="Container image for an engine; may be repeated.",
        ),
        click.option(
            "--provider",
            type=click.Choice(PROVIDERS),
            default="auto",
            show_default=True,
            help="Processes (native) or containers (docker).",
        ),
        click.option("--install", is_flag=True, help="Install missing software."),
        click.option(
            "--regions", type=click.IntRange(min=1), metavar="N", help="Start only the first N regions of the topology."
        ),
    ):
        function = option(function)
    return function


@command.command("up", cls=Command)
@_up_options
@format_option()
@click.pass_context
def up(ctx: click.Context, /, format: str, **wanted: Any) -> int:
    """Start the servers and wait until they answer."""
    from gamemodel.report import sandbox as report
    from gamemodel.report.paint import Paint

    sandbox = _start(ctx, **wanted)
    servers = sandbox.status()
    if format == "json":
        emit(command_name(ctx), {"servers": report.data(servers)})
    else:
        click.echo(report.text(servers, Paint.of()), nl=False)
        click.echo("next: gamemodel migrate", err=True)
    return 0


@command.command("down", cls=Command)
@click.option("--keep", is_flag=True, help="Keep the data for the next run.")
@format_option()
@click.pass_context
def down(ctx: click.Context, keep: bool, format: str) -> int:
    """Stop all servers and delete their data, unless --keep."""
    from gamemodel.report.sandbox import StartLines

    sandbox = _sandbox(ctx)
    sandbox.down(keep=keep, report=StartLines(sys.stderr).phase)
    _servers_file(sandbox).unlink(missing_ok=True)
    if format == "json":
        emit(command_name(ctx), {"servers": []})
    return 0


@command.command("status", cls=Command)
@format_option()
@click.pass_context
def status(ctx: click.Context, format: str) -> int:
    """Show each server and whether it answers.

    Exits with 1 if one does not answer or none is running.
    """
    from gamemodel.report import sandbox as report
    from gamemodel.report.paint import Paint

    servers = _sandbox(ctx).status()
    well = bool(servers) and all(each.answering for each in servers)
    if format == "json":
        emit(command_name(ctx), {"ok": well, "servers": report.data(servers)})
    elif servers:
        click.echo(report.text(servers, Paint.of()), nl=False)
    else:
        click.echo("no servers are running; start them: gamemodel sandbox up", err=True)
    return int(not well)


@command.command("run", cls=Command, context_settings={"ignore_unknown_options": True})
@_up_options
@click.argument("words", nargs=-1, required=True, type=click.UNPROCESSED, metavar="-- COMMAND...")
@click.pass_context
def run(ctx: click.Context, /, words: tuple[str, ...], **wanted: Any) -> int:
    """Run COMMAND with the servers running.

    Servers that were started for it are stopped afterwards. The environment has GAMEMODEL_<STORE>_<REGION>=URL for each
    server. The exit code is that of COMMAND.
    """
    import os
    import subprocess

    from gamemodel.errors import UsageError
    from gamemodel.sandbox import environment_variables

    running = any(each.running for each in _sandbox(ctx).status())
    try:
        sandbox = _start(ctx, **wanted)
        environment = {**os.environ, **environment_variables(sandbox.endpoints())}
        return subprocess.run(words, env=environment, check=False).returncode
    except (FileNotFoundError, PermissionError) as error:
        raise UsageError(f"{words[0]}: {error.strerror}", "name an executable program after --") from None
    finally:
        if not running:
            _sandbox(ctx).down(keep=wanted["keep"])
            _servers_file(_sandbox(ctx)).unlink(missing_ok=True)


def _sandbox(ctx: click.Context, images: Sequence[str] = ()) -> Sandbox:
    """The sandbox of the checkout, or of the folder outside a checkout (so that `down` works there)."""
    from gamemodel.errors import UsageError
    from gamemodel.sandbox import Sandbox

    pairs = tuple((engine, name) for engine, _, name in (each.partition("=") for each in images))
    if not all(engine and name for engine, name in pairs):
        raise UsageError(f"invalid image '{' '.join(images)}'", "--image ENGINE=NAME")
    try:
        root = project(ctx).root
    except UsageError:
        root = folder(ctx)
    return Sandbox(root, pairs)


def _start(
    ctx: click.Context, regions: int | None, install: bool, provider: str, images: Sequence[str], keep: bool
) -> Sandbox:
    """Start the servers and write their addresses for the environment `local`."""
    from gamemodel.report.sandbox import StartLines
    from gamemodel.sandbox import MissingError, SandboxError, make_accounts, servers_toml

    sandbox = _sandbox(ctx, images)
    requests = _requests(ctx, regions)
    lines = StartLines(sys.stderr)
    try:
        endpoints = sandbox.up(requests, provider=provider, install=install, keep=keep, report=lines.phase)
    except MissingError as error:
        if ctx.params.get("format") == "json":
            raise
        click.echo(error.help)  # unchanged, so that they can be piped into a shell
        raise SandboxError(error.message, "run these commands, or use --install") from None
    make_accounts(endpoints, project(ctx).topology.roles)
    file = _servers_file(sandbox)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(servers_toml(endpoints), encoding="utf-8")
    return sandbox


def _servers_file(sandbox: Sandbox) -> Path:
    return sandbox.directory / "servers.toml"


def _requests(ctx: click.Context, regions: int | None) -> tuple[StoreRequest, ...]:
    """The topology's stores in its first `regions` regions (default: all), the regions of writers first."""
    from gamemodel.errors import UsageError
    from gamemodel.report.text import counted
    from gamemodel.sandbox import StoreRequest

    topology = project(ctx).topology
    writers = {store.scope.writer for store in topology.stores if store.scope.kind == "writer"}
    names = sorted((region.name for region in topology.regions), key=lambda name: name not in writers)
    if regions is not None and regions > len(names):
        raise UsageError(
            f"the topology has {counted(len(names), 'region')}",
            "add a region to schema/topology.yaml, or ask for fewer",
        )
    chosen = tuple(names[: regions or len(names)])
    return tuple(
        StoreRequest(
            store.name,
            store.engine,
            "writer-readers" if store.scope.kind == "writer" else store.scope.kind,
            tuple(each for each in chosen if each in topology.regions_of(store)),
        )
        for store in topology.stores
    )
