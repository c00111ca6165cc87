"""The steps that a target lacks, in order, from the history and the target's ledger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from gamemodel.errors import RefusedError, UsageError
from gamemodel.history import History
from gamemodel.ledger import Entry, Kind, Ledger
from gamemodel.ledger_proof import prove_ledger
from gamemodel.migration import Migration, MigrationChange, Revision, step_digest
from gamemodel.step import Step, digest
from gamemodel.topology import Target


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One step for one target. `change` is the index of its change in the migration.

    kind `migration`: a step of a revision; `restore`: replaces steps skipped earlier (`heals` has the numbers of their rows);
    `placement`: follows from the topology (`revision` and `number` are those the target is at).
    """

    kind: Kind
    revision: str
    number: int
    title: str
    direction: Literal["up", "down"]
    position: int
    steps: int
    change: int
    step: Step
    words: str
    destroys: bool = False
    heals: tuple[int, ...] = ()

    @property
    def digest(self) -> str:
        return step_digest(self.step)


@dataclass(frozen=True, slots=True)
class TargetPlan:
    """What one target lacks. `at` is its current revision (see current_revision); `held` is the rollback that holds it."""

    target: Target
    at: int
    steps: tuple[PlannedStep, ...] = ()
    held: Entry | None = None
    intent: Entry | None = None
    skipped: tuple[Entry, ...] = ()

    @property
    def revisions(self) -> tuple[tuple[str, int, str], ...]:
        """(id, number, title) of each revision with a step in the plan, in order."""
        return tuple(dict.fromkeys((s.revision, s.number, s.title) for s in self.steps if s.kind == "migration"))

    @property
    def destroys(self) -> tuple[PlannedStep, ...]:
        return tuple(s for s in self.steps if s.destroys)

    @property
    def digest(self) -> str:
        """Identifies what the plan would do, for approval."""
        return digest("\n".join(f"{s.revision} {s.direction} {s.position} {s.digest}" for s in self.steps))


def plan_up(history: History, target: Target, ledger: Ledger, to: int | None = None) -> TargetPlan:
    """The steps up that the target lacks, up to revision number `to`. Raises HistoryError (see prove_ledger), RefusedError."""
    prove_ledger(history, target, ledger)
    effect = ledger.in_effect()
    steps: list[PlannedStep] = []
    for revision, migration in history.migrations(target.store.name):
        if to is not None and revision.number > to:
            break
        if ledger.undoing(revision.id):
            raise RefusedError(
                f"{target}: revision {revision.id} is half rolled back",
                f"finish it first: gamemodel rollback {target.store.name} --to {revision.number - 1}",
            )
        done = effect.get(revision.id, {})
        steps += [s for s in up_steps(revision, migration) if s.position not in done]
    return _target_plan(history, target, ledger, steps)


def plan_down(history: History, target: Target, ledger: Ledger, to: int) -> TargetPlan:
    """The steps down from what the target has to revision number `to`. Raises HistoryError, RefusedError."""
    prove_ledger(history, target, ledger)
    steps = [step for _, _, left in _undo(history, target, ledger, to) for step in left]
    return _target_plan(history, target, ledger, steps)


def _target_plan(history: History, target: Target, ledger: Ledger, steps: list[PlannedStep]) -> TargetPlan:
    at = current_revision(history, target.store.name, ledger)
    return TargetPlan(target, at, tuple(steps), ledger.hold, ledger.open_intent, ledger.skipped)


def rollback_rows(history: History, target: Target, ledger: Ledger, to: int) -> tuple[Entry, ...]:
    """Rows `undone` that a rollback to `to` has not written yet: of changes whose steps down are done, and of whole revisions."""
    rows: list[Entry] = []
    for revision, migration, left in _undo(history, target, ledger, to):
        spans = [range(1, len(migration.up) + 1)]
        if left:
            done = ledger.undoing(revision.id)
            ended = {s.change for s in down_steps(revision, migration) if s.position in done}
            changes = sorted(ended - {s.change for s in left}, reverse=True)
            spans = [migration.positions(change) for change in changes]
        rows += [Entry(0, "undone", revision.id, revision.number, span.start, len(span)) for span in spans]
    return tuple(rows)


def _undo(
    history: History, target: Target, ledger: Ledger, to: int
) -> Iterator[tuple[Revision, Migration, list[PlannedStep]]]:
    """Revisions above `to` that the target has in full or in part, newest first, with the steps down that are left."""
    effect = ledger.in_effect()
    for revision, migration in reversed(history.migrations(target.store.name)):
        has = effect.get(revision.id, {})
        if revision.number <= to or not has:
            continue
        done = ledger.undoing(revision.id)
        spans = map(migration.positions, range(len(migration.changes)))
        begun = {n for n, span in enumerate(spans) if not span or any(position in has for position in span)}
        left = [s for s in down_steps(revision, migration) if s.position not in done and s.change in begun]
        yield revision, migration, left


def up_steps(revision: Revision, migration: Migration) -> tuple[PlannedStep, ...]:
    """All steps up of a migration, numbered from 1."""
    return _numbered(revision, "up", list(enumerate(migration.changes)))


def down_steps(revision: Revision, migration: Migration) -> tuple[PlannedStep, ...]:
    """All steps down of a migration, last change first. Raises RefusedError if a change cannot be undone."""
    changes = list(reversed(list(enumerate(migration.changes))))
    for _, each in changes:
        if each.down is None:
            raise RefusedError(
                f"revision {revision.id} cannot be undone: {each.change.describe()} has no way back",
                "change the model forward instead: edit schema/, gamemodel make, gamemodel migrate",
            )
    return _numbered(revision, "down", changes)


def _numbered(
    revision: Revision, direction: Literal["up", "down"], changes: list[tuple[int, MigrationChange]]
) -> tuple[PlannedStep, ...]:
    up = direction == "up"
    todo = [(index, each.change, step) for index, each in changes for step in (each.up if up else each.down) or ()]
    found: list[PlannedStep] = []
    for position, (index, change, step) in enumerate(todo, 1):
        words = change.describe() if up else f"undo {change.describe()}"
        destroys = bool(getattr(step, "destroys", up) and (change.destroys or not up))
        found.append(
            PlannedStep(
                "migration", revision.id, revision.number, revision.title, direction, position, len(todo), index, step,
                words, destroys,
            )
        )  # fmt: skip
    return tuple(found)


def current_revision(history: History, store: str, ledger: Ledger) -> int:
    """Number of the newest revision up to which the target has every step that concerns `store`; 0 if it has none."""
    at = 0
    effect = ledger.in_effect()
    for revision, migration in history.migrations(store):
        if len(effect.get(revision.id, {})) != len(migration.up):
            break
        at = revision.number
    return at


def implied_schema(history: History, store: str, empty: object, ledger: Ledger) -> object:
    """The schema that a ledger implies: `empty` after every change with all of its steps in effect."""
    effect, schema = ledger.in_effect(), empty
    for revision, migration in history.migrations(store):
        done = effect.get(revision.id)
        for index, each in enumerate(migration.changes):
            if done is not None and all(position in done for position in migration.positions(index)):
                schema = each.change.apply_to(schema)
    return schema


def revision_at(history: History, number: int | None) -> int | None:
    """`number` if the history has it (0 is before the first). Raises UsageError."""
    if number is None or number == 0 or any(r.number == number for r in history.revisions):
        return number
    last = history.head.number if history.head else 0
    raise UsageError(
        f"there is no revision {number}", f"the history has 1 to {last}" if last else "the history is empty"
    )
