"""History and ledgers -> the steps that each target lacks, in order; pure. Sending them is left to apply.py.

A step is proven by its digest: a row of the ledger whose digest is not the history's means that one of the two was edited.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Literal

from gamemodel.codec import dump
from gamemodel.errors import HistoryError, RefusedError, UsageError, WrongServer
from gamemodel.history import History
from gamemodel.ledger import Entry, Head, Ledger
from gamemodel.migration import Migration, Revision
from gamemodel.step import Step, digest
from gamemodel.topology import Target


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One step for one target. `part` is the index of its change in the migration; `last` says the part ends with it.

    kind `migration`: a step of a revision; `restore`: in place of steps skipped earlier (`heals` are the sequence numbers of their rows);
    `placement`: what follows from the topology, not from a revision (`revision` and `number` are those of the head).
    """

    kind: Literal["migration", "placement", "restore"]
    revision: str
    number: int
    title: str
    direction: Literal["up", "down"]
    position: int
    steps: int
    part: int
    step: Step
    words: str
    destroys: bool = False
    heals: tuple[int, ...] = ()
    last: bool = True

    @property
    def digest(self) -> str:
        return step_digest(self.step)


@dataclass(frozen=True, slots=True)
class TargetPlan:
    """What one target lacks. `at` is the number of the newest revision it has whole (0: none); `held` the rollback that holds it."""

    target: Target
    at: int
    steps: tuple[PlannedStep, ...] = ()
    held: Entry | None = None
    intent: Entry | None = None
    skipped: tuple[Entry, ...] = ()

    @property
    def revisions(self) -> tuple[tuple[str, int, str], ...]:
        """(id, number, title) of the revisions that its steps belong to, in order."""
        return tuple(dict.fromkeys((s.revision, s.number, s.title) for s in self.steps if s.kind == "migration"))

    @property
    def destroys(self) -> tuple[PlannedStep, ...]:
        return tuple(s for s in self.steps if s.destroys)


@cache
def step_digest(step: Step) -> str:
    """sha256 over everything of a step that is sent or decides how; comments do not count."""
    return digest(json.dumps({**dump(step, Step), "comment": ""}, sort_keys=True))


def prove_head(head: Head | None, model: str, target: Target, cluster: str) -> None:
    """Raises WrongServer where the ledger is another model's, store's or environment's, or was copied from another cluster."""
    if head is None:
        return
    for what, found, expected in (
        ("model", head.model, model),
        ("store", head.store, target.store.name),
        ("environment", head.environment, target.environment),
    ):
        if found != expected:
            raise WrongServer(
                f"{target.store.name} {target.label}: this server's ledger belongs to the {what} '{found}', not '{expected}'",
                "check the url in gamemodel.toml; nothing was sent",
            )
    if not target.replica and head.cluster != cluster:
        raise WrongServer(
            f"{target.store.name} {target.label}: the ledger was made on another cluster ({head.cluster}), this is {cluster}",
            "if this server is a restored copy that now stands for the old one: gamemodel stamp --adopt-cluster; nothing was sent",
        )


def prove_ledger(history: History, target: Target, ledger: Ledger) -> None:
    """Raises HistoryError where the target ran what the history does not hold, or holds otherwise."""
    known = {r.id: (r, m) for r, m in history.migrations(target.store.name)}
    numbers = {r.number: r.id for r in history.revisions}
    place = f"{target.store.name} {target.label}"
    for revision, positions in ledger.in_effect().items():
        if revision not in known:
            number = next(iter(positions.values())).number
            other = numbers.get(number)
            raise HistoryError(
                f"{place}: it has revision {revision}, which is not in schema/history.lock"
                + (f" (number {number} is {other} here)" if other and other != revision else ""),
                "another branch was applied to it: check that branch out, roll back there, or pull what was merged; nothing was sent",
            )
        steps = known[revision][1].up
        for position, row in positions.items():
            if row.state == "done" and row.digest and not _same(steps, position, row.digest, row.note):
                raise HistoryError(
                    f"{place}: step {position} of revision {revision} was applied with another text than the history has",
                    "restore the history from version control; nothing was sent (gamemodel explain GM290)",
                )


def _same(steps: tuple[Step, ...], position: int, digest_: str, note: str) -> bool:
    if note == RESTORED:
        return position <= len(steps)
    return position <= len(steps) and step_digest(steps[position - 1]) == digest_


RESTORED = "restored"
"""Note of a row `done` that heals a skipped step: its digest is of the steps that led there, not of the history's."""


def position_of(history: History, store: str, ledger: Ledger) -> int:
    """Number of the newest revision up to which the target has everything that concerns `store`; 0 where it has nothing."""
    at = 0
    effect = ledger.in_effect()
    for revision, migration in history.migrations(store):
        if len(effect.get(revision.id, {})) != len(migration.up):
            break
        at = revision.number
    return at


def plan_up(history: History, target: Target, ledger: Ledger, to: int | None = None) -> TargetPlan:
    """The steps up that the target lacks, up to revision number `to`. Raises HistoryError (see prove_ledger)."""
    prove_ledger(history, target, ledger)
    effect = ledger.in_effect()
    steps: list[PlannedStep] = []
    for revision, migration in history.migrations(target.store.name):
        if to is not None and revision.number > to:
            break
        done = effect.get(revision.id, {})
        if ledger.undoing(revision.id):
            raise RefusedError(
                f"{target.store.name} {target.label}: revision {revision.id} is half rolled back",
                f"finish it first: gamemodel rollback {target.store.name} --to {revision.number - 1}",
            )
        steps += [s for s in up_steps(revision, migration) if s.position not in done]
    at = position_of(history, target.store.name, ledger)
    return TargetPlan(target, at, tuple(steps), ledger.hold, ledger.open_intent, ledger.skipped)


