"""Scenarios of tests/changes: what a file says, its edits applied to a checkout, and what each engine makes of them as text."""

from __future__ import annotations

import re
import shutil
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import ndiff
from functools import cache
from pathlib import Path

from gamemodel import engine
from gamemodel.change import Refusal
from gamemodel.diagnostics import Diagnostic
from gamemodel.make import Proposal, make, propose
from gamemodel.migration import MigrationChange
from gamemodel.project import Project
from gamemodel.report.diagnostics import text as findings
from gamemodel.report.steps import step_lines
from gamemodel.step import Step

BASE = Path(__file__).parent / "base"
NOTHING = "nothing"
WIDTH = 110
"""Columns of a step's text, from which on it is folded."""


@dataclass(frozen=True)
class Edit:
    """One or more hunks of one file of the model: lines that begin with a space stay, with `-` go, with `+` come."""

    path: str
    text: str

    def hunks(self) -> Iterable[tuple[str, str]]:
        """(old, new) of each hunk; hunks are parted by lines of `@@`."""
        for hunk in re.split(r"(?m)^@@.*\n", self.text.strip("\n") + "\n"):
            lines = hunk.splitlines(keepends=True)
            wrong = [line for line in lines if line[0] not in " +-"]
            assert not wrong, f"{self.path}: a line of an edit begins with a space, + or -: {wrong[0]!r}"
            if lines:
                yield "".join(x[1:] for x in lines if x[0] != "+"), "".join(x[1:] for x in lines if x[0] != "-")

    def apply(self, root: Path) -> None:
        """Raises AssertionError where the old lines do not stand in the file exactly once."""
        file = root / self.path
        text = file.read_text(encoding="utf-8")
        for old, new in self.hunks():
            assert text.count(old) == 1, f"stands {text.count(old)} times in {self.path}:\n{old}\n{text}"
            text = text.replace(old, new)
        file.write_text(text, encoding="utf-8")


@dataclass(frozen=True)
class Scenario:
    """One file: its words, files beside the base's, edits before the first revision, edits after it, what is expected."""

    name: str
    head: str
    """Everything up to the expectations, as it is written."""
    files: tuple[tuple[str, str], ...]
    before: tuple[Edit, ...]
    change: tuple[Edit, ...]
    added: tuple[tuple[str, str], ...]
    moved: tuple[tuple[str, str], ...]
    """(from, to) of files that move, or go where `to` is empty."""
    expected: str

    def lay_out(self, root: Path) -> None:
        """The base model, with this scenario's files and what it edits beforehand."""
        shutil.copytree(BASE, root, dirs_exist_ok=True)
        _write(root, self.files)
        for edit in self.before:
            edit.apply(root)

    def make_first(self, root: Path) -> None:
        """The base model with its first revision made; that of the base alone is made once and copied."""
        if self.files or self.before:
            self.lay_out(root)
            make(Project(root), "before")
            return
        for name, body in _made_base().items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(body)

    def edit(self, root: Path) -> None:
        """The change that the scenario is about."""
        for old, new in self.moved:
            (root / old).rename(root / new) if new else (root / old).unlink()
        _write(root, self.added)
        for edit in self.change:
            edit.apply(root)


@cache
def _made_base() -> dict[str, bytes]:
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        shutil.copytree(BASE, root, dirs_exist_ok=True)
        make(Project(root), "before")
        return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def _write(root: Path, files: Iterable[tuple[str, str]]) -> None:
    for path, text in files:
        (root / path).write_text(text, encoding="utf-8")


INPUTS = ("file", "before", "edit", "add", "move", "delete")
"""file: beside the base's; before: edits of the base; then the change itself: edit, add, move, delete."""


def read(path: Path) -> Scenario:
    """The scenario of a file: words, then sections `-- WORD PATH --` of INPUTS, then `-- STORE --` with what is expected."""
    return parse(path.stem, path.read_text(encoding="utf-8"))


def parse(name: str, text: str) -> Scenario:
    """The scenario in a text; what else stands there is its head and its expectations."""
    titles = list(re.finditer(r"(?m)^-- (.+) --\n", text))
    ends = [title.start() for title in titles[1:]] + [len(text)]
    inputs: dict[str, list[tuple[list[str], str]]] = {word: [] for word in INPUTS}
    head = len(text)
    for title, end in zip(titles, ends, strict=True):
        word, *places = title[1].split()
        if word not in INPUTS:
            head = title.start()
            break
        inputs[word].append((places, text[title.end() : end].rstrip("\n") + "\n"))
    assert text[: titles[0].start()].strip(), "a scenario begins with a sentence"
    return Scenario(
        name,
        text[:head],
        tuple((place, body) for (place,), body in inputs["file"]),
        tuple(Edit(place, body) for (place,), body in inputs["before"]),
        tuple(Edit(place, body) for (place,), body in inputs["edit"]),
        tuple((place, body) for (place,), body in inputs["add"]),
        tuple((old, new) for (old, new), _ in inputs["move"]) + tuple((old, "") for (old,), _ in inputs["delete"]),
        text[head:],
    )


