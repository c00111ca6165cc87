"""The Redis engine: key families, their registry inside Redis, and the rights of roles. Wires the files beside it; no logic."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from gamemodel.change import Compiled, Difference, Hints
from gamemodel.diagnostics import Code, Diagnostic
from gamemodel.engine import File, Observed, Server, Stored
from gamemodel.engines.redis.schema import Schema
from gamemodel.migration import Link, Migration
from gamemodel.model import Entity, Model
from gamemodel.source.node import Node
from gamemodel.source.report import Report
from gamemodel.step import Bindings, Step
from gamemodel.topology import Store, Target


class Redis:
    """Engine[Schema]; every method imports what it needs."""

    name = "redis"

    def default_folder(self) -> str:
        return "redis_keys"

    def flavours(self) -> tuple[str, ...]:
        from gamemodel.engines.redis.flavours import FLAVOURS

        return tuple(FLAVOURS)

    def settings(self) -> tuple[tuple[str, str], ...]:
        return (("nodes", r".+"), ("acl", r"not-applied"))

    def empty(self) -> Schema:
        return Schema()

    def bind_options(self, node: Node, flavour: str, report: Report) -> object | None:
        from gamemodel.engines.redis.block.binding import bind_options

        return bind_options(node, flavour, report)

    def bind_block(self, node: Node, entity: Entity, report: Report) -> object | None:
        from gamemodel.engines.redis.block.binding import bind_block

        return bind_block(node, entity, report)

    def block_schema(self) -> dict[str, Any]:
        from gamemodel.engines.redis.block.sections import Block
        from gamemodel.source.bind import json_schema

        return json_schema(Block)

    def options_schema(self) -> dict[str, Any]:
        from gamemodel.engines.redis.block.sections import Options
        from gamemodel.source.bind import json_schema

        return json_schema(Options)

    def check(self, model: Model, store: Store) -> tuple[Diagnostic, ...]:
        from gamemodel.engines.redis.checks.model import check

        return check(model, store)

    def stored(self, model: Model, store: Store) -> tuple[Stored, ...]:
        from gamemodel.engines.redis.compile.stored import stored

        return stored(model, store)

    def codes(self) -> tuple[Code, ...]:
        from gamemodel.engines.redis.codes import ALL

        return ALL

    def compile(self, model: Model, store: Store, order_from: Schema | None = None) -> Compiled[Schema]:  # noqa: ARG002
        from gamemodel.engines.redis.compile.schema import compile_

        return compile_(model, store)

    def diff(self, old: Schema, new: Schema, hints: Hints) -> Difference[Schema]:
        from gamemodel.engines.redis.diff.schema import diff

        return diff(old, new, hints)

    def review(self, old: Schema, difference: Difference[Schema], store: Store) -> tuple[Diagnostic, ...]:
        from gamemodel.engines.redis.rules import review

        return review(old, difference, store)

    def observable(self, schema: Schema, target: Target) -> Observed[Schema]:
        from gamemodel.engines.redis.server.target import observable

        return observable(schema, target)

    def bindings(self, schema: Schema, target: Target) -> Bindings:  # noqa: ARG002
        return Bindings()

    def restore(self, schema: Schema, subject: str) -> tuple[Step, ...]:
        from gamemodel.engines.redis.server.restore import restore

        return restore(schema, subject)

    def change_type(self) -> Any:
        from gamemodel.engines.redis.changes import AnyChange

        return AnyChange

    def schema_type(self) -> type[Schema]:
        return Schema

    def migration_files(self, link: Link, migration: Migration, before: Schema, store: Store) -> tuple[File, ...]:  # noqa: ARG002
        from gamemodel.engines.redis.files.migrations import migration_files

        return migration_files(link, migration, store)

    def head_files(self, schema: Schema, model: Model, store: Store) -> tuple[File, ...]:
        from gamemodel.engines.redis.files.head import head_files

        return head_files(schema, model, store)

    def fixed_files(self, store: Store) -> tuple[File, ...]:  # noqa: ARG002
        return ()

    def draft_file(self, link: Link, store: Store) -> File:
        from gamemodel.engines.redis.files.drafts import draft_file

        return draft_file(link, store)

    def read_draft(self, text: str, path: str) -> Migration:
        from gamemodel.engines.redis.files.drafts import read_draft

        return read_draft(text, path)

    def connect(self, target: Target, model: str) -> AbstractContextManager[Server[Schema]]:
        from gamemodel.engines.redis.server.connect import connect

        return connect(target, model)


ENGINE = Redis()
