"""Everything at head as files, and what is known of them: listed with digests in heads.lock. Writing them is left to make.py."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from gamemodel import __version__
from gamemodel.diagnostics import Diagnostic
from gamemodel.engine import File
from gamemodel.history import STALE, audit
from gamemodel.project import Project
from gamemodel.step import digest

HEADS: Final = "schema/heads.lock"
"""Which generated files stand at head, with their digests: what a later head no longer has is deleted."""
INPUTS: Final = "(inputs)"
"""Name of the first line of heads.lock: the digest of what everything at head was made from."""


def generated_files(project: Project) -> dict[str, str]:
    """Path -> text of everything at head, as the history has it; heads.lock is among them."""
    files: dict[str, str] = {}
    for store in project.stores():
        engine = project.engine(store)
        made: tuple[File, ...] = (
            *engine.head_files(project.fold(store), project.model, store),
            *engine.fixed_files(store),
        )
        files |= {f.path: f.text for f in made}
    sound = not any(d.is_error for d in project.findings)
    agreed = sound and not any(project.difference(store) for store in project.stores())
    lines = [f"{_inputs(project, project.history.chain) if agreed else digest('')} {INPUTS}\n"]
    lines += [f"{digest(text)} {path}\n" for path, text in sorted(files.items())]
    return files | {HEADS: "".join(lines)}


def _inputs(project: Project, chain: str) -> str:
    """Identity of all that history, model and heads are made from; the same inputs give the same outputs, byte for byte."""
    texts, _ = project.sources
    return digest("\n".join((__version__, chain, *(f"{path} {digest(text)}" for path, text in sorted(texts.items())))))


def unchanged(project: Project) -> bool:
    """Nothing has changed since `make` proved that model, history and heads agree: neither inputs nor generated files."""
    lock = project.root / HEADS
    lines = lock.read_text(encoding="utf-8").splitlines() if lock.exists() else []
    chain, problems = audit(project.root)
    if problems or not lines or lines[0] != f"{_inputs(project, chain)} {INPUTS}":
        return False
    for expected, _, path in (line.partition(" ") for line in lines[1:]):
        file = project.root / path
        if not file.is_file() or digest(file.read_text(encoding="utf-8")) != expected:
            return False
    return True


def to_write(project: Project) -> dict[str, str | None]:
    """What to write for the heads, and None for files that stand at head no longer."""
    now: dict[str, str | None] = dict(generated_files(project))
    lock = project.root / HEADS
    for line in lock.read_text(encoding="utf-8").splitlines() if lock.exists() else ():
        path = line.partition(" ")[2]
        if path != INPUTS:
            now.setdefault(path, None)
    return now


def stale(root: Path, path: str, text: str | None) -> list[Diagnostic]:
    """What is wrong with one file at head, which should hold `text` (None: should be gone)."""
    file = root / path
    current = file.read_text(encoding="utf-8") if file.exists() else None
    if current == text or (path == HEADS and current and text and _listed(current) == _listed(text)):
        return []
    message = (
        f"{path} is missing"
        if current is None
        else f"{path} is not what the history gives"
        if text is not None
        else f"{path} is left over"
    )
    return [Diagnostic(STALE.id, message, None, "gamemodel make writes it anew")]


def _listed(lock: str) -> str:
    """What heads.lock says of files: its first line only tells that all was proven, and a comment in the model may change it."""
    return lock.partition("\n")[2]
