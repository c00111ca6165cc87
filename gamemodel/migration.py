"""A revision of the model and its migration for each store, as values."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from gamemodel.change import HandWritten
from gamemodel.codec import dump
from gamemodel.step import Statement, Step, digest


@dataclass(frozen=True, slots=True)
class MigrationChange:
    """One change, the steps that apply it and the steps that undo it (None: it cannot be undone)."""

    change: Any
    up: tuple[Step, ...]
    down: tuple[Step, ...] | None = None


@dataclass(frozen=True, slots=True)
class Migration:
    """The part of a revision that concerns one store. Steps are numbered from 1 over all changes, in order."""

    store: str
    changes: tuple[MigrationChange, ...]

    @property
    def destroys(self) -> bool:
        return any(each.change.destroys for each in self.changes)

    @property
    def up(self) -> tuple[Step, ...]:
        return tuple(step for each in self.changes for step in each.up)

    @property
    def down(self) -> tuple[Step, ...] | None:
        """The steps that undo it, last change first; None if a change cannot be undone."""
        if any(each.down is None for each in self.changes):
            return None
        return tuple(step for each in reversed(self.changes) for step in each.down or ())

    def positions(self, change: int) -> range:
        """The numbers of the steps up of one change, given its index."""
        first = sum(len(each.up) for each in self.changes[:change]) + 1
        return range(first, first + len(self.changes[change].up))


def hand_written(subject: str, up: Iterable[Step], down: Iterable[Step], store: str = "") -> Migration:
    """The migration of one draft; without steps down it cannot be undone."""
    up, down = tuple(up), tuple(down)
    destroys = any(isinstance(step, Statement) and step.destroys for step in up)
    change = HandWritten(subject, up, down, destroys)
    return Migration(store, (MigrationChange(change, up, down or None),))


@dataclass(frozen=True, slots=True)
class Revision:
    """One numbered change of the model over all stores. `parent` is the id of the previous revision, empty for the first."""

    number: int
    id: str
    title: str
    parent: str
    generator: str
    migrations: tuple[Migration, ...]
    draft: bool = False

    def migration(self, store: str) -> Migration | None:
        return next((each for each in self.migrations if each.store == store), None)

    @property
    def slug(self) -> str:
        """The title as a file-name part: lower case, digits and underscores, at most 40 characters."""
        words = "".join(c if c.isascii() and c.isalnum() else " " for c in self.title.lower()).split()
        return "_".join(words)[:40].rstrip("_") or "revision"

    @property
    def stem(self) -> str:
        """`0014_add_guild`: the name that this revision's files share."""
        return f"{self.number:04d}_{self.slug}"


@dataclass(frozen=True, slots=True)
class Link:
    """A migration's place in the chain of its store: its revision, and the previous revision that touched the store (or None)."""

    revision: Revision
    previous: Revision | None


@cache
def step_digest(step: Step) -> str:
    """sha256 of everything in a step that is sent or decides how it is sent; comments do not count."""
    return digest(json.dumps({**dump(step, Step), "comment": ""}, sort_keys=True))
