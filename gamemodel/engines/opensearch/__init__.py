"""The engine for search stores: OpenSearch 2.19 with ISM, Elasticsearch 8 with ILM; every method imports what it needs."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gamemodel.change import Compiled, Difference, Hints
    from gamemodel.diagnostics import Code, Diagnostic
    from gamemodel.engine import Engine, File, Observed, Server, Stored
    from gamemodel.engines.opensearch.schema import Schema
    from gamemodel.migration import Link, Migration
    from gamemodel.model import Entity, Model
    from gamemodel.source.node import Node
    from gamemodel.source.report import Report
    from gamemodel.step import Bindings, Step
    from gamemodel.topology import Store, Target


class OpenSearch:
    """See `gamemodel.engine.Engine`."""

    name = "opensearch"

    def default_folder(self) -> str:
        return "search_templates"

    def flavours(self) -> tuple[str, ...]:
        return ("opensearch-2.19", "elasticsearch-8")

    def settings(self) -> tuple[tuple[str, str], ...]:
        return (("replicas", r"[0-9]+"), ("lifecycle", r"not-applied"), ("ca", r".+"))

    def empty(self) -> Schema:
        from gamemodel.engines.opensearch.schema import Schema

        return Schema()

    def bind_options(self, node: Node, flavour: str, report: Report) -> object | None:  # noqa: ARG002
        from gamemodel.engines.opensearch.block.sections import bind_options

        return bind_options(node, report)

    def bind_block(self, node: Node, entity: Entity, report: Report) -> object | None:
        from gamemodel.engines.opensearch.block.sections import bind_block

        return bind_block(node, entity, report)

    def block_schema(self) -> dict[str, Any]:
        from gamemodel.engines.opensearch.block.sections import block_schema

        return block_schema()

    def options_schema(self) -> dict[str, Any]:
        from gamemodel.engines.opensearch.block.sections import options_schema

        return options_schema()

    def check(self, model: Model, store: Store) -> tuple[Diagnostic, ...]:
        from gamemodel.engines.opensearch.checks.model import check

        return check(model, store)

    def stored(self, model: Model, store: Store) -> tuple[Stored, ...]:
        from gamemodel.engines.opensearch.checks.model import stored

        return stored(model, store)

    def codes(self) -> tuple[Code, ...]:
        from gamemodel.engines.opensearch.codes import ALL

        return ALL

    def compile(self, model: Model, store: Store, order_from: Schema | None = None) -> Compiled[Schema]:  # noqa: ARG002
        from gamemodel.engines.opensearch.compile.schema import compile_store

        return compile_store(model, store)

    def diff(self, old: Schema, new: Schema, hints: Hints) -> Difference[Schema]:
        from gamemodel.engines.opensearch.diff.schema import diff

        return diff(old, new, hints)

    def review(self, old: Schema, difference: Difference[Schema], store: Store) -> tuple[Diagnostic, ...]:  # noqa: ARG002
        from gamemodel.engines.opensearch.rules import review

        return review(old, difference)

    def observable(self, schema: Schema, target: Target) -> Observed[Schema]:
        from gamemodel.engines.opensearch.server.target import observable

        return observable(schema, target)

    def bindings(self, schema: Schema, target: Target) -> Bindings:
        from gamemodel.engines.opensearch.server.target import bindings

        return bindings(schema, target)

    def restore(self, schema: Schema, subject: str) -> tuple[Step, ...]:
        from gamemodel.engines.opensearch.server.target import restore

        return restore(schema, subject)

    def change_type(self) -> Any:
        from gamemodel.engines.opensearch.changes import AnyChange

        return AnyChange

    def schema_type(self) -> type[Schema]:
        from gamemodel.engines.opensearch.schema import Schema

        return Schema

    def migration_files(self, link: Link, migration: Migration, before: Schema, store: Store) -> tuple[File, ...]:  # noqa: ARG002
        from gamemodel.engines.opensearch.files.migrations import migration_files

        return migration_files(link, migration, store)

    def head_files(self, schema: Schema, model: Model, store: Store) -> tuple[File, ...]:  # noqa: ARG002
        from gamemodel.engines.opensearch.files.migrations import head_files

        return head_files(schema, store)

    def fixed_files(self, store: Store) -> tuple[File, ...]:  # noqa: ARG002
        return ()

    def draft_file(self, link: Link, store: Store) -> File:
        from gamemodel.engines.opensearch.files.migrations import draft_file

        return draft_file(link, store)

    def read_draft(self, text: str, path: str) -> Migration:
        from gamemodel.engines.opensearch.files.migrations import read_draft

        return read_draft(text, path)

    def connect(self, target: Target, model: str) -> AbstractContextManager[Server[Schema]]:
        from gamemodel.engines.opensearch.server.connect import connect

        return connect(target, model)


ENGINE: Engine[Schema] = OpenSearch()
