"""Puts the revisions of a later branch on top of the branch that was merged first: new numbers, steps and files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from gamemodel.branches import Branches, read_branches
from gamemodel.change import Difference, Hints
from gamemodel.codec import CodecError, dump, load
from gamemodel.engine import Engine
from gamemodel.errors import GamemodelError, RefusedError, UsageError
from gamemodel.generated import to_write
from gamemodel.history import LOCK, History, lock_text, record
from gamemodel.make import assemble
from gamemodel.merge import MergeConflict, merged, unordered
from gamemodel.migration import Migration, Revision
from gamemodel.project import Project
from gamemodel.revisions import at_history, migration_files, next_revision, write
from gamemodel.topology import Target


@dataclass(frozen=True, slots=True)
class Moved:
    """A revision of the later branch, and what it is now (None: it was left out; `why` says so)."""

    old: Revision
    new: Revision | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Rebased:
    """`kept`: the revisions that stayed and that the later branch did not have. `unasked`: servers whose ledgers were not read."""

    kept: tuple[Revision, ...]
    moved: tuple[Moved, ...]
    written: tuple[str, ...]
    deleted: tuple[str, ...]
    unasked: tuple[str, ...] = ()


def rebase(
    project: Project,
    onto: str | None = None,
    drop: Sequence[str] = (),
    environments: Sequence[str] | None = None,
) -> Rebased:
    """Put the revisions of the later branch on top of the branch that was merged first, and write all files at head.

    `environments`: whose ledgers are asked (None: all). Nothing is written when anything is wrong.
    Raises ModelError, HistoryError, UsageError, RefusedError.
    """
    branches = read_branches(project.root, project.change_type, onto)
    _ = project.model
    kept = branches.first.revisions[branches.fork :]
    if not branches.later:
        return Rebased(kept, (), *write(project.root, _restored(branches) | _at_head(project, branches.first)))
    _prove(branches, drop)
    unasked = _ask_ledgers(project, branches, environments)
    history, moved, files = _replayed(project, branches, frozenset(drop))
    gone = {path for each in branches.later for path in (each.path, *(path for path, _ in each.files))}
    outcome = dict.fromkeys(sorted(gone)) | _restored(branches) | files | _at_head(project, history)
    return Rebased(kept, moved, *write(project.root, outcome), unasked)


def _restored(branches: Branches) -> dict[str, str | None]:
    """The files of the branch that was merged first, whatever the merge made of them."""
    return dict(branches.files)


def _at_head(project: Project, history: History) -> dict[str, str | None]:
    return {**to_write(at_history(project, history)), LOCK: lock_text(history)}


def _prove(branches: Branches, drop: Sequence[str]) -> None:
    """Raises RefusedError for a draft, UsageError for a revision to drop that the later branch does not have."""
    for each in (*branches.first.revisions, *(each.revision for each in branches.later)):
        if each.draft:
            raise RefusedError(
                f"revision {each.id} '{each.title}' is a draft",
                "check out its branch, seal it there (gamemodel make --seal), and merge again",
            )
    known = [each.revision.id for each in branches.later]
    for id_ in drop:
        if id_ not in known:
            raise UsageError(f"the later branch has no revision {id_}", f"it has {', '.join(known)}")


def _ask_ledgers(project: Project, branches: Branches, environments: Sequence[str] | None) -> tuple[str, ...]:
    """Servers that could not be asked. Raises RefusedError where a ledger holds a revision that would be renumbered."""
    ids = {each.revision.id for each in branches.later}
    names = {m.store for each in branches.later for m in each.revision.migrations}
    targets, unasked = _targets(project, sorted(names), environments)
    with ThreadPoolExecutor(max_workers=max(1, len(targets))) as pool:
        answers = tuple(pool.map(lambda target: _held(project, target, ids), targets))
    held = [(t, found) for t, found in zip(targets, answers, strict=True) if not isinstance(found, str) and found]
    if held:
        at = branches.first.revisions[branches.fork - 1].number if branches.fork else 0
        places = ", ".join(f"{t.store.name} {t.label} ({t.environment}) has {', '.join(found)}" for t, found in held)
        undo = dict.fromkeys(f"gamemodel rollback {t.store.name} --to {at} --env {t.environment}" for t, _ in held)
        raise RefusedError(
            f"revisions that would be renumbered are applied: {places}; nothing was written",
            f"check out the branch that made them and roll back there: {'; '.join(undo)}",
        )
    silent = [
        f"{t.store.name} {t.label} ({t.environment}): {a}"
        for t, a in zip(targets, answers, strict=True)
        if isinstance(a, str)
    ]
    return (*unasked, *silent)


def _targets(
    project: Project, stores: Sequence[str], environments: Sequence[str] | None
) -> tuple[tuple[Target, ...], tuple[str, ...]]:
    """The servers that have a ledger, and for those that gamemodel.toml does not give an address for, why not."""
    names = [each.name for each in project.settings.environments] if environments is None else environments
    found: list[Target] = []
    unasked = []
    for name in names:
        project.settings.environment(name)
        for store in (project.topology.store(each) for each in stores):
            try:
                found += [target for target in project.targets(name, store) if not target.replica]
            except UsageError as error:
                unasked.append(f"{store.name} ({name}): {error.message}")
    return tuple(found), tuple(unasked)


def _held(project: Project, target: Target, ids: set[str]) -> str | tuple[str, ...]:
    """Which of the revisions the target's ledger holds, or why it cannot be asked."""
    try:
        with project.connect(target) as server:
            ledger = server.ledger()
    except GamemodelError as error:
        return error.message
    begun = {entry.revision for entry in (ledger.open_intent,) if entry is not None}
    return tuple(sorted(ids & ({*ledger.in_effect()} | begun)))


