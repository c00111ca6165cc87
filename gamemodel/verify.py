"""Live schemas against what each target's own ledger implies -> drift, and where every target stands; writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from gamemodel.change import Hints
from gamemodel.engine import Pace, Server
from gamemodel.errors import GamemodelError, Unreachable
from gamemodel.ledger import Entry, Ledger, LockInfo
from gamemodel.plan import after, plan_up, position_of, prove_head, prove_ledger
from gamemodel.project import Project
from gamemodel.topology import Target

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Drift:
    """One difference that the target has against its own ledger: `+` is there and should not be, `-` is missing, `~` differs."""

    subject: str
    words: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What verifying one target found. `pending` are revisions it lacks (no drift); `notes` what could not be looked at."""

    target: Target
    status: Literal["clean", "drift", "empty", "failed", "unreachable"]
    at: int = 0
    drift: tuple[Drift, ...] = ()
    pending: tuple[tuple[str, int, str], ...] = ()
    skipped: tuple[Entry, ...] = ()
    notes: tuple[str, ...] = ()
    error: GamemodelError | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one target stands: revision, what it lacks, open step, hold, lock, skips, and what the server says it is."""

    target: Target
    status: Literal["current", "behind", "ahead", "held", "open", "empty", "failed", "unreachable"]
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


def verify(project: Project, targets: Iterable[Target], pace: Pace) -> tuple[Verified, ...]:
    """Every target judged at the revision it has; all side by side. Never raises for one target's failure."""
    return _side_by_side(targets, lambda target: _verified(project, target, pace))


def status(project: Project, targets: Iterable[Target]) -> tuple[Standing, ...]:
    """Where every target stands, by its ledger alone. Never raises for one target's failure."""
    return _side_by_side(targets, lambda target: _standing(project, target))


def _side_by_side(targets: Iterable[Target], work: Callable[[Target], T]) -> tuple[T, ...]:
    todo = tuple(targets)
    with ThreadPoolExecutor(max_workers=max(1, len(todo)), thread_name_prefix="target") as pool:
        return tuple(pool.map(work, todo))


def _verified(project: Project, target: Target, pace: Pace) -> Verified:
    try:
        with project.connect(target) as server:
            ledger = server.ledger()
            prove_head(ledger.head, project.name, target, "" if target.replica else server.cluster())
            return judge(project, target, server, ledger, pace)
    except Unreachable as error:
        return Verified(target, "unreachable", error=error)
    except GamemodelError as error:
        return Verified(target, "failed", error=error)


def judge(project: Project, target: Target, server: Server[Any], ledger: Ledger, pace: Pace) -> Verified:
    """The live schema of an open connection against what `ledger` implies. Raises what the server raises."""
    engine, history = project.engine(target.store), project.history
    plan = plan_up(history, target, ledger)
    expected = after(history, target.store.name, engine.empty(), ledger)
    drift, notes = drift_of(project, target, server, expected, pace)
    words: Literal["clean", "drift", "empty"] = "drift" if drift else "clean" if ledger.in_effect() else "empty"
    return Verified(target, words, plan.at, drift, plan.revisions, plan.skipped, notes)


def drift_of(
    project: Project, target: Target, server: Server[Any], expected: Any, pace: Pace
) -> tuple[tuple[Drift, ...], tuple[str, ...]]:
    """How the server differs from `expected`, and notes on what could not be compared."""
    engine = project.engine(target.store)
    live = engine.observable(server.introspect(expected, pace), target)
    meant = engine.observable(expected, target)
    difference = engine.diff(meant.schema, live.schema, Hints())
    found = [Drift(c.subject, c.describe()) for c in difference.changes]
    found += [Drift(r.subject, r.describe or f"~ {r.subject}: {r.message}") for r in difference.refusals]
    return tuple(found), tuple(dict.fromkeys((*meant.notes, *live.notes)))


def _standing(project: Project, target: Target) -> Standing:
    try:
        with project.connect(target) as server:
            ledger = server.ledger()
            prove_head(ledger.head, project.name, target, "" if target.replica else server.cluster())
            lock = None if target.replica else server.locked()
            return standing(project, target, ledger, server.flavour(), lock)
    except Unreachable as error:
        return Standing(target, "unreachable", error=error)
    except GamemodelError as error:
        return Standing(target, "failed", error=error)


def standing(project: Project, target: Target, ledger: Ledger, flavour: str, lock: LockInfo | None) -> Standing:
    """What a ledger says of its target. Raises HistoryError where it holds what the history does not."""
    prove_ledger(project.history, target, ledger)
    at = position_of(project.history, target.store.name, ledger)
    migrations = project.history.migrations(target.store.name)
    effect = ledger.in_effect()
    left = [(r, len(m.up) - len(effect.get(r.id, {}))) for r, m in migrations if len(effect.get(r.id, {})) < len(m.up)]
    pending = tuple((r.id, r.number, r.title) for r, _ in left)
    word: Literal["open", "held", "behind", "empty", "current"] = (
        "open"
        if ledger.open_intent
        else "held"
        if ledger.hold
        else "empty"
        if left and not effect
        else "behind"
        if left
        else "current"
    )
    return Standing(target, word, at, pending, sum(n for _, n in left), flavour, ledger, lock)


def worst(results: Sequence[Verified]) -> int:
    """The exit code of `verify`: 2 where a target could not be looked at, 1 for drift, 0 when all is as it should be."""
    words = {r.status for r in results}
    return 2 if words & {"failed", "unreachable"} else 1 if "drift" in words else 0
