"""`gamemodel show`: a store's schema at a revision, as the files at head would have it; asks no server."""

from __future__ import annotations

import click

from gamemodel.cli.command import Command, emit, format_option, project


@click.command("show", cls=Command)
@click.argument("store")
@click.argument("file", required=False)
@click.option("--at", type=click.IntRange(min=0), metavar="N", help="At revision N instead of the newest.")
@format_option()
@click.pass_context
def command(ctx: click.Context, store: str, file: str | None, at: int | None, format: str) -> int:
    """Show what a store holds at a revision.

    Prints the files that stand at head, or those whose name begins with FILE. As JSON it is the schema itself, as data.
    """
    from gamemodel.codec import dump
    from gamemodel.errors import UsageError
    from gamemodel.plan import revision_at
    from gamemodel.report import show
    from gamemodel.report.paint import Paint

    checkout = project(ctx)
    (found,) = checkout.stores(store)
    schema = checkout.fold(found, revision_at(checkout.history, at))
    engine = checkout.engine(found)
    if format == "json":
        emit("show", {"store": found.name, "revision": at, "schema": dump(schema, engine.schema_type)})
        return 0
    files = engine.head_files(schema, checkout.model, found)
    wanted = [each for each in files if file is None or each.path.rpartition("/")[2].startswith(file)]
    if not wanted:
        names = ", ".join(each.path.rpartition("/")[2] for each in files)
        raise UsageError(f"{found.name} has no file '{file}' at head", f"it has {names}" if names else "it is empty")
    click.echo(show.text(wanted, Paint.of()), nl=False)
    return 0
