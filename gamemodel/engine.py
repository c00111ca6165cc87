"""The interface of an engine and of its servers; engines are imported by name when they are first used."""

from __future__ import annotations

import enum
import importlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Final, Generic, Protocol, TypeVar, cast

from gamemodel.change import Compiled, Difference, Hints
from gamemodel.diagnostics import Code, Diagnostic, Span
from gamemodel.errors import UsageError
from gamemodel.ledger import Entry, Head, Holder, Ledger, LockInfo
from gamemodel.migration import Link, Migration
from gamemodel.model import Entity, Model
from gamemodel.rules import Rule, review, rules_in
from gamemodel.source.node import Node
from gamemodel.source.report import Report
from gamemodel.step import SEND, Bindings, Capability, Progress, Step
from gamemodel.topology import Store, Target

NAMES: Final = ("cassandra", "mysql", "opensearch", "redis")

S = TypeVar("S")


class Outcome(enum.Enum):
    """The outcome of a step that was begun and whose completion was not recorded."""

    DONE = "done"
    NOT_DONE = "not done"
    RUNNING = "running"
    """The server is still at it."""
    NEITHER = "neither"
    """The server shows neither the state before the step nor the state after it."""


@dataclass(frozen=True, slots=True)
class Pace:
    """The load that introspection may put on a live server: items per second (None: no limit), and whether to prefer a replica."""

    per_second: int | None = 20_000
    replica: bool = True


@dataclass(frozen=True, slots=True)
class File:
    """A generated file: its path relative to the checkout (posix), and its text (UTF-8, ends with a newline)."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Observed(Generic[S]):
    """A schema without what the flavour ignores or the target cannot hold; `notes` say what was left out and why."""

    schema: S
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stored:
    """One logical field in one physical object of a store, for the checks that span stores.

    `object`: the table, index or key family; `in_key`: part of its primary key, so it cannot be blanked;
    `nullable`: may be absent; `kept_s`: how long it is kept if the object itself defines that (the TTL of a key family)
    and not the entity's `retention`.
    """

    entity: str
    field: str
    object: str
    in_key: bool = False
    nullable: bool = True
    kept_s: int | None = None


class Lease(Protocol):
    """A lock that this process holds. It is renewed in the background and checked before every statement."""

    def ensure(self, seconds: float) -> None:
        """Returns only if the lease lasts for `seconds` more. Raises LockHeld if it was lost."""
        ...


class Server(Protocol[S]):
    """One open connection to one target. Every method may raise Unreachable, ServerRefused. Engines inherit from it."""

    def cluster(self) -> str:
        """The server's own identity: stays the same over restarts and differs between clusters."""
        ...

    def flavour(self) -> str:
        """Name and version as the server reports them: `cassandra 5.0.9`."""
        ...

    def preflight(self) -> tuple[Diagnostic, ...]:
        """Missing rights and unsafe settings; an error stops the run before the first statement."""
        ...

    def introspect(self, expected: S, pace: Pace) -> S:
        """What exists and belongs to this store, read in a few bulk reads. `expected` is the schema that the ledger implies."""
        ...

    def placement(self, expected: S) -> tuple[Step, ...]:  # noqa: ARG002
        """Steps that bring replication and replica counts to what the topology says; usually none."""
        return ()

    def capability(self, step: Step) -> Capability:  # noqa: ARG002
        """Whether this target can run the step."""
        return SEND

    def generate_ids(self, step: Step) -> dict[str, str]:  # noqa: ARG002
        """Values for the step's `draws` (a new table id)."""
        return {}

    def run(self, step: Step, bindings: Bindings, cursor: str | None) -> Iterator[Progress]:
        """Send the step and yield progress until the server has completed it (schema agreement, task finished)."""
        ...

    def outcome(self, step: Step, before: S, after: S, bindings: Bindings) -> Outcome:
        """The outcome of a step: compares its live subject with the schemas before and after its change."""
        ...

    def ledger(self) -> Ledger:
        """The whole ledger; empty if there is none. Writes nothing."""
        ...

    def ensure_ledger(self, head: Head) -> None:
        """Create the ledger, the lock and what contains them, if missing. Idempotent, and safe if called concurrently."""
        ...

    def append(self, entry: Entry) -> None:
        """Write the row if `entry.sequence` is the next; otherwise raises LedgerConflict."""
        ...

    def lock(self, holder: Holder) -> AbstractContextManager[Lease]:
        """Hold the target's lock. Raises LockHeld at once if somebody else holds it."""
        ...

    def locked(self) -> LockInfo | None:
        """Who holds the lock, if anybody."""
        ...

    def unlock(self) -> None:
        """Release the lock, whoever holds it."""
        ...

    def external_revision(self) -> str | None:
        """The revision recorded by another runner of the same files (`alembic_version`), or None."""
        return None

    def swap(self, name: str, to: str | None, bindings: Bindings) -> Iterator[Progress]:  # noqa: ARG002
        """Point an alias at another copy of its index in one step. Raises UsageError if the engine or the server has none."""
        raise UsageError(f"the store has no alias {name} to swap", "swap is for indices with `rebuild:`")

    def close(self) -> None: ...


