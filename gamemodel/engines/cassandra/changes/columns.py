"""Changes of a column: added, dropped, masked; a key column renamed. No server alters a column's type."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from gamemodel.change import Change
from gamemodel.engines.cassandra.dialect.backfill import fill_step
from gamemodel.engines.cassandra.dialect.cql import qualified, quote, tokens, unquote
from gamemodel.engines.cassandra.dialect.statements import column_text
from gamemodel.engines.cassandra.schema import Column, Dropped, Schema, Table, View
from gamemodel.engines.cassandra.types import comes_back
from gamemodel.named import by_name, without
from gamemodel.step import Statement, Step


@dataclass(frozen=True, slots=True)
class AddColumn(Change[Schema]):
    TAG: ClassVar[str] = "AddColumn"
    keyspace: str
    table: str
    column: Column
    fill: str = ""
    """What rows that exist get, as CQL; empty: nothing."""
    source: str = ""
    """The column whose value rows that exist get instead."""

    @property
    def subject(self) -> str:
        return f"{self.keyspace}.{self.table}.{self.column.name}"

    def describe(self) -> str:
        given = f"their {self.source}" if self.source else self.fill
        fill = f", existing rows get {given}" if given else ""
        return f"+ column {self.table}.{column_text(self.column).replace(' STATIC', ' static')}{fill}"

    def apply_to(self, schema: Schema) -> Schema:
        table = schema.table(self.table)
        if table is None:
            return schema
        columns = by_name((*table.columns, self.column))
        return schema.with_table(replace(table, columns=columns, dropped=without(table.dropped, self.column.name)))

    def steps(self, schema: Schema) -> tuple[Step, ...]:
        text = f"ALTER TABLE {qualified(self.keyspace, self.table)} ADD {column_text(self.column)}"
        table = schema.table(self.table)
        add = Statement(self.subject, text)
        return (
            (add, fill_step(self.subject, self.keyspace, table, self.column, self.fill, self.source))
            if (self.fill or self.source) and table
            else (add,)
        )

    def inverse(self, schema: Schema) -> DropColumn:  # noqa: ARG002
        return DropColumn(self.keyspace, self.table, self.column)


@dataclass(frozen=True, slots=True)
class DropColumn(Change[Schema]):
    """The table remembers the column's type: the name can be used again only with a compatible type."""

    TAG: ClassVar[str] = "DropColumn"

    keyspace: str
    table: str
    column: Column

    @property
    def subject(self) -> str:
        return f"{self.keyspace}.{self.table}.{self.column.name}"

    @property
    def destroys(self) -> bool:
        return True

    def describe(self) -> str:
        return f"- column {self.table}.{self.column.name} {self.column.type}"

    def apply_to(self, schema: Schema) -> Schema:
        table = schema.table(self.table)
        if table is None:
            return schema
        gone = Dropped(self.column.name, self.column.type, self.column.kind)
        dropped = by_name((*without(table.dropped, gone.name), gone))
        return schema.with_table(replace(table, columns=without(table.columns, gone.name), dropped=dropped))

    def steps(self, schema: Schema) -> tuple[Step, ...]:  # noqa: ARG002
        text = f"ALTER TABLE {qualified(self.keyspace, self.table)} DROP {quote(self.column.name)}"
        return (Statement(self.subject, text, destroys=True),)

    def inverse(self, schema: Schema) -> AddColumn | None:  # noqa: ARG002
        back = comes_back(self.column.type, self.column.type)
        return AddColumn(self.keyspace, self.table, self.column) if back else None


@dataclass(frozen=True, slots=True)
class MaskColumn(Change[Schema]):
    """Alters dynamic data masking: what a role without UNMASK sees. An empty mask removes it."""

    TAG: ClassVar[str] = "MaskColumn"

    keyspace: str
    table: str
    column: str
    before: str
    after: str

    @property
    def subject(self) -> str:
        return f"{self.keyspace}.{self.table}.{self.column}"

    def describe(self) -> str:
        return f"~ mask of {self.table}.{self.column} {self.before or 'none'} -> {self.after or 'none'}"

    def apply_to(self, schema: Schema) -> Schema:
        table = schema.table(self.table)
        if table is None:
            return schema
        masked = (replace(c, mask=self.after) if c.name == self.column else c for c in table.columns)
        return schema.with_table(replace(table, columns=tuple(masked)))

    def steps(self, schema: Schema) -> tuple[Step, ...]:  # noqa: ARG002
        what = f"MASKED WITH {self.after}" if self.after else "DROP MASKED"
        text = f"ALTER TABLE {qualified(self.keyspace, self.table)} ALTER {quote(self.column)} {what}"
        return (Statement(self.subject, text),)

    def inverse(self, schema: Schema) -> MaskColumn:  # noqa: ARG002
        return replace(self, before=self.after, after=self.before)


@dataclass(frozen=True, slots=True)
class RenameColumn(Change[Schema]):
    """Renames a column of the primary key; views of the table are renamed with it (measured on Cassandra 5.0.9)."""

    TAG: ClassVar[str] = "RenameColumn"

    keyspace: str
    table: str
    old: str
    new: str

    @property
    def subject(self) -> str:
        return f"{self.keyspace}.{self.table}.{self.new}"

    def describe(self) -> str:
        return f"~ column {self.table}.{self.old} -> {self.new}"

    def apply_to(self, schema: Schema) -> Schema:
        table = schema.table(self.table)
        if table is None:
            return schema
        schema = schema.with_table(self._in_table(table))
        for view in schema.views_of(self.table):
            schema = schema.with_view(self._in_view(view))
        return schema

    def _name(self, name: str) -> str:
        return self.new if name == self.old else name

    def _in_table(self, table: Table) -> Table:
        return replace(
            table,
            columns=by_name(replace(each, name=self._name(each.name)) for each in table.columns),
            partition=tuple(map(self._name, table.partition)),
            clustering=tuple(replace(each, name=self._name(each.name)) for each in table.clustering),
        )

    def _in_view(self, view: View) -> View:
        where = "".join(
            quote(self._name(unquote(t.text))) if t.kind in ("word", "name") and unquote(t.text) == self.old else t.text
            for t in tokens(view.where)
        )
        return replace(
            view,
            partition=tuple(map(self._name, view.partition)),
            clustering=tuple(replace(each, name=self._name(each.name)) for each in view.clustering),
            columns=tuple(sorted(map(self._name, view.columns))),
            where=where,
        )

    def steps(self, schema: Schema) -> tuple[Step, ...]:  # noqa: ARG002
        text = f"ALTER TABLE {qualified(self.keyspace, self.table)} RENAME {quote(self.old)} TO {quote(self.new)}"
        return (Statement(self.subject, text),)

    def inverse(self, schema: Schema) -> RenameColumn:  # noqa: ARG002
        return RenameColumn(self.keyspace, self.table, self.new, self.old)
