"""Reads the text of the model's files; a file that is not UTF-8 is a finding."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from gamemodel.diagnostics import Diagnostic, Span
from gamemodel.source import codes
from gamemodel.source.report import Report

FOLDER = "schema"
_OURS = "history"


def model_files(root: Path) -> Iterable[Path]:
    """Every .yaml and .yml file below `schema/` except those in `schema/history/`, by name."""
    folder = root / FOLDER
    found = (path for path in folder.rglob("*") if path.suffix in (".yaml", ".yml") and path.is_file())
    return sorted(path for path in found if path.relative_to(folder).parts[0] != _OURS)


def read_files(root: Path) -> tuple[dict[str, str], tuple[Diagnostic, ...]]:
    """Text by path relative to `root` (posix), and findings for files that cannot be read as text. Raises nothing."""
    report = Report()
    texts: dict[str, str] = {}
    for path in model_files(root):
        name = path.relative_to(root).as_posix()
        text = _text(path, name, report)
        if text is not None:
            texts[name] = text
    return texts, tuple(report.found)


def _text(path: Path, name: str, report: Report) -> str | None:
    try:
        data = path.read_bytes()
    except OSError as error:
        report.add(codes.FILE, f"the file cannot be read: {error.strerror or error}", Span(name, 1, 1))
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8")) + 1
        message = f"the byte 0x{data[error.start]:02x} is not UTF-8"
        report.add(codes.ENCODING, message, Span(name, line, column), "save the file as UTF-8")
        return None
