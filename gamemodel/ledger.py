"""What one target says has been applied to it, and what follows from that; storing it is left to the engines' servers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

State = Literal["intent", "done", "skipped", "undone", "failed", "progress", "hold", "release", "stamp", "placement"]

SETTLED: Final = ("done", "skipped", "undone")


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a ledger. `sequence` starts at 1 and has no gaps; it is what appends are compared and set on.

    `position` is the step's number in its migration (from 1), `steps` how many the migration has; `direction` is `up` or
    `down`. `digest` covers the text with its placeholders, `rendered` is what was sent, `drawn` the values drawn for it.
    `at` is UTC, ISO 8601 with milliseconds.
    """

    sequence: int
    state: State
    revision: str
    number: int
    position: int = 0
    steps: int = 0
    direction: Literal["up", "down"] = "up"
    digest: str = ""
    rendered: str = ""
    drawn: tuple[tuple[str, str], ...] = ()
    note: str = ""
    by: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """What a ledger is for: written once, when it is made."""

    model: str
    store: str
    environment: str
    cluster: str
    """The server's own identity (host id, server uuid, cluster uuid), so that a copied ledger is noticed."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """The head and all rows, oldest first. `head` is None where nothing was ever applied."""

    head: Head | None = None
    entries: tuple[Entry, ...] = ()

    @property
    def sequence(self) -> int:
        return self.entries[-1].sequence if self.entries else 0

    @property
    def open_intent(self) -> Entry | None:
        """The step that was begun and not settled, if any."""
        for entry in reversed(self.entries):
            if entry.state in ("intent", *SETTLED, "failed", "stamp"):
                return entry if entry.state == "intent" else None
        return None

    @property
    def hold(self) -> Entry | None:
        """The rollback that keeps `migrate` from applying again, until it is released."""
        for entry in reversed(self.entries):
            if entry.state == "release":
                return None
            if entry.state == "hold":
                return entry
        return None

    def settled(self) -> dict[str, dict[int, Entry]]:
        """Revision id -> position -> the entry that says it is in effect (done or skipped); undone positions are absent."""
        now: dict[str, dict[int, Entry]] = {}
        for entry in self.entries:
            if entry.state == "stamp":
                now.setdefault(entry.revision, {}).update(
                    dict.fromkeys(range(1, entry.steps + 1), entry) if entry.direction == "up" else {}
                )
                if entry.direction == "down":
                    now.pop(entry.revision, None)
            elif entry.state in ("done", "skipped") and entry.direction == "up":
                now.setdefault(entry.revision, {})[entry.position] = entry
            elif entry.state == "undone" or (entry.state in ("done", "skipped") and entry.direction == "down"):
                now.setdefault(entry.revision, {}).pop(entry.position, None)
        return {revision: positions for revision, positions in now.items() if positions}


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a lock: a person or job (`by`), where (`host`, `pid`), and a token nobody else has."""

    by: str
    host: str
    pid: int
    token: str


@dataclass(frozen=True, slots=True)
class LockInfo:
    """What a server says of its lock: the holder, and until when (UTC, ISO 8601) the lease lasts, where the server knows."""

    holder: Holder
    until: str = ""
