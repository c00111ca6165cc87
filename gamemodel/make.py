"""Compares the model with the history: what `diff` shows, what `make` writes, and what `check` finds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from gamemodel.cache import Results, recall, remember
from gamemodel.change import Difference
from gamemodel.checks import check_pending, waive
from gamemodel.diagnostics import Diagnostic, Severity, ordered
from gamemodel.errors import ModelError, UsageError
from gamemodel.generated import stale, to_write
from gamemodel.history import DRAFT, UNMADE, History
from gamemodel.migration import Migration, MigrationChange, Revision
from gamemodel.project import Project
from gamemodel.revisions import add_revision, migration_files, next_revision, refuse_draft, write
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
    refuse_draft(project)
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
    return Written(revision, *add_revision(project, revision, migration_files(project, revision)), proposals)


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
    history, problems = project.read_history
    if any(p.code != DRAFT.id for p in problems):
        return (), (*project.findings, *problems)
    found = [*project.findings, *problems]
    proposals = tuple(_proposal(project, store) for store in project.stores())
    for proposal in proposals:
        found += proposal.findings
        if proposal.difference.changes:
            hints = project.compiled(proposal.store).hints
            found.append(_unmade(proposal, Places(project.model, proposal.store, hints)))
    found += _unneeded(project, history, proposals)
    if not any(problem.code == UNMADE.id for problem in found):  # the next `make` writes the files at head anyway
        found += stale(project)
    return proposals, tuple(found)


def _unneeded(project: Project, history: History, proposals: tuple[Proposal, ...]) -> tuple[Diagnostic, ...]:
    """Waivers of changes, and names under `dropped:` in topology.yaml, that no pending change needs."""
    model = project.model
    revisions = history.revisions if model.topology.dropped else ()  # what they hold matters to dropped: alone
    return check_pending(
        model,
        [each for proposal in proposals for each in proposal.reviewed],
        {change.subject for proposal in proposals for change in proposal.difference.changes},
        {each.change.subject for revision in revisions for m in revision.migrations for each in m.changes},
    )


def _unmade(proposal: Proposal, places: Places) -> Diagnostic:
    changes = proposal.difference.changes
    more = f" and {len(changes) - 1} more" if len(changes) > 1 else ""
    message = f"{proposal.store.name}: no revision holds {changes[0].describe()}{more}"
    help = "gamemodel diff shows it, gamemodel make -m TITLE writes it"
    return UNMADE.at(places.span(changes[0].subject), message, help)