def _replayed(
    project: Project, branches: Branches, drop: frozenset[str]
) -> tuple[History, tuple[Moved, ...], dict[str, str | None]]:
    """The history with the later revisions replayed, what became of each, and their files."""
    history, moved = branches.first, []
    files: dict[str, str | None] = {}
    replay = _Replay(project, branches)
    for each in branches.later:
        if each.revision.id in drop:
            replay.skip(each.revision)
            moved.append(Moved(each.revision, None, "dropped"))
            continue
        migrations = replay.again(each.revision)
        if not migrations:
            moved.append(Moved(each.revision, None, "the other branch made the same changes"))
            continue
        here = at_history(project, history)
        revision = next_revision(here, each.revision.title, migrations)
        made = migration_files(here, revision)
        recorded, text = record(history, revision, made, project.change_type)
        files |= {**made, recorded.path: text}
        history = history.adding(recorded)
        moved.append(Moved(each.revision, revision))
    return history, tuple(moved), files


class _Replay:
    """Carries every store's schema along both branches while the later revisions are applied again."""

    def __init__(self, project: Project, branches: Branches) -> None:
        self._project = project
        forked = History(branches.first.recorded[: branches.fork])
        fork, first = at_history(project, forked), at_history(project, branches.first)
        self._old = {store.name: fork.fold(store) for store in project.stores()}
        self._new = {store.name: first.fold(store) for store in project.stores()}
        self._made = [
            (m.store, part.change)
            for each in branches.first.revisions[branches.fork :]
            for m in each.migrations
            for part in m.changes
        ]

    def skip(self, revision: Revision) -> None:
        """Go past a revision that is left out."""
        for migration in revision.migrations:
            for part in migration.changes:
                self._old[migration.store] = part.change.apply_to(self._old[migration.store])

    def again(self, revision: Revision) -> tuple[Migration, ...]:
        """The revision's migrations, from the schemas of the new base. Raises RefusedError for a change that does not apply."""
        return tuple(m for each in revision.migrations if (m := self._migration(revision, each)) is not None)

    def _migration(self, revision: Revision, migration: Migration) -> Migration | None:
        store = migration.store
        changes: list[Any] = []
        engine, before = self._project.engine(store), self._new[store]
        for part in migration.changes:
            try:
                found = self._changes(engine, store, part.change)
            except _NotApplicable as error:
                raise RefusedError(
                    f"revision {revision.id} '{revision.title}' does not apply: {store}: {part.change.describe()}: {error}; "
                    "nothing was written",
                    f"leave it out (gamemodel rebase --drop {revision.id}); gamemodel make -m TITLE then writes what the model still needs",
                ) from None
            self._old[store] = part.change.apply_to(self._old[store])
            for change in found:
                self._new[store] = change.apply_to(self._new[store])
            changes += found
        return assemble(store, before, Difference(tuple(changes)))

    def _changes(self, engine: Engine[Any], store: str, change: Any) -> tuple[Any, ...]:
        """What does to the new base what `change` did to its own; nothing where the other branch did it too."""
        old, new = self._old[store], self._new[store]
        dumped = [dump(s, engine.schema_type) for s in (old, change.apply_to(old), new)]
        if dumped[0] == dumped[1]:
            return () if (store, change) in self._made else (change,)
        try:
            wanted = merged(*dumped)
        except MergeConflict as error:
            raise _NotApplicable(f"both branches changed {error}") from None
        if unordered(wanted) == unordered(dumped[2]):
            return ()
        if _gives(engine, (change,), new, wanted):
            return (change,)
        return _compared(engine, change, new, wanted)


class _NotApplicable(Exception):
    """The other branch changed what a change needs; the message says what."""


def _gives(engine: Engine[Any], changes: Iterable[Any], schema: Any, wanted: Any) -> bool:
    """The changes lead from `schema` to `wanted`."""
    try:
        for change in changes:
            change.steps(schema)
            schema = change.apply_to(schema)
        return unordered(dump(schema, engine.schema_type)) == unordered(wanted)
    except (LookupError, ValueError, TypeError, AttributeError, StopIteration, AssertionError):
        return False  # the change needs something that the other branch removed


def _compared(engine: Engine[Any], change: Any, schema: Any, wanted: Any) -> tuple[Any, ...]:
    """The changes that a comparison finds, for a change that holds a whole object which the other branch changed too."""
    try:
        difference = engine.diff(schema, load(wanted, engine.schema_type), Hints())
    except CodecError:
        raise _NotApplicable("both branches changed the same values") from None
    if difference.refusals:
        raise _NotApplicable(difference.refusals[0].message)
    if any(each.destroys for each in difference.changes) and not change.destroys:
        raise _NotApplicable("the other branch changed the same object")
    if not _gives(engine, difference.changes, schema, wanted):
        raise _NotApplicable("both branches changed the same object")
    return difference.changes
