"""Drift between each live schema and the target's ledger, and the status of every target; writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from gamemodel.change import Hints
from gamemodel.engine import Engine, Pace, Server
from gamemodel.errors import GamemodelError, Unreachable
from gamemodel.history import History
from gamemodel.ledger import Entry, Ledger, LockInfo
from gamemodel.ledger_proof import prove_head, prove_ledger
from gamemodel.plan import current_revision, implied_schema, plan_up
from gamemodel.project import Project
from gamemodel.topology import Target


@dataclass(frozen=True, slots=True)
class Drift:
    """One difference between a target and its ledger: `+` exists and should not, `-` is missing, `~` differs."""

    subject: str
    words: str


@dataclass(frozen=True, slots=True)
class Verified:
    """The result of verifying one target. `pending` has revisions it lacks (not drift), `notes` what could not be compared."""

    target: Target
    status: Literal["clean", "drift", "empty", "failed", "unreachable"]
    at: int = 0
    drift: tuple[Drift, ...] = ()
    pending: tuple[tuple[str, int, str], ...] = ()
    skipped: tuple[Entry, ...] = ()
    notes: tuple[str, ...] = ()
    error: GamemodelError | None = None


@dataclass(frozen=True, slots=True)
class TargetStatus:
    """The status of one target: revision, pending revisions, open step, hold, lock, skipped steps, and the server's version."""

    target: Target
    status: Literal["current", "behind", "held", "open", "empty", "failed", "unreachable"]
    at: int = 0
    pending: tuple[tuple[str, int, str], ...] = ()
    steps_left: int = 0
    server: str = ""
    ledger: Ledger = Ledger()  # noqa: RUF009
    lock: LockInfo | None = None
    error: GamemodelError | None = None

    @property
    def skipped(self) -> tuple[Entry, ...]:
        return self.ledger.skipped


R = TypeVar("R", Verified, TargetStatus)


def verify(project: Project, targets: Iterable[Target], pace: Pace) -> tuple[Verified, ...]:
    """Compare every target with the revision it has, all side by side. A target's failure is a result."""

    def one(target: Target, server: Server[Any], ledger: Ledger) -> Verified:
        return verify_target(project.history, project.engine(target.store), target, server, ledger, pace)

    return _side_by_side(project, targets, Verified, one)


def status(project: Project, targets: Iterable[Target]) -> tuple[TargetStatus, ...]:
    """The status of every target, from its ledger alone. A target's failure is a result."""

    def one(target: Target, server: Server[Any], ledger: Ledger) -> TargetStatus:
        lock = None if target.replica else server.locked()
        return status_of(project.history, target, ledger, server.flavour(), lock)

    return _side_by_side(project, targets, TargetStatus, one)


def _side_by_side(
    project: Project, targets: Iterable[Target], kind: type[R], work: Callable[[Target, Server[Any], Ledger], R]
) -> tuple[R, ...]:
    """What `work` returns for every target and its ledger, or a failure of the same `kind`."""

    def one(target: Target) -> R:
        try:
            with project.connect(target) as server:
                return work(target, server, _proven_ledger(project, target, server))
        except Unreachable as error:
            return kind(target, "unreachable", error=error)
        except GamemodelError as error:
            return kind(target, "failed", error=error)

    todo = tuple(targets)
    with ThreadPoolExecutor(max_workers=max(1, len(todo)), thread_name_prefix="target") as pool:
        return tuple(pool.map(one, todo))


def _proven_ledger(project: Project, target: Target, server: Server[Any]) -> Ledger:
    """The target's ledger. Raises WrongServer. A replica is not asked for its identity: its ledger is its writer's."""
    ledger = server.ledger()
    prove_head(ledger, project.name, target, "" if target.replica else server.cluster())
    return ledger


def verify_target(
    history: History, engine: Engine[Any], target: Target, server: Server[Any], ledger: Ledger, pace: Pace
) -> Verified:
    """Compare one live schema with what `ledger` implies. Raises what the server raises."""
    plan = plan_up(history, target, ledger)
    expected = implied_schema(history, target.store.name, engine.empty(), ledger)
    drift, notes = find_drift(engine, target, server, expected, pace)
    word: Literal["clean", "drift", "empty"] = "drift" if drift else "clean" if ledger.in_effect() else "empty"
    return Verified(target, word, plan.at, drift, plan.revisions, plan.skipped, notes)


def find_drift(
    engine: Engine[Any], target: Target, server: Server[Any], expected: Any, pace: Pace
) -> tuple[tuple[Drift, ...], tuple[str, ...]]:
    """How the live schema differs from `expected`, and notes on what could not be compared."""
    live = engine.observable(server.introspect(expected, pace), target)
    meant = engine.observable(expected, target)
    difference = engine.diff(meant.schema, live.schema, Hints())
    found = [Drift(c.subject, c.describe()) for c in difference.changes]
    found += [Drift(r.subject, r.describe or f"~ {r.subject}: {r.message}") for r in difference.refusals]
    return tuple(found), tuple(dict.fromkeys((*meant.notes, *live.notes)))


def status_of(history: History, target: Target, ledger: Ledger, flavour: str, lock: LockInfo | None) -> TargetStatus:
    """The status that follows from a ledger. Raises HistoryError if the ledger does not fit the history."""
    prove_ledger(history, target, ledger)
    at = current_revision(history, target.store.name, ledger)
    effect = ledger.in_effect()
    left = [(r, len(m.up) - len(effect.get(r.id, {}))) for r, m in history.migrations(target.store.name)]
    left = [(revision, steps) for revision, steps in left if steps > 0]
    pending = tuple((revision.id, revision.number, revision.title) for revision, _ in left)
    return TargetStatus(
        target, _word(ledger, bool(left)), at, pending, sum(steps for _, steps in left), flavour, ledger, lock
    )


def _word(ledger: Ledger, behind: bool) -> Literal["open", "held", "behind", "empty", "current"]:
    if ledger.open_intent:
        return "open"
    if ledger.hold:
        return "held"
    if behind:
        return "behind" if ledger.in_effect() else "empty"
    return "current"


def worst(results: Sequence[Verified]) -> int:
    """The exit code of `verify`: 2 if a target could not be verified, 1 for drift, else 0."""
    words = {r.status for r in results}
    return 2 if words & {"failed", "unreachable"} else 1 if "drift" in words else 0
