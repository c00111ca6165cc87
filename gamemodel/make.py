"""Model and history -> a new revision and its files; applying it is left to apply.py.

`propose` is pure over an open project: it is what `diff` shows, what `make` writes and what `check` finds unmade.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from gamemodel import __version__
from gamemodel.cache import Results, recall, remember
from gamemodel.change import Difference, Hints
from gamemodel.checks import waive
from gamemodel.diagnostics import Diagnostic, Severity, ordered
from gamemodel.errors import ModelError, RefusedError, UsageError
from gamemodel.generated import stale, to_write
from gamemodel.history import (
    DRAFT,
    LOCK,
    UNMADE,
    History,
    Recorded,
    lock_text,
    record,
    revision_id,
    sealed,
)
from gamemodel.migration import Link, Migration, MigrationChange, Revision
from gamemodel.project import Project
from gamemodel.rules import Places
from gamemodel.topology import Store


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one store would get: the difference, its steps, and what a reviewer should know."""

    store: Store
    difference: Difference[Any]
    migration: Migration | None
    findings: tuple[Diagnostic, ...] = ()
    reviewed: tuple[Diagnostic, ...] = ()
    """What the rules found before any waiver."""


@dataclass(frozen=True, slots=True)
class Written:
    """What `make` wrote: the revision (None: only files at head were refreshed), paths written and paths deleted."""

    revision: Revision | None
    written: tuple[str, ...]
    deleted: tuple[str, ...]
    proposals: tuple[Proposal, ...] = ()


def propose(project: Project, only: str | None = None) -> tuple[Proposal, ...]:
    """What leads every store (or the one called `only`) from its head to the model. Raises ModelError, UsageError."""
    known = recall(project)
    if known is not None and known.agreed:
        return tuple(Proposal(store, Difference(), None) for store in project.stores(only))
    _ = project.proven
    proposals = tuple(_proposal(project, store) for store in project.stores(only))
    if only is None and known is None and _agreed(proposals):
        remember(project, Results(agreed=True))
    return proposals


def _agreed(proposals: tuple[Proposal, ...]) -> bool:
    return not any(each.difference for each in proposals)


def _proposal(project: Project, store: Store) -> Proposal:
    difference = project.difference(store)
    if not difference:
        return Proposal(store, difference, None)
    engine, old = project.engine(store), project.fold(store)
    hints = project.compiled(store).hints
    migration = assemble(store.name, old, difference)
    places = Places(project.model, store, hints)
    refusals = tuple(
        Diagnostic(r.code, r.message, places.span(r.subject), "; or ".join(r.help)) for r in difference.refusals
    )
    reviewed = engine.review(old, difference, store, places.span)
    accepted = project.settings.weighed(waive(reviewed, project.model.waivers))
    return Proposal(store, difference, migration, (*refusals, *accepted), reviewed)


def assemble(store: str, old: Any, difference: Difference[Any]) -> Migration | None:
    """The steps up and down of a difference, from the schema `old`; None where there are no changes."""
    schema, parts = old, []
    for change in difference.changes:
        up = change.steps(schema)
        inverse = change.inverse(schema)
        after = change.apply_to(schema)
        parts.append(MigrationChange(change, up, None if inverse is None else inverse.steps(after)))
        schema = after
    return Migration(store, tuple(parts)) if parts else None


def make(project: Project, title: str) -> Written:
    """Write the next revision: text, JSON, files at head, history.lock. Nothing is written when anything is wrong.

    Raises ModelError (model or refusals), RefusedError (an open draft), HistoryError.
    """
    _no_draft(project)
    proposals = propose(project)
    problems = tuple(f for p in proposals for f in p.findings if f.severity is Severity.ERROR)
    if problems:
        raise ModelError(problems, "the model cannot be reached by migrations; nothing was written")
    migrations = tuple(p.migration for p in proposals if p.migration is not None)
    if not migrations:
        written, deleted = write(project.root, to_write(project))
        return Written(None, written, deleted, proposals)
    if not title.strip() or "\n" in title:
        raise UsageError("a revision needs a title of one line", "gamemodel make -m TITLE")
    revision = next_revision(project, title.strip(), migrations)
    files = migration_files(project, revision)
    return _record(project, revision, files, proposals)


def next_revision(project: Project, title: str, migrations: tuple[Migration, ...], *, draft: bool = False) -> Revision:
    """The revision that follows the head of the history."""
    head = project.history.head
    number = head.number + 1 if head else 1
    parent = head.id if head else ""
    id_ = revision_id(number, parent, title, migrations, project.change_type)
    return Revision(number, id_, title, parent, __version__, migrations, draft)


def migration_files(project: Project, revision: Revision) -> dict[str, str]:
    """Path -> text of every store's migration in `revision`."""
    files: dict[str, str] = {}
    for migration in revision.migrations:
        store = project.topology.store(migration.store)
        before = project.fold(store, revision.number - 1)
        made = project.engine(store).migration_files(_link(project, revision, store), migration, before, store)
        files |= {f.path: f.text for f in made}
    return files


def _link(project: Project, revision: Revision, store: Store) -> Link:
    earlier = [r for r, _ in project.history.migrations(store.name) if r.number < revision.number]
    return Link(revision, earlier[-1] if earlier else None)


def _no_draft(project: Project) -> None:
    drafts = [r for r in project.history.revisions if r.draft]
    if drafts:
        raise RefusedError(
            f"revision {drafts[0].id} '{drafts[0].title}' is a draft",
            "write its statements and run gamemodel make --seal, or delete it",
        )


