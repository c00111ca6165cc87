"""Changes of tables and their options."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from gamemodel.change import Change
from gamemodel.engines.mysql.dialect import algorithms, statements
from gamemodel.engines.mysql.dialect.quoting import literal, name
from gamemodel.engines.mysql.schema import ForeignKey, Schema, Table, charset_of
from gamemodel.named import by_name
from gamemodel.step import Statement, Step


@dataclass(frozen=True, slots=True)
class AddTable(Change[Schema]):
    TAG: ClassVar[str] = "AddTable"
    table: Table

    @property
    def subject(self) -> str:
        return self.table.name

    def describe(self) -> str:
        return f"+ table {self.table.name} ({len(self.table.columns)} columns)"

    def apply_to(self, schema: Schema) -> Schema:
        return schema.with_table(self.table)

    def steps(self, schema: Schema) -> tuple[Step, ...]:  # noqa: ARG002
        return (Statement(self.subject, statements.create_table(self.table)),)

    def inverse(self, schema: Schema) -> DropTable:  # noqa: ARG002
        return DropTable(self.table.name)


@dataclass(frozen=True, slots=True)
class DropTable(Change[Schema]):
    TAG: ClassVar[str] = "DropTable"
    table: str

    @property
    def subject(self) -> str:
        return self.table

    @property
    def destroys(self) -> bool:
        return True

    def describe(self) -> str:
        return f"- table {self.table}"

    def apply_to(self, schema: Schema) -> Schema:
        return schema.without_table(self.table)

    def steps(self, schema: Schema) -> tuple[Step, ...]:  # noqa: ARG002
        return (Statement(self.subject, f"DROP TABLE {name(self.table)}", destroys=True),)

    def inverse(self, schema: Schema) -> AddTable:
        return AddTable(schema.require(self.table))


@dataclass(frozen=True, slots=True)
class RenameTable(Change[Schema]):
    """Foreign keys of other tables follow."""

    TAG: ClassVar[str] = "RenameTable"

    old: str
    new: str

    @property
    def subject(self) -> str:
        return self.new

    def describe(self) -> str:
        return f"~ table {self.old} renamed to {self.new}"

    def apply_to(self, schema: Schema) -> Schema:
        def follow(key: ForeignKey) -> ForeignKey:
            return replace(key, table=self.new) if key.table == self.old else key

        moved = (replace(each, name=self.new) if each.name == self.old else each for each in schema.tables)
        tables = (replace(each, foreign_keys=tuple(follow(key) for key in each.foreign_keys)) for each in moved)
        return replace(schema, tables=by_name(tables))

    def steps(self, schema: Schema) -> tuple[Step, ...]:  # noqa: ARG002
        text = statements.alter(self.old, (f"RENAME TO {name(self.new)}",), algorithms.INSTANT)
        return (Statement(self.subject, text),)

    def inverse(self, schema: Schema) -> RenameTable:  # noqa: ARG002
        return RenameTable(self.new, self.old)


@dataclass(frozen=True, slots=True)
class TableOptions:
    """The options of a table, as ALTER TABLE sets them."""

    collation: str
    comment: str = ""
    row_format: str = "dynamic"
    options: tuple[tuple[str, str], ...] = ()


def options_of(table: Table) -> TableOptions:
    return TableOptions(table.collation, table.comment, table.row_format, table.options)


@dataclass(frozen=True, slots=True)
class AlterTableOptions(Change[Schema]):
    """The collation is the default of new columns; existing columns keep theirs."""

    TAG: ClassVar[str] = "AlterTableOptions"

    table: str
    old: TableOptions
    new: TableOptions

    @property
    def subject(self) -> str:
        return f"{self.table}.table:options"

    def describe(self) -> str:
        words = [
            f"{label} {before or 'none'} -> {after or 'none'}"
            for label, before, after in (
                ("collation", self.old.collation, self.new.collation),
                ("comment", self.old.comment, self.new.comment),
                ("row format", self.old.row_format, self.new.row_format),
            )
            if before != after
        ]
        old, new = dict(self.old.options), dict(self.new.options)
        words += [f"{key} {old.get(key, 'default')} -> {new.get(key, 'default')}" for key in self._changed()]
        return f"~ table {self.table} {', '.join(words)}"

    def apply_to(self, schema: Schema) -> Schema:
        new = self.new
        table = replace(
            schema.require(self.table), collation=new.collation, comment=new.comment, row_format=new.row_format,
            options=new.options,
        )  # fmt: skip
        return schema.with_table(table)

    def steps(self, schema: Schema) -> tuple[Step, ...]:
        table = schema.require(self.table)
        rebuilds = self.old.row_format != self.new.row_format or any(
            key in ("key_block_size", "compression", "encryption", "tablespace") for key in self._changed()
        )
        text = statements.alter(self.table, self._clauses(), algorithms.table_options(table, rebuilds=rebuilds))
        return (Statement(self.subject, text),)

    def _changed(self) -> tuple[str, ...]:
        old, new = dict(self.old.options), dict(self.new.options)
        return tuple(key for key in sorted({*old, *new}) if old.get(key) != new.get(key))

    def _clauses(self) -> tuple[str, ...]:
        new, clauses = self.new, []
        if self.old.collation != new.collation:
            clauses.append(f"DEFAULT CHARACTER SET {charset_of(new.collation)} COLLATE {new.collation}")
        if self.old.comment != new.comment:
            clauses.append(f"COMMENT={literal(new.comment)}")
        if self.old.row_format != new.row_format:
            clauses.append(f"ROW_FORMAT={new.row_format.upper()}")
        values = dict(new.options)
        for key in self._changed():
            unset = "0" if key in ("key_block_size", "max_rows", "min_rows", "avg_row_length") else "DEFAULT"
            clauses.append(statements.option(key, values.get(key, unset)))
        return tuple(clauses)

    def inverse(self, schema: Schema) -> AlterTableOptions:  # noqa: ARG002
        return AlterTableOptions(self.table, self.new, self.old)
