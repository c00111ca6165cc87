"""The steps of a migration as values: statements, waits, checks and backfills."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement for a server.

    `text` is what is sent, after its placeholders are filled: `${name}` for each name in `placeholders` (values that differ
    per target, such as replication) and in `draws` (values generated once and kept in the intent, such as a table id).
    `subject` names what the statement touches, so that its outcome can be looked up; `destroys`: data is lost.
    """

    TAG: ClassVar[str] = "Statement"

    subject: str
    text: str
    comment: str = ""
    destroys: bool = False
    placeholders: tuple[str, ...] = ()
    draws: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wait:
    """Waits until a condition of the engine (`until`, such as `index built`) holds for `subject`; sends nothing."""

    TAG: ClassVar[str] = "Wait"

    subject: str
    until: str
    comment: str = ""
    timeout_s: int = 3600


@dataclass(frozen=True, slots=True)
class Check:
    """A query that must return nothing; if it returns rows, the migration stops with `message`."""

    TAG: ClassVar[str] = "Check"

    subject: str
    text: str
    message: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Backfill:
    """Writes rows in batches along `key`; can be resumed at a cursor.

    `text` writes one batch and has the placeholders `${from}` and `${to}` (or those that the engine documents); `rows`
    selects the keys that still lack the value, so that a second run does nothing.
    """

    TAG: ClassVar[str] = "Backfill"

    subject: str
    text: str
    key: tuple[str, ...]
    rows: str = ""
    comment: str = ""
    batch: int = 1000


Step: TypeAlias = Statement | Wait | Check | Backfill


@dataclass(frozen=True, slots=True)
class Bindings:
    """The values of placeholders for one target and one run, by name."""

    values: tuple[tuple[str, str], ...] = ()

    def get(self, name: str) -> str:
        """The value of `name`. Raises KeyError."""
        return dict(self.values)[name]

    def adding(self, more: Mapping[str, str]) -> Bindings:
        return Bindings(tuple(sorted({**dict(self.values), **more}.items())))

    def fill(self, text: str, names: tuple[str, ...]) -> str:
        """`text` with `${name}` replaced for each of `names`. Raises KeyError if a name has no value."""
        values = dict(self.values)
        for name in names:
            text = text.replace("${" + name + "}", values[name])
        return text


@dataclass(frozen=True, slots=True)
class Progress:
    """Progress of a step: `done` of `total` (None: unknown), a `cursor` to resume at, a `note` for people."""

    done: int = 0
    total: int | None = None
    cursor: str | None = None
    note: str = ""


def digest(text: str) -> str:
    """sha256 of the text's UTF-8 bytes, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Capability:
    """Whether a target can run a step: `send`, `skip` (with the step to run instead, if any) or `refuse`; the reason and help."""

    kind: Literal["send", "skip", "refuse"] = "send"
    reason: str = ""
    help: str = ""
    instead: Step | None = None


SEND = Capability()
