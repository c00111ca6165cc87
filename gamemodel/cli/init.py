"""`gamemodel init`: a small working model in an empty folder, and the command that comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gamemodel.cli.command import Command, emit, folder, format_option

if TYPE_CHECKING:
    from pathlib import Path


@click.command("init", cls=Command)
@click.option("--name", metavar="NAME", help="Name of the model; defaults to the folder name.")
@format_option()
@click.pass_context
def command(ctx: click.Context, name: str | None, format: str) -> int:
    """Write a small working model into an empty folder."""
    import re
    from pathlib import Path

    from gamemodel.errors import UsageError

    target: Path = folder(ctx)
    model = name if name is not None else re.sub(r"[^a-z0-9]+", "_", target.name.lower()).strip("_0123456789") or "game"
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,31}", model):
        raise UsageError(
            f"'{model}' is no name for a model",
            "use lower-case letters, digits and underscores, at most 32, a letter first",
        )
    starter = Path(__file__).with_name("starter")
    texts = {
        path.relative_to(starter).as_posix(): path.read_text(encoding="utf-8").replace("NAME", model)
        for path in sorted(starter.rglob("*"))
        if path.is_file()
    }
    taken = [path for path in texts if (target / path).exists()]
    if taken or (target / "schema").exists():
        raise UsageError(
            f"{target} has {taken[0] if taken else 'schema'} already", "run gamemodel init in an empty folder"
        )
    for path, text in texts.items():
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        (target / path).write_text(text, encoding="utf-8")
    written = [
        *texts,
        *_add_lines(target, ".gitattributes", _folded()),
        *_add_lines(target, ".gitignore", [".gamemodel/"]),
    ]
    if format == "json":
        emit("init", {"model": model, "written": written})
        return 0
    click.echo("".join(f"wrote {path}\n" for path in written), nl=False)
    click.echo("next: gamemodel check, then gamemodel make -m initial", err=True)
    return 0


def _folded() -> list[str]:
    """Fold generated files in reviews, except for migrations, which people read."""
    from gamemodel import engine

    lines = ["schema/history/*.json linguist-generated"]
    for name in engine.NAMES:
        folder = engine.get(name).default_folder
        lines += [f"{folder}/** linguist-generated", f"{folder}/**/[0-9][0-9][0-9][0-9]_* -linguist-generated"]
    return lines


def _add_lines(target: Path, name: str, lines: list[str]) -> list[str]:
    """Add the lines that the file lacks; returns its name if it was written."""
    file = target / name
    present = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    missing = [line for line in lines if line not in present]
    if not missing:
        return []
    file.write_text("\n".join([*present, *missing]) + "\n", encoding="utf-8")
    return [name]
