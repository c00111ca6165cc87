"""The two branches of a history after a merge: which revisions stay and which come later, read from the checkout and from git."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from gamemodel.errors import HistoryError, UsageError
from gamemodel.history import FOLDER, LOCK, History, Line, Recorded, decode, lock_lines
from gamemodel.step import digest

OURS: Final = "ours"
THEIRS: Final = "theirs"
_MERGING: Final = ("HEAD", "MERGE_HEAD", "REBASE_HEAD", "CHERRY_PICK_HEAD")


@dataclass(frozen=True, slots=True)
class Branches:
    """`first`: the history of the branch that was merged first. `later`: the other branch's own revisions, oldest first.

    `fork`: how many revisions both have. `files`: the text files of `first` by path.
    """

    first: History
    later: tuple[Recorded, ...]
    fork: int
    files: tuple[tuple[str, str], ...]


class Git:
    """What git knows of the checkout; without git it knows nothing."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def ask(self, *arguments: str) -> str | None:
        """What `git ARGUMENTS` prints, or None where it fails."""
        try:
            done = subprocess.run(["git", "-C", self.root, *arguments], capture_output=True, check=True)
            return done.stdout.decode()
        except (OSError, subprocess.CalledProcessError, UnicodeDecodeError):
            return None

    def text(self, revision: str, path: str) -> str | None:
        """A file at a git revision; `:2` and `:3` are the two sides of a conflict."""
        return self.ask("show", f"{revision}:./{path}")

    def merged_first(self) -> str | None:
        """The side of a conflict whose revisions stay: HEAD in a rebase; in a merge the incoming one, except on the main branch."""
        if self.ask("rev-parse", "HEAD") is None:
            return None
        if self.ask("rev-parse", "--verify", "--quiet", "MERGE_HEAD") is None:
            return OURS
        if self.ask("merge-base", "--is-ancestor", "MERGE_HEAD", "@{upstream}") is not None:
            return THEIRS
        branch = (self.ask("rev-parse", "--abbrev-ref", "HEAD") or "").strip()
        main = (self.ask("rev-parse", "--abbrev-ref", "origin/HEAD") or "").strip().removeprefix("origin/")
        return OURS if branch in ({main} if main else {"main", "master"}) else THEIRS


def read_branches(root: Path, types: Callable[[str], Any], onto: str | None = None) -> Branches:
    """`onto`: a git revision, `ours` or `theirs`; without it git tells. Raises HistoryError, UsageError."""
    git = Git(root)
    lock = root / LOCK
    text = lock.read_text(encoding="utf-8") if lock.exists() else ""
    sides = _sides(text)
    first = _first(git, text, sides, onto)
    find = _Contents(git, onto).find
    history, files = History(), []
    for at, line in lock_lines(first):
        if not line.follows(history.chain):
            raise HistoryError(
                f"{LOCK}: the line of revision {line.id} ({at}) does not follow from the lines before it",
                "name the branch that was merged first: gamemodel rebase --onto REF",
            )
        recorded = decode(line, find(line.path, line.json_digest), types)
        files += [(line.path, find(line.path, line.json_digest))]
        files += [(path, find(path, expected)) for path, expected in recorded.files if not recorded.revision.draft]
        history = history.adding(recorded)
    lines = [line for side in sides for _, line in lock_lines(side)]
    lines += _without_line(root, {line.path for line in lines} | {r.path for r in history.recorded})
    known = {revision.id for revision in history.revisions}
    later = {line.id: decode(line, find(line.path, line.json_digest), types) for line in lines if line.id not in known}
    return Branches(history, *_chain(history, tuple(later.values())), tuple(files))


