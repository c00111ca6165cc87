"""The protocols that every engine keeps, the names of the engines, and how to get one; no engine is imported before it is asked for."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Final, Generic, Protocol, TypeVar, cast

from gamemodel.change import Compiled, Difference, Hints
from gamemodel.diagnostics import Code, Diagnostic
from gamemodel.ledger import Entry, Head, Holder, Ledger, LockInfo
from gamemodel.migration import Link, Migration
from gamemodel.model import Entity, Model
from gamemodel.source.node import Node
from gamemodel.source.report import Report
from gamemodel.step import Bindings, Progress, Step, Verdict
from gamemodel.topology import Store, Target

NAMES: Final = ("cassandra", "mysql", "opensearch", "redis")

S = TypeVar("S")


class Outcome(enum.Enum):
    """What became of a step whose completion was never recorded."""

    DONE = "done"
    NOT_DONE = "not done"
    RUNNING = "running"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Pace:
    """How hard introspection may work a live server: items per second (None: full speed), and whether a replica is preferred."""

    per_second: int | None = 20_000
    replica: bool = True


@dataclass(frozen=True, slots=True)
class File:
    """A generated file: its path relative to the checkout (posix), and its text (UTF-8, ends with a newline)."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Observed(Generic[S]):
    """A schema without what a flavour ignores or a target cannot hold; `notes` say what was left out and why."""

    schema: S
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stored:
    """One logical field in one physical object of a store, for the checks that span stores.

    `object`: the table, index or key family; `in_key`: part of its primary key, so it cannot be blanked;
    `nullable`: may be absent there; `kept_s`: how long it lives there, where the object says so itself and not the
    entity's `retention` (the TTL of a key family).
    """

    entity: str
    field: str
    object: str
    in_key: bool = False
    nullable: bool = True
    kept_s: int | None = None


class Lease(Protocol):
    """A lock that is held: renewed in the background, and asked before every statement."""

    def ensure(self, seconds: float) -> None:
        """Returns only while the lease outlasts `seconds`. Raises LockHeld when it was lost."""
        ...


class Server(Protocol[S]):
    """One open connection to one target. Every method may raise Unreachable, ServerRefused."""

    def cluster(self) -> str:
        """The server's own identity: what stays the same over restarts and differs between clusters."""
        ...

    def flavour(self) -> str:
        """Name and version as the server says them: `cassandra 5.0.9`."""
        ...

    def preflight(self) -> tuple[Diagnostic, ...]:
        """Rights and settings that would make applying fail or dangerous; errors stop before the first statement."""
        ...

    def introspect(self, expected: S, pace: Pace) -> S:
        """What exists under this store's ownership, in a handful of bulk reads. `expected` is what its ledger implies."""
        ...

    def placement(self, expected: S) -> tuple[Step, ...]:
        """Steps that bring what differs per target (replication, replica counts) to what the topology says; mostly none."""
        ...

    def judge(self, step: Step) -> Verdict:
        """Whether this target can take the step at all."""
        ...

    def draw(self, step: Step) -> dict[str, str]:
        """Values for the step's draws (a fresh table id)."""
        ...

    def run(self, step: Step, bindings: Bindings, cursor: str | None) -> Iterator[Progress]:
        """Send it and yield until the server really has it (schema agreement, task finished)."""
        ...

    def outcome(self, step: Step, before: S, after: S, bindings: Bindings) -> Outcome:
        """What became of a step: the live subject against the schema before and after its change."""
        ...

    def ledger(self) -> Ledger:
        """All of it; empty where there is none. Makes nothing."""
        ...

    def found(self, head: Head) -> None:
        """Make the ledger, the lock and whatever they live in, where they are missing. Idempotent, safe against racing callers."""
        ...

    def append(self, entry: Entry) -> None:
        """Write the row if `entry.sequence` is the next. Raises LedgerConflict."""
        ...

    def lock(self, holder: Holder) -> AbstractContextManager[Lease]:
        """Hold the target's lock. Raises LockHeld at once when somebody else does."""
        ...

    def locked(self) -> LockInfo | None:
        """Who holds the lock now."""
        ...

    def unlock(self) -> None:
        """Take the lock away from whoever holds it."""
        ...

    def foreign(self) -> str | None:
        """The revision that another runner of the same files recorded (`alembic_version`), or None."""
        ...

    def swap(self, name: str, to: str | None, bindings: Bindings) -> Iterator[Progress]:
        """Point a rebuilt object's readers at another copy in one step (an alias). Raises UsageError where there is none."""
        ...

    def close(self) -> None: ...


