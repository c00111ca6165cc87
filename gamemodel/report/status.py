"""Formats the result of `status`: the matrix, and what needs attention with the command to run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from gamemodel.report import errors, targets
from gamemodel.report.log import entry_data
from gamemodel.report.outcome import skips
from gamemodel.report.paint import PLAIN, Paint
from gamemodel.report.text import counted, listed
from gamemodel.verify import TargetStatus


def text(statuses: Sequence[TargetStatus], paint: Paint = PLAIN) -> str:
    """The matrix, then pending revisions, open steps, holds, locks, skipped steps and failures."""
    blocks = [targets.matrix([(each.target, _cell(each, paint)) for each in statuses], paint)]
    blocks.append("".join(f"{line}\n" for line in _pending(statuses)))
    blocks.append("".join(f"{line}\n" for each in statuses for line in _details(each, paint)))
    blocks.append(skips(statuses, paint))
    return "\n".join(block for block in blocks if block)


def _cell(status: TargetStatus, paint: Paint) -> targets.Cell:
    steps = f", {counted(status.steps_left, 'step')} behind" if status.steps_left else ""
    match status.status:
        case "current":
            return f"current, at {status.at}", paint.good
        case "behind":
            return f"at {status.at}{steps}", paint.warning
        case "empty":
            return f"empty{steps}", paint.warning
        case "open":
            return f"at {status.at}, a step is open", paint.bad
        case "held":
            return f"held at {status.at}{steps}", paint.warning
    return status.status, paint.bad


def _pending(statuses: Sequence[TargetStatus]) -> Iterable[str]:
    """One line per pending revision, with its targets."""
    places: dict[tuple[int, str, str], dict[str, list[str]]] = {}
    for each in statuses:
        for id_, number, title in () if each.target.replica else each.pending:
            stores = places.setdefault((number, id_, title), {})
            stores.setdefault(each.target.store.name, []).append(each.target.label)
    for (_, id_, title), stores in sorted(places.items()):
        where = "; ".join(f"{store} {', '.join(labels)}" for store, labels in stores.items())
        yield f"pending {id_} {title}: {where}"


def _details(status: TargetStatus, paint: Paint) -> Iterable[str]:
    place, store = paint.bold(targets.name(status.target)), status.target.store.name
    if status.error is not None:
        yield from errors.lines(targets.name(status.target), status.error, paint)
    if intent := status.ledger.open_intent:
        yield (
            f"{place}: step {intent.position} of {intent.steps} of {intent.revision} was started at {intent.at} by {intent.by}"
            f" but not recorded as done"
        )
        if status.lock is None:
            yield f"  {paint.place('help:')} gamemodel migrate {store} checks the server and continues"
    if hold := status.ledger.hold:
        yield f"{place}: held by a rollback to revision {hold.number} ({hold.by}, {hold.at})"
        yield f"  {paint.place('help:')} release it: gamemodel rollback {store} --release"
    if status.lock is not None:
        until = f" until {status.lock.until}" if status.lock.until else ""
        yield f"{place}: locked by {status.lock.holder}{until}"


def worst(statuses: Iterable[TargetStatus]) -> int:
    """The exit code of `status`: 2 if a target cannot be reached, 1 if there is something to do, else 0."""
    words = {each.status for each in statuses}
    return 2 if words & {"failed", "unreachable"} else int(bool(words - {"current"}))


def data(status: TargetStatus) -> dict[str, Any]:
    """The status of one target as JSON values."""
    lock, intent, hold = status.lock, status.ledger.open_intent, status.ledger.hold
    return {
        "target": targets.data(status.target),
        "status": status.status,
        "at": status.at,
        "server": status.server or None,
        "pending": [{"revision": id_, "number": number, "title": title} for id_, number, title in status.pending],
        "steps_left": status.steps_left,
        "open": entry_data(intent) if intent else None,
        "hold": entry_data(hold) if hold else None,
        "lock": {"holder": str(lock.holder), "until": lock.until or None} if lock else None,
        "skipped": [entry_data(row) for row in status.skipped],
        "error": errors.data(status.error) if status.error else None,
    }


def servers_text(statuses: Sequence[TargetStatus]) -> str:
    """The version of each server."""
    kinds: dict[str, list[str]] = {}
    for each in statuses:
        if each.server:
            kinds.setdefault(each.server, []).append(targets.name(each.target))
    return "".join(f"{kind}: {listed(places)}\n" for kind, places in kinds.items())
