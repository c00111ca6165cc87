"""Drafts of hand-written migrations: an empty file with its sections, and reading the commands in it as steps."""

from __future__ import annotations

import re
from typing import Final

from gamemodel.diagnostics import Diagnostic, Span
from gamemodel.engine import File
from gamemodel.engines.redis import codes
from gamemodel.engines.redis.dialect import backfill_script, quoting
from gamemodel.errors import ModelError
from gamemodel.migration import Link, Migration, hand_written
from gamemodel.step import Backfill, Check, Statement, Step
from gamemodel.topology import Store

_HINT: Final = """\
# {stem}: {title}
# One command a line, as redis-cli takes it. Lines that begin with # say what follows:
#   # up                   the commands that perform it
#   # down                 those that undo it; leave it empty where there is no way back
#   # check WORDS          the next command must return nothing (an empty list, 0 or nil), or the migration stops with WORDS
#   # each PATTERN TYPE    the next command is sent for every live key of PATTERN (game:user:<name>:profile) that has TYPE;
#                          it has ${{key}} where the key goes, and must be harmless when sent twice
#   # destroys             the next command loses data
# Every command must be harmless when sent twice.
# store {store}

# up

# down
"""
_EACH: Final = re.compile(r"each (\S+) ([a-z]+)")


def draft_file(link: Link, store: Store) -> File:
    """The empty file of a hand-written migration."""
    revision = link.revision
    path = f"{store.folder}/{revision.stem}.redis"
    return File(path, _HINT.format(stem=revision.stem, title=revision.title, store=store.name))


def read_draft(text: str, path: str) -> Migration:
    """The steps of a draft. Raises ModelError with every fault."""
    reader = _Reader(path)
    for number, raw in enumerate(text.splitlines(), 1):
        reader.line(number, raw.strip())
    if not reader.steps["up"] and not reader.faults:
        reader.fault(1, "no command under # up")
    if reader.faults:
        raise ModelError(tuple(reader.faults))
    subject = f"hand:{path.rpartition('/')[2].partition('.')[0]}"
    return hand_written(subject, reader.steps["up"], reader.steps["down"], reader.store)


class _Reader:
    """Reads a draft line by line."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.store = ""
        self.section = ""
        self.steps: dict[str, list[Step]] = {"up": [], "down": []}
        self.faults: list[Diagnostic] = []
        self.pending = ""

    def fault(self, number: int, message: str, help: str = "") -> None:
        self.faults.append(codes.BAD_KEY.at(Span(self.path, number, 1), message, help))

    def line(self, number: int, text: str) -> None:
        if not text:
            return
        if not text.startswith("#"):
            self.command(number, text)
            return
        words = text[1:].strip()
        if words in self.steps:
            self.section = words
        elif words.startswith("store "):
            self.store = words.removeprefix("store ").strip()
        elif self.section and (words == "destroys" or words.startswith(("check ", "each "))):
            self.pending = words

    def command(self, number: int, text: str) -> None:
        pending, self.pending = self.pending, ""
        if not self.section:
            self.fault(number, "a command before # up", "move it under # up or # down")
            return
        try:
            words = quoting.split(text)
            step = self.step(words, text, pending)
        except ValueError as error:
            self.fault(number, str(error))
            return
        self.steps[self.section].append(step)

    def step(self, words: tuple[str, ...], text: str, pending: str) -> Step:
        subject = f"hand:{words[1] if len(words) > 1 else words[0]}"
        if pending.startswith("check "):
            return Check(subject, text, pending.removeprefix("check ").strip())
        if pending.startswith("each "):
            found = _EACH.fullmatch(pending)
            if not found:
                raise ValueError("write: # each PATTERN TYPE")
            step = Backfill(subject, text, (found[1],), f"TYPE {found[2]}")
            backfill_script.read(step)
            return step
        return Statement(subject, text, destroys=pending == "destroys")
