"""Writes revisions into a checkout: their number and id, their files, and their line in history.lock."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from gamemodel import __version__
from gamemodel.errors import RefusedError, UsageError
from gamemodel.generated import to_write
from gamemodel.history import LOCK, History, Recorded, lock_text, record, revision_id
from gamemodel.migration import Link, Migration, Revision
from gamemodel.project import Project
from gamemodel.topology import Store


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
        made = project.engine(store).migration_files(link(project, revision, store), migration, store)
        files |= {f.path: f.text for f in made}
    return files


def link(project: Project, revision: Revision, store: Store) -> Link:
    """The revision, and the one before it that touched the store."""
    earlier = [r for r, _ in project.history.migrations(store.name) if r.number < revision.number]
    return Link(revision, earlier[-1] if earlier else None)


def refuse_draft(project: Project) -> None:
    """Raises RefusedError where a hand-written revision is not sealed yet."""
    drafts = [r for r in project.history.revisions if r.draft]
    if drafts:
        raise RefusedError(
            f"revision {drafts[0].id} '{drafts[0].title}' is a draft",
            "write its statements and run gamemodel make --seal, or delete it",
        )


def add_revision(
    project: Project, revision: Revision, files: Mapping[str, str], replacing: Recorded | None = None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Write a revision, or the sealed one in place of the draft `replacing`, and the files at head; returns the paths written and deleted.

    Raises UsageError where another file is in the way.
    """
    history = project.history if replacing is None else History(project.history.recorded[:-1])
    recorded, text = record(history, revision, files, project.change_type)
    outcome = dict(files) | {recorded.path: text, LOCK: lock_text(history.adding(recorded))}
    for path in outcome:
        if path != LOCK and (project.root / path).exists() and replacing is None:
            raise UsageError(
                f"{path} exists already", "another revision of the same title? delete the file, or choose another title"
            )
    fresh = project if revision.draft else at_history(project, history.adding(recorded))
    return write(project.root, outcome | to_write(fresh))


def at_history(project: Project, history: History) -> Project:
    """The same model with another history."""
    fresh = Project(project.root)
    fresh.__dict__ |= {"reading": project.reading, "findings": project.findings}
    fresh.__dict__["history"] = history
    return fresh


def write(root: Path, files: Mapping[str, str | None]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Write what differs, history.lock last, so that an interrupted write leaves no line without its files."""
    written, deleted = [], []
    for path, text in sorted(files.items(), key=lambda item: (item[0] == LOCK, item[0])):
        file = root / path
        if text is None:
            if file.exists():
                file.unlink()
                deleted.append(path)
        elif not file.exists() or file.read_bytes() != text.encode():
            file.parent.mkdir(parents=True, exist_ok=True)
            partial = file.with_name(file.name + ".partial")
            partial.write_text(text, encoding="utf-8")
            partial.replace(file)
            written.append(path)
    return tuple(written), tuple(deleted)
