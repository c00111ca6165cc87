"""Opens a checkout: model, topology, environments, history, and what each store's engine makes of them. Applies nothing."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from gamemodel import engine as engines
from gamemodel.change import Compiled, Difference
from gamemodel.diagnostics import Diagnostic, ordered
from gamemodel.engine import Engine, Server
from gamemodel.environment import Settings, read_settings, targets_of
from gamemodel.errors import HistoryError, ModelError, UsageError
from gamemodel.history import History, fold, read
from gamemodel.migration import Link
from gamemodel.model import Model
from gamemodel.topology import Store, Target, Topology


class Project:
    """A checkout. Everything is read at its first use and kept; nothing is written."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._folds: dict[tuple[str, int | None], Any] = {}
        self._compiled: dict[str, Compiled[Any]] = {}

    @classmethod
    def find(cls, start: Path) -> Project:
        """The project that `start` lies in. Raises UsageError where no parent has a `schema/topology.yaml`."""
        for folder in (start, *start.parents):
            if (folder / "schema" / "topology.yaml").is_file():
                return cls(folder)
        raise UsageError(
            f"no schema/topology.yaml in {start} or above it",
            "run gamemodel init in an empty folder, or change to a checkout",
        )

    @cached_property
    def settings(self) -> Settings:
        return read_settings(self.root)

    @cached_property
    def sources(self) -> tuple[Mapping[str, str], tuple[Diagnostic, ...]]:
        """The model's files (relative posix path -> text), and those that cannot be read as text."""
        from gamemodel.source.files import read_files

        return read_files(self.root)

    @cached_property
    def reading(self) -> tuple[Model | None, tuple[Diagnostic, ...]]:
        """The model, or None, and everything found while reading it."""
        from gamemodel.source.reader import read_model

        files, unreadable = self.sources
        result = read_model(files, engines.get, engines.NAMES)
        return result.model, ordered((*unreadable, *result.diagnostics))

    @cached_property
    def model(self) -> Model:
        """Raises ModelError with every error when the model cannot be read."""
        model, diagnostics = self.reading
        if model is None or any(d.is_error for d in diagnostics):
            raise ModelError(diagnostics)
        return model

    @cached_property
    def findings(self) -> tuple[Diagnostic, ...]:
        """Everything that is found in the model: what reading says, and when that has no error what the checks prove."""
        from gamemodel.checks import check_all

        model, diagnostics = self.reading
        if model is None or any(d.is_error for d in diagnostics):
            return diagnostics
        found = (*diagnostics, *check_all(model, engines.get))
        return self.settings.weighed(ordered((*found, *self._elsewhere(model, found))))

    def _elsewhere(self, model: Model, found: tuple[Diagnostic, ...]) -> list[Diagnostic]:
        """What only another flavour, that an environment says its servers are, has against the model."""
        known, more = {(d.code, d.span) for d in found}, []
        for environment in self.settings.environments:
            for place in environment.places:
                flavour = dict(place.settings).get("flavour")
                store = next((s for s in model.topology.stores if s.name == place.store), None)
                if store is None or flavour in (None, store.flavour) or flavour not in self.engine(store).flavours():
                    continue
                for each in self.engine(store).check(model, replace(store, flavour=flavour)):
                    if each.is_error and (each.code, each.span) not in known:
                        known.add((each.code, each.span))
                        more.append(
                            replace(each, message=f"{each.message} (environment {environment.name}: {flavour})")
                        )
        return more

    @cached_property
    def proven(self) -> Model:
        """The model after every check. Raises ModelError with every error."""
        if any(d.is_error for d in self.findings):
            raise ModelError(self.findings)
        return self.model

    @cached_property
    def topology(self) -> Topology:
        """Regions and stores, read without the entities, which applying does not need. Raises ModelError."""
        return self._frame.topology

    @cached_property
    def _frame(self) -> Model:
        """The model without its entities, unless all of it was read already."""
        from gamemodel.source.reader import read_frame

        if "reading" in self.__dict__:
            return self.model
        files, unreadable = self.sources
        result = read_frame(files, engines.get, engines.NAMES)
        found = ordered((*unreadable, *result.diagnostics))
        if result.model is None or any(d.is_error for d in found):
            raise ModelError(found)
        return result.model

    @cached_property
    def name(self) -> str:
        """The model's name, as topology.yaml says it."""
        return self._frame.name

    def engine(self, store: Store | str) -> Engine[Any]:
        """The engine of a store."""
        return engines.get((self.topology.store(store) if isinstance(store, str) else store).engine)

    def stores(self, only: str | None = None) -> tuple[Store, ...]:
        """All stores, or the one called `only`. Raises UsageError for an unknown name."""
        if only is None:
            return self.topology.stores
        try:
            return (self.topology.store(only),)
        except KeyError:
            known = ", ".join(s.name for s in self.topology.stores)
            raise UsageError(f"there is no store '{only}'", f"known are {known}") from None

    @cached_property
    def folders(self) -> tuple[str, ...]:
        """Every folder that holds generated files of a store, or did before the store's `folder:` was changed."""
        now = [store.folder for store in self.stores()]
        return tuple(dict.fromkeys((*now, *(f for store in self.stores() for f in self.former_folders(store)))))

    def former_folders(self, store: Store) -> tuple[str, ...]:
        """The folders that the store's migrations lay in before its `folder:` was changed."""
        now = tuple(f"{each.folder}/" for each in self.stores())
        found: dict[str, None] = {}
        for recorded in self.history.recorded:
            for path in (path for path, _ in recorded.files if not path.startswith(now)):
                file = self.engine(store).draft_file(Link(recorded.revision, None), store).path
                tail = file.removeprefix(store.folder)
                if path.endswith(tail):
                    found[path.removesuffix(tail)] = None
        return tuple(found)

    def change_type(self, store: str) -> Any:
        """The union of the change classes of a store's engine. Raises HistoryError for a store that is not declared."""
        try:
            return self.engine(store).change_type()
        except KeyError:
            raise HistoryError(
                f"the history has migrations of the store '{store}', which schema/topology.yaml does not declare",
                "declare it again, or say what it is called now",
            ) from None

    @cached_property
    def read_history(self) -> tuple[History, tuple[Diagnostic, ...]]:
        """The history and what is wrong with its files."""
        return read(self.root, self.change_type)

    @cached_property
    def history(self) -> History:
        """Raises HistoryError where a file was edited or is missing; drafts do not count."""
        from gamemodel.history import DRAFT

        history, problems = self.read_history
        bad = [p for p in problems if p.code != DRAFT.id]
        if bad:
            raise HistoryError(
                "\n".join(f"{p.span}: {p.message}" for p in bad),
                "restore the history from version control; nothing was sent (gamemodel explain GM290)",
            )
        return history

    def connect(self, target: Target) -> AbstractContextManager[Server[Any]]:
        """An open connection to the target, by its engine. Raises Unreachable."""
        return self.engine(target.store).connect(target, self.name)

    def fold(self, store: Store, upto: int | None = None) -> Any:
        """The store's physical schema at revision `upto` (None: head)."""
        key = (store.name, upto)
        if key not in self._folds:
            self._folds[key] = fold(self.history, store.name, self.engine(store).empty(), upto)
        return self._folds[key]

    def compiled(self, store: Store) -> Compiled[Any]:
        """What the model means for the store. Raises ModelError."""
        if store.name not in self._compiled:
            self._compiled[store.name] = self.engine(store).compile(self.model, store, self.fold(store))
        return self._compiled[store.name]

    def difference(self, store: Store) -> Difference[Any]:
        """What leads from the history's head to the model."""
        compiled = self.compiled(store)
        return self.engine(store).diff(self.fold(store), compiled.schema, compiled.hints)

    def targets(self, environment: str, store: Store, regions: tuple[str, ...] = ()) -> tuple[Target, ...]:
        """The store's clusters in `environment`; with `regions`, those that serve only these. Raises UsageError."""
        known = {region.name for region in self.topology.regions}
        self.settings.environment(environment).prove(store.name, tuple(known), self.engine(store))
        for region in regions:
            if region not in known:
                raise UsageError(f"there is no region '{region}'", f"known are {', '.join(sorted(known))}")
        found = targets_of(self.settings.environment(environment), self.topology, store)
        if not regions:
            return found
        chosen = tuple(t for t in found if set(t.regions) <= set(regions))
        for target in found:
            if target not in chosen and set(target.regions) & set(regions):
                raise UsageError(
                    f"{store.name} is one cluster over {', '.join(target.regions)}: it cannot be changed in one region alone",
                    f"name all of its regions, or leave --region out, or name another store than {store.name}",
                )
        return chosen
