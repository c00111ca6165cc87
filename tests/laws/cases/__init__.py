"""What the laws need to know of each engine: random schemas, how to get a place on a real server, and what differs."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from types import ModuleType
from typing import Any, ClassVar

from hypothesis import strategies as st

from gamemodel.change import Hints
from gamemodel.engine import Engine, File, Outcome, Pace, Server, get
from gamemodel.migration import Migration
from gamemodel.topology import Target

FULL_SPEED = Pace(None, replica=False)


@dataclass(frozen=True)
class Place:
    """An empty place on a real server under names of its own, and a pair of schemas with these names."""

    server: Server[Any]
    target: Target
    old: Any
    new: Any


class Case:
    """One engine. What holds for most engines is here; the others override it."""

    name: ClassVar[str]
    region: ClassVar[str] = "eu-west-1"
    reversible: ClassVar[bool] = True
    """Every change has an inverse."""
    outcomes: ClassVar[frozenset[Outcome]] = frozenset()
    """What `outcome` may say of a statement that was just sent; empty: it is not asked."""
    skips: ClassVar[bool] = False
    """The test's servers cannot have some steps, which are replaced."""
    goes_back: ClassVar[bool] = False
    """The changes are undone on the real server, too."""

    @property
    def engine(self) -> Engine[Any]:
        return get(self.name)

    @property
    def strategies(self) -> ModuleType:
        return importlib.import_module(f"tests.strategies.{self.name}")

    def schemas(self) -> st.SearchStrategy[Any]:
        found: st.SearchStrategy[Any] = self.strategies.schemas()
        return found

    def pairs(self) -> st.SearchStrategy[tuple[Any, Any]]:
        """A schema, and one that supported changes lead to."""
        return self.schemas().flatmap(lambda old: st.tuples(st.just(old), self.strategies.evolved(old)))

    def hints(self, old: Any, new: Any) -> Hints:
        """What a person would declare: whatever vanished was meant to go."""
        return Hints()

    def prove_read_back(self, schema: Any) -> None:
        """Other forms in which the engine writes a schema."""

    def connected(self, urls: Mapping[tuple[str, str], str]) -> AbstractContextManager[Any]:
        """What is kept open for all examples; an open connection, or a URL where each example has its own."""
        raise NotImplementedError

    def place(self, connected: Any, pair: tuple[Any, Any]) -> AbstractContextManager[Place]:
        """A place for one example; it is removed at the end."""
        raise NotImplementedError

    def use(self, place: Place, old: Any, new: Any) -> None:
        """What the application does once `new` was applied over `old`."""

    def seen(self, place: Place, old: Any, new: Any) -> tuple[Any, Any]:
        """The live schema, and what it must be equal to."""
        return place.server.introspect(new, FULL_SPEED), new


class FileCase(Case):
    """An engine whose migration files can be read back as statements."""

    def link_files(self, migration: Migration, old: Any) -> tuple[File, ...]:
        raise NotImplementedError

    def statements(self, files: tuple[File, ...], migration: Migration) -> tuple[object, object]:
        """What the files say, and what is sent."""
        raise NotImplementedError


@contextmanager
def url_of(urls: Mapping[tuple[str, str], str], case: Case) -> Iterator[str]:
    """For engines that connect anew for each example."""
    yield urls[case.name, case.region]


def case(name: str) -> Case:
    found = importlib.import_module(f"tests.laws.cases.{name}").CASE
    assert isinstance(found, Case)
    return found
