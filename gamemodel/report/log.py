"""Formats ledgers: one line per applied or undone revision, or every row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from gamemodel.ledger import Entry
from gamemodel.report import targets
from gamemodel.report.paint import PLAIN, Paint
from gamemodel.report.text import columns, counted
from gamemodel.topology import Target
from gamemodel.verify import TargetStatus


@dataclass(frozen=True, slots=True)
class Act:
    """Consecutive ledger rows of one run on one revision."""

    target: Target
    rows: tuple[Entry, ...]

    @property
    def words(self) -> str:
        """`applied 12 steps, 1 skipped, 1 open`."""
        first = self.rows[0]
        match first.state:
            case "hold":
                return f"held at revision {first.number}"
            case "release":
                return "released"
            case "adopt":
                return f"adopted by cluster {first.note}"
            case "stamp":
                return "recorded as applied" if first.direction == "up" else "recorded as not applied"
        verb = "applied" if first.direction == "up" else "undid"
        counts = {state: sum(row.state == state for row in self.rows) for state in ("done", "skipped", "failed")}
        words = [f"{verb} {counted(counts['done'], 'step')}"]
        words += [f"{counts[state]} {state}" for state in ("skipped", "failed") if counts[state]]
        words += ["1 open"] if self.rows[-1].state in ("intent", "progress") else []
        return ", ".join(words)


def acts(statuses: Iterable[TargetStatus]) -> tuple[Act, ...]:
    """The acts of all ledgers, newest first."""
    found = [act for each in statuses if not each.target.replica for act in _acts(each.target, each.ledger.entries)]
    return tuple(sorted(found, key=lambda act: (act.rows[0].at, act.rows[0].sequence), reverse=True))


def _acts(target: Target, entries: Sequence[Entry]) -> Iterable[Act]:
    rows: list[Entry] = []
    for entry in entries:
        if rows and not _together(rows[0], entry):
            yield Act(target, tuple(rows))
            rows = []
        rows.append(entry)
    if rows:
        yield Act(target, tuple(rows))


def _together(first: Entry, entry: Entry) -> bool:
    alone = first.state in ("hold", "release", "stamp", "adopt")
    if alone or (entry.stored_revision, entry.by) != (first.stored_revision, first.by):
        return False
    return entry.state == "undone" or entry.direction == first.direction


def text(statuses: Sequence[TargetStatus], titles: dict[str, str], paint: Paint = PLAIN) -> str:
    """One line per act, newest first."""
    rows = []
    for act in acts(statuses):
        first = act.rows[0]
        revision = f"{first.stored_revision} {titles.get(first.stored_revision, '')}".strip()
        rows.append([_minute(first.at), targets.name(act.target), revision or "-", act.words, f"by {first.by}"])
    return "".join(f"{line}\n" for line in _dated(columns(rows), paint))


def rows_text(statuses: Sequence[TargetStatus], paint: Paint = PLAIN) -> str:
    """Every row of every ledger, newest first."""
    found = [(entry, each.target) for each in statuses if not each.target.replica for entry in each.ledger.entries]
    found.sort(key=lambda pair: (pair[0].at, pair[0].sequence), reverse=True)
    rows = [
        [
            _minute(entry.at),
            targets.name(target),
            entry.stored_revision or "-",
            f"{entry.position}/{entry.steps}" if entry.position else "-",
            entry.state + (" (down)" if entry.direction == "down" else ""),
            f"by {entry.by}" + (f": {entry.note}" if entry.note else ""),
        ]
        for entry, target in found
    ]
    return "".join(f"{line}\n" for line in _dated(columns(rows), paint))


def _minute(at: str) -> str:
    return at[:19].replace("T", " ") + "Z"


def _dated(lines: Iterable[str], paint: Paint) -> Iterable[str]:
    return (paint.dim(line[:20]) + line[20:] for line in lines)


def entry_data(entry: Entry) -> dict[str, Any]:
    """A ledger row as JSON values."""
    return {
        "sequence": entry.sequence,
        "state": entry.state,
        "revision": entry.stored_revision or None,
        "kind": entry.kind,
        "number": entry.number,
        "position": entry.position or None,
        "of": entry.steps or None,
        "direction": entry.direction,
        "digest": entry.digest or None,
        "text": entry.rendered or None,
        "note": entry.note or None,
        "by": entry.by,
        "at": entry.at,
    }