def up_steps(revision: Revision, migration: Migration) -> tuple[PlannedStep, ...]:
    """All steps up of a migration, numbered from 1."""
    steps: list[PlannedStep] = []
    for index, part in enumerate(migration.parts):
        for nth, step in enumerate(part.up):
            destroys = part.change.destroys and getattr(step, "destroys", True)
            steps.append(
                _planned(
                    revision,
                    "up",
                    len(steps) + 1,
                    len(migration.up),
                    index,
                    step,
                    part.change.describe(),
                    destroys,
                    nth == len(part.up) - 1,
                )
            )
    return tuple(steps)


def down_steps(revision: Revision, migration: Migration) -> tuple[PlannedStep, ...]:
    """All steps down of a migration, last change first. Raises RefusedError where a change has no way back."""
    steps: list[PlannedStep] = []
    total = len(migration.down or ())
    for index in reversed(range(len(migration.parts))):
        part = migration.parts[index]
        if part.down is None:
            raise RefusedError(
                f"revision {revision.id} cannot be undone: {part.change.describe()} has no way back",
                "change the model forward instead: edit schema/, gamemodel make, gamemodel migrate",
            )
        for nth, step in enumerate(part.down):
            destroys = bool(getattr(step, "destroys", False))
            words = f"undo {part.change.describe()}"
            steps.append(
                _planned(
                    revision, "down", len(steps) + 1, total, index, step, words, destroys, nth == len(part.down) - 1
                )
            )
    return tuple(steps)


def _planned(
    revision: Revision,
    direction: Literal["up", "down"],
    position: int,
    steps: int,
    part: int,
    step: Step,
    words: str,
    destroys: bool,
    last: bool,
) -> PlannedStep:
    return PlannedStep(
        "migration",
        revision.id,
        revision.number,
        revision.title,
        direction,
        position,
        steps,
        part,
        step,
        words,
        destroys,
        (),
        last,
    )


def plan_down(history: History, target: Target, ledger: Ledger, to: int) -> TargetPlan:
    """The steps down from what the target has to revision number `to`. Raises HistoryError, RefusedError."""
    prove_ledger(history, target, ledger)
    effect = ledger.in_effect()
    steps: list[PlannedStep] = []
    for revision, migration in reversed(history.migrations(target.store.name)):
        done = effect.get(revision.id, {})
        if revision.number <= to or not done:
            continue
        undone = ledger.undoing(revision.id)
        steps += [
            s for s in down_steps(revision, migration) if s.position not in undone and _begun(migration, s.part, done)
        ]
    at = position_of(history, target.store.name, ledger)
    return TargetPlan(target, at, tuple(steps), ledger.hold, ledger.open_intent, ledger.skipped)


def rollback_rows(history: History, target: Target, ledger: Ledger, to: int) -> tuple[Entry, ...]:
    """Rows `undone` that a rollback to `to` still owes: changes whose steps down are all done, revisions with none left to do."""
    effect = ledger.in_effect()
    rows: list[Entry] = []
    for revision, migration in reversed(history.migrations(target.store.name)):
        done = effect.get(revision.id, {})
        if revision.number <= to or not done:
            continue
        gone = ledger.undoing(revision.id)
        steps = down_steps(revision, migration)
        left = [s for s in steps if s.position not in gone and _begun(migration, s.part, done)]
        if not left:
            rows.append(Entry(0, "undone", revision.id, revision.number, 1, len(migration.up)))
            continue
        ended = {s.part for s in steps if s.position in gone} - {s.part for s in left}
        rows += [
            Entry(0, "undone", revision.id, revision.number, *span_of(migration, part))
            for part in sorted(ended, reverse=True)
        ]
    return tuple(rows)


def span_of(migration: Migration, part: int) -> tuple[int, int]:
    """(first position, number of steps) of one change's steps up."""
    return sum(len(p.up) for p in migration.parts[:part]) + 1, len(migration.parts[part].up)


def _begun(migration: Migration, part: int, done: dict[int, Entry]) -> bool:
    first, count = span_of(migration, part)
    return count == 0 or any(position in done for position in range(first, first + count))


def after(history: History, store: str, schema: object, ledger: Ledger) -> object:
    """The schema that a ledger implies: `schema` (the empty one) after every change whose steps are all in effect."""
    effect = ledger.in_effect()
    for revision, migration in history.migrations(store):
        done = effect.get(revision.id, {})
        for index, part in enumerate(migration.parts):
            first, count = span_of(migration, index)
            if revision.id in effect and all(position in done for position in range(first, first + count)):
                schema = part.change.apply_to(schema)
    return schema


def revision_at(history: History, number: int | None) -> int | None:
    """`number` if the history has it (0 is before the first). Raises UsageError."""
    if number is None or number == 0 or any(r.number == number for r in history.revisions):
        return number
    last = history.head.number if history.head else 0
    raise UsageError(
        f"there is no revision {number}", f"the history has 1 to {last}" if last else "the history is empty"
    )