def _record(
    project: Project,
    revision: Revision,
    files: Mapping[str, str],
    proposals: tuple[Proposal, ...],
    replacing: Recorded | None = None,
) -> Written:
    history = project.history if replacing is None else History(project.history.recorded[:-1])
    recorded, text = record(history, revision, files, project.change_type)
    outcome = dict(files) | {recorded.path: text, LOCK: lock_text(history.adding(recorded))}
    for path in outcome:
        if path != LOCK and (project.root / path).exists() and replacing is None:
            raise UsageError(
                f"{path} exists already", "another revision of the same title? delete the file, or choose another title"
            )
    fresh = project if revision.draft else at_history(project, history.adding(recorded))
    written, deleted = write(project.root, outcome | to_write(fresh))
    return Written(revision, written, deleted, proposals)


def at_history(project: Project, history: History) -> Project:
    """The same model with another history."""
    fresh = Project(project.root)
    fresh.__dict__ |= {"reading": project.reading, "findings": project.findings}
    fresh.__dict__["history"] = history
    return fresh


def empty(project: Project, title: str, store_name: str) -> Written:
    """Write a draft for hand-written steps of one store. Raises ModelError where the model has unmade changes."""
    _no_draft(project)
    (store,) = project.stores(store_name)
    revision = next_revision(project, title, (), draft=True)
    file = project.engine(store).draft_file(_link(project, revision, store), store)
    return _record(project, revision, {file.path: file.text}, ())


def seal(project: Project) -> Written:
    """Read what a person wrote into the draft, prove it, and close the revision. Raises ModelError, UsageError."""
    recorded = project.history.recorded[-1] if project.history.recorded else None
    if recorded is None or not recorded.revision.draft:
        raise UsageError("there is no draft to seal", "gamemodel make --empty STORE -m TITLE writes one")
    ((path, _),) = recorded.files
    store = next(s for s in project.stores() if path.startswith(project.folder(s) + "/"))
    engine = project.engine(store)
    text = (project.root / path).read_text(encoding="utf-8")
    migration = replace(engine.read_draft(text, path), store=store.name)
    revision = sealed(recorded.revision, (migration,), project.change_type)
    link = _link(project, revision, store)
    files = {f.path: f.text for f in engine.migration_files(link, migration, project.fold(store), store)}
    return _record(project, revision, files, (), replacing=recorded)


def write(root: Path, files: Mapping[str, str | None]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Write what differs, history.lock last, so that an interrupted write leaves no line without its files."""
    written, deleted = [], []
    for path, text in sorted(files.items(), key=lambda item: (item[0] == LOCK, item[0])):
        file = root / path
        if text is None:
            if file.exists():
                file.unlink()
                deleted.append(path)
        elif not file.exists() or file.read_text(encoding="utf-8") != text:
            file.parent.mkdir(parents=True, exist_ok=True)
            partial = file.with_name(file.name + ".partial")
            partial.write_text(text, encoding="utf-8")
            partial.replace(file)
            written.append(path)
    return tuple(written), tuple(deleted)


def refresh_editor_files(project: Project) -> None:
    """Write the JSON Schemas that editors complete the model's files with, in the project's own names. Below .gamemodel/."""
    from gamemodel.source.editor import editor_files

    stores = project.topology.stores
    blocks = {store.name: project.engine(store).block_schema() for store in stores}
    options = {store.name: project.engine(store).options_schema() for store in stores}
    flavours = {store.name: project.engine(store).flavours() for store in stores}
    made = editor_files(project.model, blocks, options, flavours)
    write(project.root, dict(made))


def proven(project: Project) -> Results:
    """Everything that is wrong with the model alone, and its size where it has no error."""
    if any(d.is_error for d in project.findings):
        return Results(findings=project.findings)
    return Results(False, project.findings, len(project.model.entities), len(project.topology.stores))


def checked(project: Project) -> Results:
    """Everything that is wrong with model, history and generated files; the size of the model where it has no error."""
    known = recall(project)
    if known is not None and known.findings is not None:
        return known
    alone = proven(project)
    if not alone.stores:
        return alone
    proposals, found = _checked(project)
    results = replace(alone, agreed=bool(proposals) and _agreed(proposals), findings=ordered(found))
    if proposals:
        remember(project, results)
    return results


def check(project: Project) -> tuple[Diagnostic, ...]:
    """All that is wrong: with the model, between model and history (unmade changes, drafts, edited or missing files), with files at head."""
    return checked(project).findings or ()


def _checked(project: Project) -> tuple[tuple[Proposal, ...], tuple[Diagnostic, ...]]:
    """What each store would get (nothing where the history cannot be read), and everything that is wrong."""
    _, problems = project.read_history
    if any(p.code != DRAFT.id for p in problems):
        return (), (*project.findings, *problems)
    found = [*project.findings, *problems]
    proposals = tuple(_proposal(project, store) for store in project.stores())
    for proposal in proposals:
        found += [f for f in proposal.findings if f.severity is Severity.ERROR]
        if proposal.difference.changes:
            found.append(_unmade(proposal, project.compiled(proposal.store).hints))
    if not any(problem.code == UNMADE.id for problem in found):  # the next `make` writes the files at head anyway
        found += stale(project)
    return proposals, tuple(found)


def _unmade(proposal: Proposal, hints: Hints) -> Diagnostic:
    changes = proposal.difference.changes
    more = f" and {len(changes) - 1} more" if len(changes) > 1 else ""
    message = f"{proposal.store.name}: no revision holds {changes[0].describe()}{more}"
    return Diagnostic(
        UNMADE.id, message, hints.span(changes[0].subject), "gamemodel diff shows it, gamemodel make -m TITLE writes it"
    )
