"""Hand-written revisions: a draft is written, filled in by a person, then sealed."""

from __future__ import annotations

from dataclasses import replace

from gamemodel.errors import UsageError
from gamemodel.history import sealed
from gamemodel.make import Written
from gamemodel.project import Project
from gamemodel.revisions import add_revision, link, migration_files, next_revision, refuse_draft


def empty(project: Project, title: str, store_name: str) -> Written:
    """Write a draft for hand-written steps of one store. Raises ModelError where the model has unmade changes."""
    refuse_draft(project)
    (store,) = project.stores(store_name)
    revision = next_revision(project, title, (), draft=True)
    file = project.engine(store).draft_file(link(project, revision, store), store)
    return Written(revision, *add_revision(project, revision, {file.path: file.text}))


def seal(project: Project) -> Written:
    """Read what a person wrote into the draft, prove it, and close the revision. Raises ModelError, UsageError."""
    recorded = project.history.recorded[-1] if project.history.recorded else None
    if recorded is None or not recorded.revision.draft:
        raise UsageError("there is no draft to seal", "gamemodel make --empty STORE -m TITLE writes one")
    ((path, _),) = recorded.files
    store = next(s for s in project.stores() if path.startswith(s.folder + "/"))
    engine = project.engine(store)
    text = (project.root / path).read_text(encoding="utf-8")
    migration = replace(engine.read_draft(text, path), store=store.name)
    revision = sealed(recorded.revision, (migration,), project.change_type)
    return Written(revision, *add_revision(project, revision, migration_files(project, revision), recorded))