class Engine(Protocol[S]):
    """One kind of store. Everything but `connect` is pure; every method imports what it needs when it is called."""

    name: str

    def default_folder(self) -> str:
        """Where this engine's migrations lie unless the store says otherwise: `cql`, `sql`, …"""
        ...

    def flavours(self) -> tuple[str, ...]: ...

    def settings(self) -> tuple[tuple[str, str], ...]:
        """What an environment may say of a cluster beside url and flavour: (name, regular expression of its values).

        A name that ends with a dot is a prefix: `datacentre.` allows `datacentre.eu-west-1`.
        """
        ...

    def empty(self) -> S: ...

    def bind_options(self, node: Node, flavour: str, report: Report) -> object | None:
        """The store's own keys in topology.yaml (keyspace, prefix, …) as a frozen dataclass; all errors go to `report`."""
        ...

    def bind_block(self, node: Node, entity: Entity, report: Report) -> object | None:
        """An entity's block for a store of this engine, as a frozen dataclass; all errors go to `report`."""
        ...

    def block_schema(self) -> dict[str, Any]:
        """The JSON Schema of an entity's block, for editors."""
        ...

    def options_schema(self) -> dict[str, Any]: ...

    def check(self, model: Model, store: Store) -> tuple[Diagnostic, ...]:
        """What the engine can prove of the model: queries served, partition sizes, names, limits of every flavour."""
        ...

    def stored(self, model: Model, store: Store) -> tuple[Stored, ...]:
        """Which logical field lies where, for the checks that span stores (privacy, retention)."""
        ...

    def codes(self) -> tuple[Code, ...]:
        """The codes this engine raises, with their pages."""
        ...

    def compile(self, model: Model, store: Store, order_from: S | None = None) -> Compiled[S]:
        """The schema that the model means for `store`; column order follows `order_from`, new columns come last."""
        ...

    def diff(self, old: S, new: S, hints: Hints) -> Difference[S]: ...

    def review(self, old: S, difference: Difference[S], store: Store) -> tuple[Diagnostic, ...]:
        """A reviewer's warnings about a difference (engines/NAME/rules/)."""
        ...

    def observable(self, schema: S, target: Target) -> Observed[S]: ...

    def bindings(self, schema: S, target: Target) -> Bindings:
        """Values of the placeholders for one target."""
        ...

    def restore(self, schema: S, subject: str) -> tuple[Step, ...]:
        """Steps that lead `subject` from nothing (or a stand-in) to what `schema` says, for a step that was skipped."""
        ...

    def change_type(self) -> Any:
        """The union of this engine's change classes (and HandWritten), for codec.py."""
        ...

    def schema_type(self) -> type[S]: ...

    def migration_files(self, link: Link, migration: Migration, before: S, store: Store) -> tuple[File, ...]:
        """The migration as text people review: up and down. A pure function of its arguments, byte for byte."""
        ...

    def head_files(self, schema: S, model: Model, store: Store) -> tuple[File, ...]:
        """Everything at head, as text (schema.cql, metadata.py, …)."""
        ...

    def fixed_files(self, store: Store) -> tuple[File, ...]:
        """Files that are written once and depend on the store only (alembic.ini, env.py); mostly none."""
        ...

    def draft_file(self, link: Link, store: Store) -> File:
        """An empty migration for hand-written steps, with its sections and a hint in each."""
        ...

    def read_draft(self, text: str, path: str) -> Migration:
        """The steps a person wrote into a draft file. Raises ModelError with file and line."""
        ...

    def connect(self, target: Target, model: str) -> AbstractContextManager[Server[S]]:
        """An open connection to the target. Raises Unreachable, with the address."""
        ...


def get(name: str) -> Engine[Any]:
    """The engine called `name`. Raises KeyError for a name not in NAMES."""
    if name not in NAMES:
        raise KeyError(name)
    import importlib

    return cast("Engine[Any]", importlib.import_module(f"gamemodel.engines.{name}").ENGINE)
