"""What every engine is and does: its rooms, the protocol of its servers, and how to get one by name; no engine is imported before it is asked for."""

from __future__ import annotations

import enum
import importlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Final, Generic, Protocol, TypeVar, cast

from gamemodel.change import Compiled, Difference, Hints
from gamemodel.diagnostics import Code, Diagnostic, Span
from gamemodel.ledger import Entry, Head, Holder, Ledger, LockInfo
from gamemodel.migration import Link, Migration
from gamemodel.model import Entity, Model
from gamemodel.rules import Rule, review, rules_in
from gamemodel.source.node import Node
from gamemodel.source.report import Report
from gamemodel.step import Bindings, Capability, Progress, Step
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

    def capability(self, step: Step) -> Capability:
        """Whether this target can take the step at all."""
        ...

    def generate_ids(self, step: Step) -> dict[str, str]:
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

    def ensure_ledger(self, head: Head) -> None:
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

    def external_revision(self) -> str | None:
        """The revision that another runner of the same files recorded (`alembic_version`), or None."""
        ...

    def swap(self, name: str, to: str | None, bindings: Bindings) -> Iterator[Progress]:
        """Point a rebuilt object's readers at another copy in one step (an alias). Raises UsageError where there is none."""
        ...

    def close(self) -> None: ...


class Engine(Generic[S]):
    """One kind of store. Its rooms are modules below gamemodel.engines.NAME with the same names in every engine.

    A room is imported when it is first asked. Everything but `connect` is pure. tests/unit/engines/test_rooms.py holds the
    signature of every function that is called here.
    """

    def __init__(self, name: str, schema: type[S], *, folder: str, settings: tuple[tuple[str, str], ...]) -> None:
        self.name = name
        self.schema_type = schema
        self.default_folder = folder
        """Where this engine's migrations lie unless the store says otherwise: `cql`, `sql`, …"""
        self.settings = settings
        """What an environment may say of a cluster beside url and flavour: (name, regular expression of its values).

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
        """The codes that this engine raises outside of its rules, with their pages."""
        return cast("tuple[Code, ...]", self._room("codes").CODES)

    def rules(self) -> tuple[Rule[S], ...]:
        """What warns the reviewer of a change: one per file of the engine's rules/."""
        return rules_in(self._room("rules"))

    def bind_options(self, node: Node, flavour: str, report: Report) -> object | None:
        """The store's own keys in topology.yaml (keyspace, prefix, …) as a frozen dataclass; all errors go to `report`."""
        return cast("object | None", self._room("block.binding").bind_options(node, flavour, report))

    def bind_block(self, node: Node, entity: Entity, report: Report) -> object | None:
        """An entity's block for a store of this engine, as a frozen dataclass; all errors go to `report`."""
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
        """The schema that the model means for `store`; column order follows `order_from`, new columns come last."""
        return cast("Compiled[S]", self._room("compile.schema").compile_schema(model, store, order_from))

    def stored(self, model: Model, store: Store) -> tuple[Stored, ...]:
        """Which logical field lies where, for the checks that span stores (privacy, retention)."""
        return cast("tuple[Stored, ...]", self._room("compile.stored").stored(model, store))

    def check(self, model: Model, store: Store) -> tuple[Diagnostic, ...]:
        """What can be proved of the model: queries served, partition sizes, names, limits of the flavour."""
        return cast("tuple[Diagnostic, ...]", self._room("checks.model").check(model, store))

    def diff(self, old: S, new: S, hints: Hints) -> Difference[S]:
        """What leads from `old` to `new`."""
        return cast("Difference[S]", self._room("diff.schema").diff(old, new, hints))

    def review(
        self,
        old: S,
        difference: Difference[S],
        store: Store,
        place: Callable[[str], Span | None] = lambda subject: None,  # noqa: ARG005
    ) -> tuple[Diagnostic, ...]:
        """What the rules say of a difference. `place` gives the line of the model that a subject is written in."""
        return tuple(review(self.rules(), old, difference, store, place))

    def change_type(self) -> Any:
        """The union of this engine's change classes (and HandWritten), for codec.py."""
        return self._room("changes").AnyChange

    def migration_files(self, link: Link, migration: Migration, before: S, store: Store) -> tuple[File, ...]:
        """The migration as text people review: up and down. A pure function of its arguments, byte for byte."""
        return cast("tuple[File, ...]", self._room("files.migrations").migration_files(link, migration, before, store))

    def head_files(self, schema: S, model: Model, store: Store) -> tuple[File, ...]:
        """Everything at head, as text (schema.cql, metadata.py, …)."""
        return cast("tuple[File, ...]", self._room("files.head").head_files(schema, model, store))

    def fixed_files(self, store: Store) -> tuple[File, ...]:
        """Files that are written once and depend on the store only (alembic.ini, env.py); mostly none."""
        return cast("tuple[File, ...]", self._room("files.head").fixed_files(store))

    def draft_file(self, link: Link, store: Store) -> File:
        """An empty migration for hand-written steps, with its sections and a hint in each."""
        return cast("File", self._room("files.drafts").draft_file(link, store))

    def read_draft(self, text: str, path: str) -> Migration:
        """The steps a person wrote into a draft file. Raises ModelError with file and line."""
        return cast("Migration", self._room("files.drafts").read_draft(text, path))

    def observable(self, schema: S, target: Target) -> Observed[S]:
        """The schema without what the target's flavour ignores or the target cannot hold."""
        return cast("Observed[S]", self._room("server.target").observable(schema, target))

    def bindings(self, schema: S, target: Target) -> Bindings:
        """Values of the placeholders for one target."""
        return cast("Bindings", self._room("server.target").bindings(schema, target))

    def restore(self, schema: S, subject: str) -> tuple[Step, ...]:
        """Steps that lead `subject` from nothing (or a stand-in) to what `schema` says, for a step that was skipped."""
        return cast("tuple[Step, ...]", self._room("server.target").restore(schema, subject))

    def connect(self, target: Target, model: str) -> AbstractContextManager[Server[S]]:
        """An open connection to the target. Raises Unreachable, with the address."""
        return cast("AbstractContextManager[Server[S]]", self._room("server.connect").connect(target, model))


def get(name: str) -> Engine[Any]:
    """The engine called `name`. Raises KeyError for a name not in NAMES."""
    if name not in NAMES:
        raise KeyError(name)
    return cast("Engine[Any]", importlib.import_module(f"gamemodel.engines.{name}").ENGINE)
