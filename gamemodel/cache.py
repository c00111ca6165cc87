"""What was found in a checkout, kept below .gamemodel/ until a file that it depends on changes."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gamemodel import __version__
from gamemodel.codec import CodecError, dump, load
from gamemodel.diagnostics import Diagnostic
from gamemodel.project import Project

FOLDER: Final = ".gamemodel/cache"
FILE: Final = f"{FOLDER}/results.json"


@dataclass(frozen=True, slots=True)
class Results:
    """`agreed`: the checks pass, and model and history do not differ. `findings`: what `check` found (None: it did not run)."""

    agreed: bool = False
    findings: tuple[Diagnostic, ...] | None = None
    entities: int = 0
    stores: int = 0


@dataclass(frozen=True, slots=True)
class _Entry:
    key: str
    folders: tuple[str, ...]
    results: Results


def recall(project: Project) -> Results | None:
    """The results that were kept for exactly these files, or None. A file that cannot be read is ignored."""
    with suppress(OSError, ValueError, CodecError, RecursionError):
        entry: _Entry = load(json.loads((project.root / FILE).read_text(encoding="utf-8")), _Entry)
        if entry.key == _key(project, entry.folders):
            return entry.results
    return None


def remember(project: Project, results: Results) -> None:
    """Keep `results` for the files as they are now. Where nothing can be written, nothing is kept."""
    folders = project.folders
    with suppress(OSError):
        entry = _Entry(_key(project, folders), folders, results)
        file = project.root / FILE
        file.parent.mkdir(parents=True, exist_ok=True)
        (file.parent / ".gitignore").write_text("*\n", encoding="utf-8")
        partial = file.with_name(f"{file.name}.{os.getpid()}")
        partial.write_text(json.dumps(dump(entry)), encoding="utf-8")
        partial.replace(file)


def _key(project: Project, folders: Iterable[str]) -> str:
    """Identity of everything that the results follow from: this package, the settings, the model, the history, generated files."""
    facts = [__version__, repr(project.settings)]
    facts += [f"{path} {at.st_size} {at.st_mtime_ns}" for path, at in sorted(_code())]
    for folder in ("schema", *folders):
        for path in sorted(files_below(project.root / folder)):
            facts.append(f"{path} {hashlib.sha256(path.read_bytes()).hexdigest()}")
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()


def _code() -> Iterator[tuple[str, os.stat_result]]:
    for path in _walk(os.fspath(Path(__file__).parent)):
        yield path.path, path.stat()


def files_below(folder: Path) -> Iterator[Path]:
    """The files below `folder`, without hidden ones and Python's caches."""
    return (Path(entry.path) for entry in _walk(os.fspath(folder)))


def _walk(folder: str) -> Iterator[os.DirEntry[str]]:
    with suppress(FileNotFoundError, NotADirectoryError):
        for entry in os.scandir(folder):
            if entry.name.startswith(".") or entry.name == "__pycache__":
                continue
            if entry.is_dir():
                yield from _walk(entry.path)
            elif entry.is_file():
                yield entry
