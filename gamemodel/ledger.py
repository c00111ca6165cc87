"""The ledger: the record on each target of what was applied to it, and what follows from its rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from gamemodel.errors import LedgerConflict, LockHeld

State = Literal["intent", "done", "skipped", "undone", "failed", "progress", "hold", "release", "stamp", "adopt"]

Kind = Literal["migration", "placement", "restore"]
"""A step of a revision; a step that follows from the topology; a step that replaces steps skipped earlier."""

CLOSES: Final = ("done", "skipped", "failed", "stamp", "undone")
"""States that close an open intent."""

RESTORED: Final = "restored"
"""Note of a row `done` that replaces a skipped step: its digest is of the step that was sent instead, not of the history's."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a ledger. `sequence` starts at 1 and has no gaps; every append is a compare-and-set on it.

    `position` is the step's number in its migration (from 1, over the steps up or the steps down), `steps` how many there are.
    `digest` covers the step with its placeholders, `rendered` is what was sent, `drawn` has the values generated for it.
    `at` is UTC, ISO 8601 with milliseconds. The states:

    intent      the step is about to be sent             done      the server has it
    skipped     this server cannot have it (`note`)      failed    the server refused it and does not have it
    progress    a backfill has reached the cursor `note` undone    steps `position` .. `position + steps - 1` are undone
    stamp       steps 1..`steps` are recorded without running them (up), or the whole revision is forgotten (down)
    hold        a rollback to `number`: nothing is applied again until a row `release`
    adopt       the server is a copy that replaces the old one: from now on the ledger belongs to the cluster `note`
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
        """The revision with its kind as a prefix, for ledgers without a column for the kind: `placement:0003_ab12cd34`."""
        return self.revision if self.kind == "migration" else f"{self.kind}:{self.revision}"


@dataclass(frozen=True, slots=True)
class Head:
    """What a ledger belongs to; written once. `cluster` is the identity of the server, so that a copy is noticed."""

    model: str
    store: str
    environment: str
    cluster: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """The head and all rows, oldest first. `head` is None if nothing was ever applied."""

    head: Head | None = None
    entries: tuple[Entry, ...] = ()

    @property
    def sequence(self) -> int:
        return self.entries[-1].sequence if self.entries else 0

    @property
    def cluster(self) -> str:
        """The identity of the cluster that the ledger belongs to: the last one that adopted it, or the one that made it."""
        adopted = (entry.note for entry in reversed(self.entries) if entry.state == "adopt")
        return next(adopted, self.head.cluster if self.head else "")

    @property
    def open_intent(self) -> Entry | None:
        """The row of the step that was begun and whose outcome is not recorded, if any."""
        for entry in reversed(self.entries):
            if entry.state == "intent":
                return entry
            if entry.state in CLOSES:
                return None
        return None

    @property
    def cursor(self) -> str | None:
        """The cursor that the open step's backfill had reached."""
        for entry in reversed(self.entries):
            if entry.state == "progress":
                return entry.note
            if entry.state == "intent" or entry.state in CLOSES:
                return None
        return None

    @property
    def hold(self) -> Entry | None:
        """The rollback that holds the target, until it is released."""
        for entry in reversed(self.entries):
            if entry.state == "release":
                return None
            if entry.state == "hold":
                return entry
        return None

    def in_effect(self) -> dict[str, dict[int, Entry]]:
        """Revision id -> position -> the row that put this step up into effect (done, skipped or stamped)."""
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
        """Positions of the steps down of `revision` that are done and not yet closed by a row `undone`."""
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
        """Steps that this server could not have, and still lacks."""
        rows = (row for positions in self.in_effect().values() for row in positions.values())
        return tuple(sorted((row for row in rows if row.state == "skipped"), key=lambda row: row.sequence))


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a lock: a person or job (`by`), where (`host`, `pid`), and a unique token."""

    by: str
    host: str
    pid: int
    token: str

    def __str__(self) -> str:
        return f"{self.by} on {self.host} (process {self.pid})"


@dataclass(frozen=True, slots=True)
class LockInfo:
    """The lock as the server reports it: its holder, and when the lease ends (UTC, ISO 8601), if the server knows."""

    holder: Holder
    until: str = ""


def lock_held(place: str, lock: LockInfo | None) -> LockHeld:
    """The error where another runner has the lock of `place`; without `lock` it was released meanwhile."""
    if lock is None:
        return LockHeld(f"the lock of {place} was held by a runner that just ended", "run the same command again")
    until = f" until {lock.until} unless renewed" if lock.until else ""
    help = "wait for it to end; if that process is gone: gamemodel unlock"
    return LockHeld(f"{lock.holder} holds the lock of {place}{until}", help)


def row_taken(place: str, sequence: int) -> LedgerConflict:
    """The error where another runner wrote the row `sequence` of the ledger of `place` first."""
    words = f"another runner wrote row {sequence} of the ledger of {place} first"
    return LedgerConflict(words, "run the same command again")
