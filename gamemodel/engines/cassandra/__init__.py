"""The Cassandra engine (Apache Cassandra 5.0 and Amazon Keyspaces): wires the files of this folder, no logic."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gamemodel.change import Compiled, Difference, Hints
    from gamemodel.diagnostics import Code, Diagnostic
    from gamemodel.engine import File, Observed, Server, Stored
    from gamemodel.engines.cassandra.schema import Schema
    from gamemodel.migration import Link, Migration
    from gamemodel.model import Entity, Model
    from gamemodel.source.node import Node
    from gamemodel.source.report import Report
    from gamemodel.step import Bindings, Step
    from gamemodel.topology import Store, Target


class CassandraEngine:
    """engine.Engine for Cassandra; every method imports what it needs when it is called."""

    name = "cassandra"

    def default_folder(self) -> str:
        return "cql"

    def flavours(self) -> tuple[str, ...]:
        from gamemodel.engines.cassandra.flavours import FLAVOURS

        return tuple(FLAVOURS)

    def settings(self) -> tuple[tuple[str, str], ...]:
        return (("replicas", r"[1-9][0-9]*"), ("datacentre.", r"\S+"))

    def empty(self) -> Schema:
        from gamemodel.engines.cassandra.schema import EMPTY

        return EMPTY

    def bind_options(self, node: Node, flavour: str, report: Report) -> object | None:
        from gamemodel.engines.cassandra.block.sections import bind_options

        return bind_options(node, flavour, report)

    def bind_block(self, node: Node, entity: Entity, report: Report) -> object | None:
        from gamemodel.engines.cassandra.block.sections import bind_block

        return bind_block(node, entity, report)

    def block_schema(self) -> dict[str, Any]:
        from gamemodel.engines.cassandra.block.sections import block_schema

        return block_schema()

    def options_schema(self) -> dict[str, Any]:
        from gamemodel.engines.cassandra.block.sections import options_schema

        return options_schema()

    def check(self, model: Model, store: Store) -> tuple[Diagnostic, ...]:
        from gamemodel.engines.cassandra.checks.model import check

        return check(model, store)

    def stored(self, model: Model, store: Store) -> tuple[Stored, ...]:
        from gamemodel.engines.cassandra.compile.stored import stored

        return stored(model, store)

    def codes(self) -> tuple[Code, ...]:
        from gamemodel.engines.cassandra.codes import codes

        return codes()

    def compile(self, model: Model, store: Store, order_from: Schema | None = None) -> Compiled[Schema]:
        from gamemodel.engines.cassandra.compile.schema import compile_model

        return compile_model(model, store, order_from)

    def diff(self, old: Schema, new: Schema, hints: Hints) -> Difference[Schema]:
        from gamemodel.engines.cassandra.diff.schema import diff

        return diff(old, new, hints)

    def review(self, old: Schema, difference: Difference[Schema], store: Store) -> tuple[Diagnostic, ...]:
        from gamemodel.engines.cassandra.rules import review

        return review(old, difference, store)

    def observable(self, schema: Schema, target: Target) -> Observed[Schema]:
        from gamemodel.engines.cassandra.flavours import observed

        return observed(schema, target)

    def bindings(self, schema: Schema, target: Target) -> Bindings:
        from gamemodel.engines.cassandra.server.placement import bindings

        del schema
        return bindings(target)

    def restore(self, schema: Schema, subject: str) -> tuple[Step, ...]:
        from gamemodel.engines.cassandra.diff.schema import leading

        return tuple(step for change in leading(schema, subject) for step in change.steps(schema))

    def change_type(self) -> Any:
        from gamemodel.engines.cassandra.changes import CassandraChange

        return CassandraChange

    def schema_type(self) -> type[Schema]:
        from gamemodel.engines.cassandra.schema import Schema

        return Schema

    def migration_files(self, link: Link, migration: Migration, before: Schema, store: Store) -> tuple[File, ...]:
        from gamemodel.engines.cassandra.files.migrations import migration_files

        return migration_files(link, migration, before, store)

    def head_files(self, schema: Schema, model: Model, store: Store) -> tuple[File, ...]:
        from gamemodel.engines.cassandra.files.migrations import head_files

        del model
        return head_files(schema, store)

    def fixed_files(self, store: Store) -> tuple[File, ...]:
        del store
        return ()

    def draft_file(self, link: Link, store: Store) -> File:
        from gamemodel.engines.cassandra.files.drafts import draft_file

        return draft_file(link, store)

    def read_draft(self, text: str, path: str) -> Migration:
        from gamemodel.engines.cassandra.files.drafts import read_draft

        return read_draft(text, path)

    def connect(self, target: Target, model: str) -> AbstractContextManager[Server[Schema]]:
        from gamemodel.engines.cassandra.server.connect import connect

        return connect(target, model)


ENGINE = CassandraEngine()
