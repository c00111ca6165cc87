"""Changes of a materialized view: added, dropped. Its definition cannot be altered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar, Final

from gamemodel.change import Change
from gamemodel.engines.cassandra.dialect.cql import qualified, quote
from gamemodel.engines.cassandra.dialect.options import clauses
from gamemodel.engines.cassandra.dialect.statements import AND, key_text, order_clause
from gamemodel.engines.cassandra.schema import Schema, View
from gamemodel.named import without
from gamemodel.step import Statement, Step, Wait

VIEW_BUILT: Final = "view built"
"""A Wait's word: every node has built the view."""


def create_text(keyspace: str, view: View) -> str:
    """CREATE MATERIALIZED VIEW as CQL. Without the order clause, the order would be that of the base (measured on Cassandra 5.0.9)."""
    where = view.where or f"\n    {AND.strip()} ".join(f"{quote(name)} IS NOT NULL" for name in view.key)
    select = ", ".join(map(quote, (*view.key, *(c for c in view.columns if c not in view.key))))
    options = (*order_clause(view.clustering, always=True), *clauses(view.options))
    return (
        f"CREATE MATERIALIZED VIEW {qualified(keyspace, view.name)} AS\n"
        f"    SELECT {select if view.columns else '*'} FROM {qualified(keyspace, view.base)}\n"
        f"    WHERE {where}\n"
        f"    {key_text(view.partition, view.clustering)}"
    ) + (f"\n    WITH {AND.join(options)}" if options else "")


@dataclass(frozen=True, slots=True)
class AddView(Change[Schema]):
    TAG: ClassVar[str] = "CreateView"
    keyspace: str
    view: View

    @property
    def subject(self) -> str:
        return f"{self.keyspace}.{self.view.name}"

    def describe(self) -> str:
        return f"+ view {self.view.name} of {self.view.base} (key {', '.join(self.view.key)})"

    def apply_to(self, schema: Schema) -> Schema:
        return schema.with_view(self.view)

    def steps(self, schema: Schema) -> tuple[Step, ...]:  # noqa: ARG002
        return (Statement(self.subject, create_text(self.keyspace, self.view)), Wait(self.subject, VIEW_BUILT))

    def inverse(self, schema: Schema) -> DropView:  # noqa: ARG002
        return DropView(self.keyspace, self.view.name)


@dataclass(frozen=True, slots=True)
class DropView(Change[Schema]):
    """Loses no data: its rows are those of its base table."""

    TAG: ClassVar[str] = "DropView"

    keyspace: str
    name: str

    @property
    def subject(self) -> str:
        return f"{self.keyspace}.{self.name}"

    def describe(self) -> str:
        return f"- view {self.name}"

    def apply_to(self, schema: Schema) -> Schema:
        return replace(schema, views=without(schema.views, self.name))

    def steps(self, schema: Schema) -> tuple[Step, ...]:  # noqa: ARG002
        return (Statement(self.subject, f"DROP MATERIALIZED VIEW {qualified(self.keyspace, self.name)}"),)

    def inverse(self, schema: Schema) -> AddView | None:
        known = schema.view(self.name)
        return AddView(self.keyspace, known) if known else None
