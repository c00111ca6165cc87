"""A revision of the model and the migration of each store in it, as values; reading and writing files is left to history.py and the engines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gamemodel.step import Step


@dataclass(frozen=True, slots=True)
class MigrationChange:
    """One change with the steps that perform it and, where there is a way back, those that undo it (None: irreversible)."""

    change: Any
    up: tuple[Step, ...]
    down: tuple[Step, ...] | None = None


@dataclass(frozen=True, slots=True)
class Migration:
    """The part of a revision that concerns one store; steps are numbered from 1 over all parts, in order."""

    store: str
    parts: tuple[MigrationChange, ...]

    @property
    def destroys(self) -> bool:
        return any(part.change.destroys for part in self.parts)

    @property
    def up(self) -> tuple[Step, ...]:
        return tuple(step for part in self.parts for step in part.up)

    @property
    def down(self) -> tuple[Step, ...] | None:
        """The steps that undo it, last part first; None when one part has no way back."""
        if any(part.down is None for part in self.parts):
            return None
        return tuple(step for part in reversed(self.parts) for step in part.down or ())


@dataclass(frozen=True, slots=True)
class Revision:
    """One numbered change of the model over all stores. `parent` is the id of the revision before it, empty for the first."""

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
    """Where a migration stands in its own store's chain: the revision, and the one before it that touched the store (or None)."""

    revision: Revision
    previous: Revision | None
