"""Changes of whole tables: add, drop, rename, options, order of columns, partitioning."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from gamemodel.change import Change
from gamemodel.engines.mysql.dialect import algorithms, statements
from gamemodel.engines.mysql.dialect.quoting import literal, name, names
from gamemodel.engines.mysql.schema import ForeignKey, Partition, Partitioning, Schema, Table, charset_of
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
    """Foreign keys of other tables follow by themselves, as the server sees to it."""

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
        return replace(schema, tables=tuple(sorted(tables, key=lambda each: each.name)))

    def steps(self, schema: Schema) -> tuple[Step, ...]:  # noqa: ARG002
        text = statements.alter(self.old, (f"RENAME TO {name(self.new)}",), algorithms.INSTANT)
        return (Statement(self.subject, text),)

    def inverse(self, schema: Schema) -> RenameTable:  # noqa: ARG002
        return RenameTable(self.new, self.old)


@dataclass(frozen=True, slots=True)
class TableOptions:
    """What ALTER TABLE can set without naming a column."""

    collation: str
    comment: str = ""
    row_format: str = "dynamic"
    options: tuple[tuple[str, str], ...] = ()


def options_of(table: Table) -> TableOptions:
    return TableOptions(table.collation, table.comment, table.row_format, table.options)


@dataclass(frozen=True, slots=True)
class AlterTableOptions(Change[Schema]):
    """The default collation of new columns, the comment, the row format and further options; columns keep theirs."""

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
        words += [
            f"{key} {old.get(key, 'default')} -> {new.get(key, 'default')}"
            for key in sorted({*old, *new})
            if old.get(key) != new.get(key)
        ]
        return f"~ table {self.table}: {', '.join(words)}"

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


@dataclass(frozen=True, slots=True)
class MoveColumn(Change[Schema]):
    """Only ever made by drift or by undoing a drop: the model puts new columns last."""

    TAG: ClassVar[str] = "MoveColumn"

    table: str
    column: str
    after: str
    """The column that it shall follow; empty: it shall be the first."""

    @property
    def subject(self) -> str:
        return f"{self.table}.table:columns"

    def describe(self) -> str:
        return f"~ column {self.column} moved {f'after {self.after}' if self.after else 'to the front'}"

    def apply_to(self, schema: Schema) -> Schema:
        table = schema.require(self.table)
        moved = next(each for each in table.columns if each.name == self.column)
        rest = [each for each in table.columns if each.name != self.column]
        place = [each.name for each in rest].index(self.after) + 1 if self.after else 0
        return schema.with_table(replace(table, columns=(*rest[:place], moved, *rest[place:])))

    def steps(self, schema: Schema) -> tuple[Step, ...]:
        table = schema.require(self.table)
        column = next(each for each in table.columns if each.name == self.column)
        place = f"AFTER {name(self.after)}" if self.after else "FIRST"
        clause = f"MODIFY COLUMN {statements.column(column)} {place}"
        cost = algorithms.COPY if column.generated else algorithms.move_column(table)
        return (Statement(self.subject, statements.alter(self.table, (clause,), cost)),)

    def inverse(self, schema: Schema) -> MoveColumn:
        return MoveColumn(self.table, self.column, schema.require(self.table).after(self.column))


@dataclass(frozen=True, slots=True)
class AlterPartitioning(Change[Schema]):
    """Partitions are added at the end, dropped, split or merged; everything else rewrites the table."""

    TAG: ClassVar[str] = "AlterPartitioning"

    table: str
    old: Partitioning | None
    new: Partitioning | None
    keeps: bool = False
    """The rows of partitions that go move into the next one: the way back of a split."""

    @property
    def subject(self) -> str:
        return f"{self.table}.table:partitioning"

    @property
    def destroys(self) -> bool:
        return bool(self._dropped())

    def _added(self) -> bool:
        """Only partitions at the end are new."""
        old, new = self.old, self.new
        return bool(
            old and new and replace(old, partitions=()) == replace(new, partitions=()) and not old.count
            and len(new.partitions) > len(old.partitions) and new.partitions[: len(old.partitions)] == old.partitions
            and not (old.method.startswith("RANGE") and "MAXVALUE" in old.partitions[-1].values)
        )  # fmt: skip

    def _dropped(self) -> tuple[str, ...]:
        """The partitions that go, where nothing else changes: their rows go with them."""
        old, new = self.old, self.new
        if self.keeps or not (old and new and old.partitions and new.partitions):
            return ()
        kept = tuple(each for each in old.partitions if each in new.partitions)
        if (
            replace(old, partitions=()) != replace(new, partitions=())
            or kept != new.partitions
            or kept == old.partitions
        ):
            return ()
        return tuple(each.name for each in old.partitions if each not in kept)

    def _moved(self) -> tuple[tuple[Partition, ...], tuple[Partition, ...]]:
        """The neighbours in a range that are replaced by others with the same bound; empty where it is no such change."""
        old, new = self.old, self.new
        if not (old and new and new.method.startswith("RANGE")) or self._added() or self._dropped():
            return (), ()
        was, now = old.partitions, new.partitions
        if replace(old, partitions=()) != replace(new, partitions=()) or was == now:
            return (), ()
        while was and now and was[0] == now[0]:
            was, now = was[1:], now[1:]
        behind = 0
        while min(len(was), len(now)) - behind > 1 and was[-1 - behind] == now[-1 - behind]:
            behind += 1
        ends = [len(was) - behind, len(now) - behind]
        if was and now and behind and was[ends[0] - 1].values != now[ends[1] - 1].values:
            ends = [ends[0] + 1, ends[1] + 1]
        was, now = was[: ends[0]], now[: ends[1]]
        return (was, now) if was and now and was[-1].values == now[-1].values else ((), ())

    def describe(self) -> str:
        if dropped := self._dropped():
            return f"- partitions {', '.join(dropped)}"
        if self._added() and self.old and self.new:
            return f"+ partitions {', '.join(each.name for each in self.new.partitions[len(self.old.partitions) :])}"
        was, now = self._moved()
        if was:
            return f"~ partitions {', '.join(each.name for each in was)} -> {', '.join(each.name for each in now)}"
        if self.new is None:
            return f"~ table {self.table} no longer partitioned"
        return f"~ table {self.table} partitioned by {self.new.method.lower()} ({self.new.by})"

    def apply_to(self, schema: Schema) -> Schema:
        return schema.with_table(replace(schema.require(self.table), partitioning=self.new))

    def steps(self, schema: Schema) -> tuple[Step, ...]:  # noqa: ARG002
        return (Statement(self.subject, self._text(), destroys=self.destroys),)

    def _text(self) -> str:
        if dropped := self._dropped():
            return statements.alter_partitions(self.table, f"DROP PARTITION {names(dropped)}", algorithms.INPLACE)
        if self._added() and self.old and self.new:
            fresh = self.new.partitions[len(self.old.partitions) :]
            listed = ", ".join(statements.partition(each, self.new.method) for each in fresh)
            return statements.alter_partitions(self.table, f"ADD PARTITION ({listed})", algorithms.INPLACE)
        was, now = self._moved()
        if was and self.new:
            listed = ",\n    ".join(statements.partition(each, self.new.method) for each in now)
            clause = f"REORGANIZE PARTITION {names(tuple(each.name for each in was))} INTO (\n    {listed}\n  )"
            return statements.alter_partitions(self.table, clause, algorithms.INPLACE_SHARED)
        if self.new is None:
            return statements.alter_partitions(self.table, "REMOVE PARTITIONING", "").replace("\n  ", " ", 1)
        return f"ALTER TABLE {name(self.table)}\n{statements.partitioning(self.new)}"

    def inverse(self, schema: Schema) -> AlterPartitioning:  # noqa: ARG002
        back = AlterPartitioning(self.table, self.new, self.old, keeps=True)
        return back if back._moved()[0] else replace(back, keeps=False)