def outcome(project: Project) -> tuple[str, tuple[Proposal, ...]]:
    """What each engine makes of the checkout's pending edits, as the sections of a scenario; and the same as values."""
    found = [each for each in project.findings if each.severity]
    if any(each.is_error for each in found):
        return _section("check", _findings(found)), ()
    proposals = propose(project)
    sections = [_section("check", _findings(found))] if found else []
    quiet = [each.store.name for each in proposals if not each.difference and not each.findings]
    sections += [_section(each.store.name, _store(each)) for each in proposals if each.store.name not in quiet]
    sections += [_section(", ".join(quiet), NOTHING)] if quiet else []
    return "\n".join(sections), proposals


def _section(title: str, body: str) -> str:
    return f"-- {title} --\n{body.strip()}\n"


def _store(proposal: Proposal) -> str:
    parts = proposal.migration.changes if proposal.migration else ()
    refused = proposal.difference.refusals
    said = {(each.code, each.message) for each in refused}
    reviewed = [each for each in proposal.findings if (each.code, each.message) not in said]
    lines = [line for part in parts for line in _part(part)]
    lines += [line for each in refused for line in _refusal(each)]
    return "\n".join(lines) + "\n" + _findings(reviewed)


def _part(part: MigrationChange) -> Iterable[str]:
    mark = "   (destroys data)" if part.change.destroys else ""
    first, *rest = part.change.describe().splitlines()
    yield first + mark
    yield from rest
    yield from _steps("up", part.up)
    if part.down is None:
        yield "  no way down"
    else:
        yield from _steps("down", part.down, part.up)


def _steps(word: str, steps: tuple[Step, ...], against: tuple[Step, ...] = ()) -> Iterable[str]:
    """The text of each step; of one that has the first line and more of an `against`, only the lines that differ."""
    known = {first: rest for first, *rest in map(_folded, against) if rest}
    for step in steps:
        first, *rest = _folded(step)
        yield f"  {word:<4}  {first}"
        if rest and first in known:
            rest = [line.rstrip() for line in ndiff(known[first], rest) if line[0] in "+-"]
        yield from (f"        {line}" for line in rest)


def _folded(step: Step) -> list[str]:
    """The lines of a step, none of them long: rights with a line for each group, a registry entry at its commas."""
    lines = step_lines(step)
    if lines[0].startswith("ACL SETUSER "):
        start, reset, rights = lines[0].partition(" clearselectors ")
        return [f"{start}{reset.rstrip()}", *(f"  {_short(each)}" for each in re.split(r" (?='?\()", rights))]
    entry = re.fullmatch(r"(HSET \S+ \S+) ('.+')", lines[0])
    if entry and len(lines[0]) > WIDTH:
        return [
            entry[1],
            *textwrap.wrap(
                entry[2].replace(',"', ', "'),
                WIDTH,
                initial_indent="  ",
                subsequent_indent="  ",
                break_on_hyphens=False,
            ),
        ]
    return lines


def _short(rights: str) -> str:
    """Long runs of commands cut in the middle, so that a line can be read."""
    return re.sub(r"((?: \+[a-z|-]+){3})(?: \+[a-z|-]+)+( \+[a-z|-]+)", r"\1 …\2", f" {rights}")[1:]


def _refusal(each: Refusal) -> Iterable[str]:
    yield f"{each.describe or '~ ' + each.subject}   refused {each.code}"
    yield f"  {each.message}"
    yield from (f"  either {way}" if n == 0 else f"  or {way}" for n, way in enumerate(each.help))


def _findings(found: Iterable[Diagnostic]) -> str:
    return findings(tuple(found))


def stores(expected: str) -> tuple[str, ...]:
    """The stores that something is sent to."""
    titles = re.findall(r"(?m)^-- (.+) --\n(?!nothing$)", expected)
    return tuple(title for title in titles if title in engine.NAMES)


def refused(expected: str) -> bool:
    """Whether an engine, the reader or the checker says no."""
    return bool(re.search(r"(?m) refused GM\d+$|\berror GM\d+", expected))
