"""Changes of an index, legacy or storage-attached: added, dropped."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar, Final

from gamemodel.change import Change
from gamemodel.engines.cassandra.dialect.cql import map_literal, qualified, quote
from gamemodel.engines.cassandra.schema import Index, Schema
from gamemodel.named import by_name, without
from gamemodel.step import Statement, Step, Wait

INDEX_BUILT: Final = "index built"
"""A Wait's word: every node says that the index answers queries."""
SAI: Final = "sai"


def target_text(index: Index) -> str:
    """`email`, or `KEYS(tags)`."""
    return f"{index.over.upper()}({quote(index.column)})" if index.over else quote(index.column)


def create_text(keyspace: str, table: str, index: Index) -> str:
    """CREATE INDEX as CQL; a custom class needs CREATE CUSTOM INDEX."""
    custom = "CUSTOM " if index.using not in ("", SAI) else ""
    using = f" USING '{index.using}'" if index.using else ""
    options = f" WITH OPTIONS = {map_literal(index.options)}" if index.options else ""
    where = f"{qualified(keyspace, table)} ({target_text(index)})"
    return f"CREATE {custom}INDEX {quote(index.name)} ON {where}{using}{options}"


@dataclass(frozen=True, slots=True)
class AddIndex(Change[Schema]):
    TAG: ClassVar[str] = "CreateIndex"
    keyspace: str
    table: str
    index: Index

    @property
    def subject(self) -> str:
        return f"{self.keyspace}.{self.table}.index:{self.index.name}"

    def describe(self) -> str:
        using = self.index.using or "legacy"
        return f"+ index {self.table}.{self.index.name} on ({target_text(self.index)}) using {using}"

    def apply_to(self, schema: Schema) -> Schema:
        table = schema.table(self.table)
        return schema.with_table(replace(table, indexes=by_name((*table.indexes, self.index)))) if table else schema

    def steps(self, schema: Schema) -> tuple[Step, ...]:  # noqa: ARG002
        return (
            Statement(self.subject, create_text(self.keyspace, self.table, self.index)),
            Wait(self.subject, INDEX_BUILT),
        )

    def inverse(self, schema: Schema) -> DropIndex:  # noqa: ARG002
        return DropIndex(self.keyspace, self.table, self.index.name)


@dataclass(frozen=True, slots=True)
class DropIndex(Change[Schema]):
    TAG: ClassVar[str] = "DropIndex"
    keyspace: str
    table: str
    name: str

    @property
    def subject(self) -> str:
        return f"{self.keyspace}.{self.table}.index:{self.name}"

    def describe(self) -> str:
        return f"- index {self.table}.{self.name}"

    def apply_to(self, schema: Schema) -> Schema:
        table = schema.table(self.table)
        return schema.with_table(replace(table, indexes=without(table.indexes, self.name))) if table else schema

    def steps(self, schema: Schema) -> tuple[Step, ...]:  # noqa: ARG002
        return (Statement(self.subject, f"DROP INDEX {qualified(self.keyspace, self.name)}"),)

    def inverse(self, schema: Schema) -> AddIndex | None:
        table = schema.table(self.table)
        index = table.index(self.name) if table else None
        return AddIndex(self.keyspace, self.table, index) if index else None
