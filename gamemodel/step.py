"""What a migration consists of: statements, waits, checks and backfills, as values. Sending them is left to the engines' servers."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, TypeAlias


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing a server is asked to do.

    `text` is what is sent, after its placeholders are filled: `${name}` for each name in `placeholders` (values that differ
    per target, such as replication) and in `draws` (values drawn once per apply and kept in the intent, such as a table id).
    `subject` names what it touches, so that its outcome can be looked up; `destroys` says that data are lost by it.
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
    """Nothing is sent; the server is asked until `until` (an engine's word, e.g. `index built`) holds for `subject`."""

    TAG: ClassVar[str] = "Wait"

    subject: str
    until: str
    comment: str = ""
    timeout_s: int = 3600


@dataclass(frozen=True, slots=True)
class Check:
    """A query that must return nothing; what it returns stops the migration, with `message`."""

    TAG: ClassVar[str] = "Check"

    subject: str
    text: str
    message: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Backfill:
    """Rows are written in batches along `key`, resumable at a cursor.

    `text` writes one batch and has the placeholders `${from}` and `${to}` (or whatever the engine's server documents);
    `rows` selects the keys that still lack the value, so that a second run does nothing.
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
    """Values of placeholders for one target and one apply, by name."""

    values: tuple[tuple[str, str], ...] = ()

    def get(self, name: str) -> str:
        """The value of `name`. Raises KeyError."""
        return dict(self.values)[name]

    def adding(self, more: Mapping[str, str]) -> Bindings:
        return Bindings(tuple(sorted({**dict(self.values), **more}.items())))

    def fill(self, text: str, names: tuple[str, ...]) -> str:
        """`text` with `${name}` replaced for each of `names`. Raises KeyError for a name without a value."""
        values = dict(self.values)
        for name in names:
            text = text.replace("${" + name + "}", values[name])
        return text


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a step is: `done` of `total` (None: not known), a `cursor` to resume at, a `note` for people."""

    done: int = 0
    total: int | None = None
    cursor: str | None = None
    note: str = ""


def digest(text: str) -> str:
    """sha256 of the text's UTF-8 bytes, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Capability:
    """Whether one target can take a step: sent, skipped (with the step that keeps the rest valid), or refused with a cure."""

    kind: str = "send"  # send | skip | refuse
    reason: str = ""
    help: str = ""
    instead: Step | None = field(default=None)


SEND = Capability()