def _sides(text: str) -> tuple[str, ...]:
    """The text as both sides of its merge conflicts have it; one where there is none."""
    if not any(line.startswith("<<<<<<<") for line in text.splitlines()):
        return (text,)
    sides: dict[str, list[str]] = {OURS: [], THEIRS: []}
    now: Sequence[str] = (OURS, THEIRS)
    for line in text.splitlines():
        if line.startswith("<<<<<<<"):
            now = (OURS,)
        elif line.startswith("|||||||"):
            now = ()
        elif line.startswith("======="):
            now = (THEIRS,)
        elif line.startswith(">>>>>>>"):
            now = (OURS, THEIRS)
        else:
            for side in now:
                sides[side].append(line)
    return tuple("\n".join(lines) for lines in sides.values())


def _first(git: Git, text: str, sides: tuple[str, ...], onto: str | None) -> str:
    """The history.lock of the branch that was merged first."""
    conflict = len(sides) == 2
    if onto is None:
        if not conflict:
            return text
        onto = git.merged_first()
        if onto is None:
            raise UsageError(
                "git does not say which branch was merged first", "gamemodel rebase --onto ours, or --onto theirs"
            )
    if onto in (OURS, THEIRS):
        if not conflict:
            raise UsageError(
                f"{LOCK} has no conflict to take '{onto}' from", "name a branch: gamemodel rebase --onto REF"
            )
        return sides[onto == THEIRS]
    found = git.text(onto, LOCK)
    if found is None:
        raise UsageError(f"git has no {LOCK} at '{onto}'", "name a branch or a commit that has one")
    return found


class _Contents:
    """Files of both branches, found by their digest: whatever a merge made of the paths, a text is right or it is not used."""

    def __init__(self, git: Git, onto: str | None) -> None:
        self._git, self._onto = git, onto

    def find(self, path: str, expected: str) -> str:
        """The text with the digest `expected` that one of the branches has at `path`. Raises HistoryError."""
        for text in self._texts(path):
            if text is not None and digest(text) == expected:
                return text
        raise HistoryError(
            f"{path}: neither the checkout nor git has the text that {LOCK} names",
            "restore it from the branch that made it, then run gamemodel rebase again",
        )

    def _texts(self, path: str) -> Iterator[str | None]:
        file = self._git.root / path
        if file.is_file():
            yield file.read_text(encoding="utf-8", errors="replace")
        for revision in (*((self._onto,) if self._onto else ()), ":2", ":3", *_MERGING):
            yield self._git.text(revision, path)


def _without_line(root: Path, known: set[str]) -> list[Line]:
    """Lines for the revision files that have none in history.lock, because a merge lost them."""
    found = []
    for file in sorted((root / FOLDER).glob("*.json")):
        if f"{FOLDER}/{file.name}" in known:
            continue
        try:
            text = file.read_text(encoding="utf-8")
            data = json.loads(text)
            line = Line(data["number"], data["id"], digest(text), "", data["title"])
        except (ValueError, KeyError, TypeError):
            raise HistoryError(
                f"{FOLDER}/{file.name} is no revision file", "restore it from the branch that made it, or delete it"
            ) from None
        if line.path != f"{FOLDER}/{file.name}":
            raise HistoryError(f"{FOLDER}/{file.name} is a copy of {line.path}", "delete it")
        found.append(line)
    return found


def _chain(first: History, later: tuple[Recorded, ...]) -> tuple[tuple[Recorded, ...], int]:
    """The later revisions in order, and how many revisions both branches have. Raises HistoryError."""
    later = tuple(sorted(later, key=lambda each: each.revision.number))
    ids = ["", *(revision.id for revision in first.revisions)]
    if not later:
        return (), len(ids) - 1
    parents = [each.revision.parent for each in later]
    if parents[0] not in ids:
        raise HistoryError(
            f"revision {later[0].revision.id} follows {parents[0]}, which the other branch does not have",
            "merge that branch first, then run gamemodel rebase again",
        )
    for before, each in pairwise(later):
        if each.revision.parent != before.revision.id:
            raise HistoryError(
                f"revisions {before.revision.id} and {each.revision.id} are of different branches",
                "merge one branch at a time, and run gamemodel rebase after each",
            )
    return later, ids.index(parents[0])
