"""What one target says has been applied to it, and what follows from that; storing it is left to the engines' servers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

State = Literal["intent", "done", "skipped", "undone", "failed", "progress", "hold", "release", "stamp"]

Kind = Literal["migration", "placement", "restore"]
"""A step of a revision; what follows from the topology; what takes the place of steps that were skipped earlier."""

CLOSES: Final = ("done", "skipped", "failed", "stamp", "undone")


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a ledger. `sequence` starts at 1 and has no gaps; it is what appends are compared and set on.

    `position` is the step's number in its migration (from 1, over the steps up or the steps down), `steps` how many there are.
    `digest` covers the step with its placeholders, `rendered` is what was sent, `drawn` the values drawn for it.
    `at` is UTC, ISO 8601 with milliseconds. What each state means:

    intent      the step is about to be sent            done      the server has it
    skipped     this server cannot have it (`note`)     failed    the server refused it and does not have it
    progress    a backfill has come to `note`, a cursor undone    the steps `position` .. `position + steps - 1` are undone
    stamp       positions 1..`steps` recorded without running (direction up) or the whole revision forgotten (down)
    hold        a rollback to `number`: nothing is applied again until a row `release`
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
    kind: Kind = "migration"

    def __post_init__(self) -> None:
        kind, colon, revision = self.revision.partition(":")
        if colon:  # rows of 0.1, and of servers whose table has no column for it: `placement:0003_ab12cd34`
            object.__setattr__(self, "kind", kind)
            object.__setattr__(self, "revision", revision)

    @property
    def stored_revision(self) -> str:
        """The revision as a ledger stores it that has no column for the kind: `placement:0003_ab12cd34`."""
        return self.revision if self.kind == "migration" else f"{self.kind}:{self.revision}"


@dataclass(frozen=True, slots=True)
class Head:
    """What a ledger is for: written once, when it is made. `cluster` is the server's own identity, so that a copy is noticed."""

    model: str
    store: str
    environment: str
    cluster: str


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
            if entry.state == "intent":
                return entry
            if entry.state in CLOSES:
                return None
        return None

    @property
    def cursor(self) -> str | None:
        """Where the open step's backfill had come to."""
        for entry in reversed(self.entries):
            if entry.state == "progress":
                return entry.note
            if entry.state == "intent" or entry.state in CLOSES:
                return None
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

    def in_effect(self) -> dict[str, dict[int, Entry]]:
        """Revision id -> position -> the row that says this step up is in effect (done, skipped or stamped)."""
        now: dict[str, dict[int, Entry]] = {}
        for entry in self.entries:
            if entry.kind != "migration":
                continue
            positions = now.setdefault(entry.revision, {})
            if entry.state == "stamp" and entry.direction == "down":
                positions.clear()
            elif entry.state == "stamp":
                positions.update(
                    (position, entry) for position in range(1, entry.steps + 1) if position not in positions
                )
            elif entry.state in ("done", "skipped") and entry.direction == "up":
                positions[entry.position] = entry
            elif entry.state == "undone":
                for position in range(entry.position, entry.position + entry.steps):
                    positions.pop(position, None)
        return {revision: positions for revision, positions in now.items() if positions}

    def undoing(self, revision: str) -> frozenset[int]:
        """Positions of the steps down of `revision` that are done and not yet summed up by a row `undone`."""
        done: set[int] = set()
        for entry in self.entries:
            if entry.revision != revision or entry.kind != "migration":
                continue
            if entry.direction == "down" and entry.state in ("done", "skipped"):
                done.add(entry.position)
            elif entry.direction == "up" or entry.state == "undone":
                done.clear()
        return frozenset(done)

    @property
    def skipped(self) -> tuple[Entry, ...]:
        """Steps that this server could not have, and still has not."""
        rows = (row for positions in self.in_effect().values() for row in positions.values())
        return tuple(sorted((row for row in rows if row.state == "skipped"), key=lambda row: row.sequence))


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a lock: a person or job (`by`), where (`host`, `pid`), and a token nobody else has."""

    by: str
    host: str
    pid: int
    token: str

    def __str__(self) -> str:
        return f"{self.by} on {self.host} (process {self.pid})"


@dataclass(frozen=True, slots=True)
class LockInfo:
    """What a server says of its lock: the holder, and until when (UTC, ISO 8601) the lease lasts, where the server knows."""

    holder: Holder
    until: str = ""
