"""Changes of a table: added, dropped, its options altered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar, Final

from gamemodel.change import Change
from gamemodel.engines.cassandra.dialect.cql import qualified
from gamemodel.engines.cassandra.dialect.options import OptionPairs, altered, clauses
from gamemodel.engines.cassandra.dialect.statements import AND, ID, WITH_ID, column_text, key_text, order_clause
from gamemodel.engines.cassandra.schema import Schema, Table
from gamemodel.named import without
from gamemodel.step import Statement, Step

_SHORT: Final = {"default_time_to_live": "ttl", "gc_grace_seconds": "gc_grace"}
"""Options whose name in the model is shorter than the server's."""


@dataclass(frozen=True, slots=True)
class AddTable(Change[Schema]):
    """Adds a table without its indexes, which are changes of their own."""

    TAG: ClassVar[str] = "CreateTable"

    keyspace: str
    table: Table

    @property
    def subject(self) -> str:
        return f"{self.keyspace}.{self.table.name}"

    def describe(self) -> str:
        return f"+ table {self.table.name} ({len(self.table.columns)} columns, key {', '.join(self.table.key)})"

    def apply_to(self, schema: Schema) -> Schema:
        return schema.with_table(replace(self.table, indexes=(), dropped=(), id=""))

    def steps(self, schema: Schema) -> tuple[Step, ...]:  # noqa: ARG002
        table = self.table
        parts = (*map(column_text, table.in_order), key_text(table.partition, table.clustering))
        columns = ",\n".join(f"    {part}" for part in parts)
        options = AND.join((WITH_ID, *order_clause(table.clustering), *clauses(table.options)))
        text = f"CREATE TABLE {qualified(self.keyspace, table.name)} (\n{columns}\n) {options}"
        return (Statement(self.subject, text, draws=(ID,)),)

    def inverse(self, schema: Schema) -> DropTable:  # noqa: ARG002
        return DropTable(self.keyspace, self.table.name)


@dataclass(frozen=True, slots=True)
class DropTable(Change[Schema]):
    TAG: ClassVar[str] = "DropTable"
    keyspace: str
    name: str

    @property
    def subject(self) -> str:
        return f"{self.keyspace}.{self.name}"

    @property
    def destroys(self) -> bool:
        return True

    def describe(self) -> str:
        return f"- table {self.name}"

    def apply_to(self, schema: Schema) -> Schema:
        return replace(schema, tables=without(schema.tables, self.name))

    def steps(self, schema: Schema) -> tuple[Step, ...]:  # noqa: ARG002
        return (Statement(self.subject, f"DROP TABLE {qualified(self.keyspace, self.name)}", destroys=True),)

    def inverse(self, schema: Schema) -> AddTable | None:
        known = schema.table(self.name)
        return AddTable(self.keyspace, replace(known, indexes=(), dropped=(), id="")) if known else None


@dataclass(frozen=True, slots=True)
class AlterOptions(Change[Schema]):
    """Alters options of a table or view; a map option is replaced as a whole, as the server does."""

    TAG: ClassVar[str] = "AlterOptions"

    keyspace: str
    name: str
    before: OptionPairs
    after: OptionPairs
    view: bool = False

    @property
    def subject(self) -> str:
        return f"{self.keyspace}.{self.name}.option:{','.join(name for name, _ in altered(self.before, self.after))}"

    def describe(self) -> str:
        old, new = altered(self.after, self.before), dict(altered(self.before, self.after))
        pairs = [(_SHORT.get(name, name), f"{value} -> {new[name]}") for name, value in old]
        if len(pairs) == 1:
            return f"~ {pairs[0][0]} of {self.name} {pairs[0][1]}"
        return f"~ options of {self.name}: " + ", ".join(map(" ".join, pairs))

    def apply_to(self, schema: Schema) -> Schema:
        if self.view:
            view = schema.view(self.name)
            return schema.with_view(replace(view, options=self.after)) if view else schema
        table = schema.table(self.name)
        return schema.with_table(replace(table, options=self.after)) if table else schema

    def steps(self, schema: Schema) -> tuple[Step, ...]:  # noqa: ARG002
        kind = "MATERIALIZED VIEW" if self.view else "TABLE"
        body = AND.join(clauses(altered(self.before, self.after)))
        return (Statement(self.subject, f"ALTER {kind} {qualified(self.keyspace, self.name)} WITH {body}"),)

    def inverse(self, schema: Schema) -> AlterOptions:  # noqa: ARG002
        return replace(self, before=self.after, after=self.before)