class Engine(Generic[S]):
    """One kind of store. Its rooms are packages below gamemodel.engines.NAME, with the same names in every engine.

    A room is imported when it is first used. Everything except `connect` is pure. tests/unit/engines/test_rooms.py checks
    that every engine has the functions called here, with the same parameters.
    """

    def __init__(self, name: str, schema: type[S], *, folder: str, settings: tuple[tuple[str, str], ...]) -> None:
        self.name = name
        self.schema_type = schema
        self.default_folder = folder
        """The folder of this engine's migrations unless the store names another: `cql`, `sql`, …"""
        self.settings = settings
        """What an environment may set for a cluster besides url and flavour: (name, regular expression of its values).

        A name that ends with a dot is a prefix: `datacentre.` allows `datacentre.eu-west-1`.
        """

    def _room(self, name: str) -> Any:
        return importlib.import_module(f"gamemodel.engines.{self.name}.{name}")

    def empty(self) -> S:
        """The schema of a store in which nothing exists."""
        return self.schema_type()

    def flavours(self) -> tuple[str, ...]:
        return cast("tuple[str, ...]", self._room("flavours").NAMES)

    def codes(self) -> tuple[Code, ...]:
        """The codes of this engine except those of its rules."""
        return cast("tuple[Code, ...]", self._room("codes").CODES)

    def rules(self) -> tuple[Rule[S], ...]:
        """The rules over changes: one for each file in the engine's rules/."""
        return rules_in(self._room("rules"))

    def bind_options(self, node: Node, report: Report) -> object | None:
        """The store's own keys in topology.yaml (keyspace, prefix, …) as a frozen dataclass; errors go to `report`."""
        return cast("object | None", self._room("block.binding").bind_options(node, report))

    def bind_block(self, node: Node, entity: Entity, report: Report) -> object | None:
        """An entity's block for a store of this engine as a frozen dataclass; errors go to `report`."""
        return cast("object | None", self._room("block.binding").bind_block(node, entity, report))

    def block_schema(self) -> dict[str, Any]:
        """The JSON Schema of an entity's block, for editors."""
        from gamemodel.source.json_schema import json_schema

        return json_schema(self._room("block.sections").Block)

    def options_schema(self) -> dict[str, Any]:
        """The JSON Schema of the store's own keys, for editors."""
        from gamemodel.source.json_schema import json_schema

        return json_schema(self._room("block.sections").Options)

    def compile(self, model: Model, store: Store, order_from: S | None = None) -> Compiled[S]:
        """The schema of `store` according to the model; columns keep the order of `order_from`, new ones come last."""
        return cast("Compiled[S]", self._room("compile.schema").compile_schema(model, store, order_from))

    def stored(self, model: Model, store: Store) -> tuple[Stored, ...]:
        """Where each logical field is stored, for the checks that span stores (privacy, retention)."""
        return cast("tuple[Stored, ...]", self._room("compile.stored").stored(model, store))

    def check(self, model: Model, store: Store) -> tuple[Diagnostic, ...]:
        """Findings of the offline checks: queries, partition sizes, names, limits of the flavour."""
        return cast("tuple[Diagnostic, ...]", self._room("checks.model").check(model, store))

    def diff(self, old: S, new: S, hints: Hints) -> Difference[S]:
        """The changes that lead from `old` to `new`, and what is refused."""
        return cast("Difference[S]", self._room("diff.schema").diff(old, new, hints))

    def review(
        self,
        old: S,
        difference: Difference[S],
        store: Store,
        place: Callable[[str], Span | None] = lambda subject: None,  # noqa: ARG005
    ) -> tuple[Diagnostic, ...]:
        """Findings of the rules about a difference. `place` returns the line of the model that defines a subject."""
        return tuple(review(self.rules(), old, difference, store, place))

    def change_type(self) -> Any:
        """The union of this engine's change classes and HandWritten, for codec.py."""
        return self._room("changes").AnyChange

    def migration_files(self, link: Link, migration: Migration, store: Store) -> tuple[File, ...]:
        """The migration as text for reviewers: up and down. The same arguments give the same bytes."""
        return cast("tuple[File, ...]", self._room("files.migrations").migration_files(link, migration, store))

    def head_files(self, schema: S, model: Model, store: Store) -> tuple[File, ...]:
        """The files at head (schema.cql, metadata.py, …)."""
        return cast("tuple[File, ...]", self._room("files.head").head_files(schema, model, store))

    def fixed_files(self, store: Store) -> tuple[File, ...]:
        """Files that depend on the store only (alembic.ini, env.py); usually none."""
        return cast("tuple[File, ...]", self._room("files.head").fixed_files(store))

    def draft_file(self, link: Link, store: Store) -> File:
        """An empty migration for hand-written steps, with a hint in each section."""
        return cast("File", self._room("files.drafts").draft_file(link, store))

    def read_draft(self, text: str, path: str) -> Migration:
        """The hand-written steps of a draft file. Raises ModelError with file and line."""
        return cast("Migration", self._room("files.drafts").read_draft(text, path))

    def observable(self, schema: S, target: Target) -> Observed[S]:
        """The schema without what the target's flavour ignores or the target cannot hold (see Observed)."""
        return cast("Observed[S]", self._room("server.target").observable(schema, target))

    def bindings(self, schema: S, target: Target) -> Bindings:
        """The values of placeholders for one target."""
        return cast("Bindings", self._room("server.target").bindings(schema, target))

    def restore(self, schema: S, subject: str) -> tuple[Step, ...]:
        """Steps that bring `subject` to what `schema` says after a step was skipped: from nothing, or from a stand-in."""
        return cast("tuple[Step, ...]", self._room("server.target").restore(schema, subject))

    def connect(self, target: Target, model: str) -> AbstractContextManager[Server[S]]:
        """An open connection to the target. Raises Unreachable, with the address."""
        return cast("AbstractContextManager[Server[S]]", self._room("server.connect").connect(target, model))


def get(name: str) -> Engine[Any]:
    """The engine called `name`. Raises KeyError if it is not in NAMES."""
    if name not in NAMES:
        raise KeyError(name)
    return cast("Engine[Any]", importlib.import_module(f"gamemodel.engines.{name}").ENGINE)
