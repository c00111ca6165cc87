"""The engine for MySQL: wires the files of this folder, holds no logic."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from gamemodel.change import Compiled, Difference, Hints
from gamemodel.diagnostics import Code, Diagnostic
from gamemodel.engine import File, Observed, Server, Stored
from gamemodel.engines.mysql.schema import Schema
from gamemodel.migration import Link, Migration
from gamemodel.model import Entity, Model
from gamemodel.source.node import Node
from gamemodel.source.report import Report
from gamemodel.step import Bindings, Step
from gamemodel.topology import Store, Target

if TYPE_CHECKING:
    from gamemodel.engine import Engine


class MysqlEngine:
    """MySQL and what speaks its language: aurora-mysql-3, mysql-8.4, mysql-9."""

    name = "mysql"

    def default_folder(self) -> str:
        return "sql"

    def flavours(self) -> tuple[str, ...]:
        from gamemodel.engines.mysql.flavours import NAMES

        return NAMES

    def settings(self) -> tuple[tuple[str, str], ...]:
        return (("schema", r"\S+"), ("lock_wait_s", r"[1-9][0-9]*"))

    def empty(self) -> Schema:
        return Schema()

    def bind_options(self, node: Node, flavour: str, report: Report) -> object | None:
        from gamemodel.engines.mysql.block.sections import bind_options

        return bind_options(node, flavour, report)

    def bind_block(self, node: Node, entity: Entity, report: Report) -> object | None:
        from gamemodel.engines.mysql.block.sections import bind_block

        return bind_block(node, entity, report)

    def block_schema(self) -> dict[str, Any]:
        from gamemodel.engines.mysql.block.sections import Block
        from gamemodel.source.bind import json_schema

        return json_schema(Block)

    def options_schema(self) -> dict[str, Any]:
        from gamemodel.engines.mysql.block.sections import Options
        from gamemodel.source.bind import json_schema

        return json_schema(Options)

    def check(self, model: Model, store: Store) -> tuple[Diagnostic, ...]:
        from gamemodel.engines.mysql.checks.model import check

        return check(model, store)

    def stored(self, model: Model, store: Store) -> tuple[Stored, ...]:
        from gamemodel.engines.mysql.compile.stored import stored

        return stored(model, store)

    def codes(self) -> tuple[Code, ...]:
        from gamemodel.engines.mysql.codes import ALL
        from gamemodel.engines.mysql.files.drafts import DRAFT
        from gamemodel.engines.mysql.rules import CODES

        return (*ALL, *CODES, DRAFT)

    def compile(self, model: Model, store: Store, order_from: Schema | None = None) -> Compiled[Schema]:
        from gamemodel.engines.mysql.compile.schema import compile_model

        return compile_model(model, store, order_from)

    def diff(self, old: Schema, new: Schema, hints: Hints) -> Difference[Schema]:
        from gamemodel.engines.mysql.diff.schema import diff

        return diff(old, new, hints)

    def review(self, old: Schema, difference: Difference[Schema], store: Store) -> tuple[Diagnostic, ...]:
        from gamemodel.engines.mysql.rules import review

        return review(old, difference, store)

    def observable(self, schema: Schema, target: Target) -> Observed[Schema]:
        from gamemodel.engines.mysql.server.target import observable

        return observable(schema, target)

    def bindings(self, schema: Schema, target: Target) -> Bindings:  # noqa: ARG002
        return Bindings()

    def restore(self, schema: Schema, subject: str) -> tuple[Step, ...]:
        from gamemodel.engines.mysql.server.target import restore

        return restore(schema, subject)

    def change_type(self) -> Any:
        from gamemodel.engines.mysql.changes import MysqlChange

        return MysqlChange

    def schema_type(self) -> type[Schema]:
        return Schema

    def migration_files(self, link: Link, migration: Migration, before: Schema, store: Store) -> tuple[File, ...]:
        from gamemodel.engines.mysql.files.migrations import migration_files

        return migration_files(link, migration, before, store)

    def head_files(self, schema: Schema, model: Model, store: Store) -> tuple[File, ...]:
        from gamemodel.engines.mysql.files.migrations import head_files

        return head_files(schema, model, store)

    def fixed_files(self, store: Store) -> tuple[File, ...]:
        from gamemodel.engines.mysql.files.environment import fixed_files

        return fixed_files(store)

    def draft_file(self, link: Link, store: Store) -> File:
        from gamemodel.engines.mysql.files.drafts import draft_file

        return draft_file(link, store)

    def read_draft(self, text: str, path: str) -> Migration:
        from gamemodel.engines.mysql.files.drafts import read_draft

        return read_draft(text, path)

    def connect(self, target: Target, model: str) -> AbstractContextManager[Server[Schema]]:
        from gamemodel.engines.mysql.server.connect import connect

        return connect(target, model)


ENGINE = MysqlEngine()

if TYPE_CHECKING:
    _keeps_the_protocol: Engine[Schema] = ENGINE
