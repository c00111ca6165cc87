"""Changes of columns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from gamemodel.change import Change
from gamemodel.engines.mysql import flavours
from gamemodel.engines.mysql.dialect import algorithms, rename_references, statements, type_change
from gamemodel.engines.mysql.dialect.quoting import name, names
from gamemodel.engines.mysql.schema import Column, Schema, Table
from gamemodel.step import Check, Statement, Step


def _flavour(schema: Schema) -> flavours.Flavour:
    return flavours.flavour(schema.database.flavour, schema.database.at_least)


@dataclass(frozen=True, slots=True)
class AddColumn(Change[Schema]):
    """`after`: None for last, empty for first, otherwise the column before it."""

    TAG: ClassVar[str] = "AddColumn"

    table: str
    column: Column
    after: str | None = None

    @property
    def subject(self) -> str:
        return f"{self.table}.{self.column.name}"

    def describe(self) -> str:
        return f"+ column {self.subject} {self.column.type}" + (" null" if self.column.nullable else "")

    def apply_to(self, schema: Schema) -> Schema:
        table = schema.require(self.table)
        place = len(table.columns)
        if self.after is not None:
            place = [each.name for each in table.columns].index(self.after) + 1 if self.after else 0
        columns = (*table.columns[:place], self.column, *table.columns[place:])
        return schema.with_table(replace(table, columns=columns))

    def steps(self, schema: Schema) -> tuple[Step, ...]:
        table = schema.require(self.table)
        place = "" if self.after is None else f" AFTER {name(self.after)}" if self.after else " FIRST"
        cost = algorithms.add_column(table, self.column, self.after, _flavour(schema))
        text = statements.alter(self.table, (f"ADD COLUMN {statements.column(self.column)}{place}",), cost)
        return (Statement(self.subject, text),)

    def inverse(self, schema: Schema) -> DropColumn:  # noqa: ARG002
        return DropColumn(self.table, self.column.name)


@dataclass(frozen=True, slots=True)
class DropColumn(Change[Schema]):
    TAG: ClassVar[str] = "DropColumn"
    table: str
    column: str
    computed: bool = False
    """A generated column: no data are lost with it."""

    @property
    def subject(self) -> str:
        return f"{self.table}.{self.column}"

    @property
    def destroys(self) -> bool:
        return not self.computed

    def describe(self) -> str:
        return f"- column {self.subject}"

    def apply_to(self, schema: Schema) -> Schema:
        table = schema.require(self.table)
        return schema.with_table(replace(table, columns=tuple(c for c in table.columns if c.name != self.column)))

    def steps(self, schema: Schema) -> tuple[Step, ...]:
        table = schema.require(self.table)
        column = _column(table, self.column)
        cost = algorithms.drop_column(table, column, _flavour(schema))
        text = statements.alter(self.table, (f"DROP COLUMN {name(self.column)}",), cost)
        return (Statement(self.subject, text, destroys=self.destroys),)

    def inverse(self, schema: Schema) -> AddColumn:
        table = schema.require(self.table)
        last = table.columns[-1].name == self.column
        return AddColumn(self.table, _column(table, self.column), None if last else table.after(self.column))


@dataclass(frozen=True, slots=True)
class AlterColumn(Change[Schema]):
    """Everything of a column but its name and place."""

    TAG: ClassVar[str] = "AlterColumn"

    table: str
    old: Column
    new: Column

    @property
    def subject(self) -> str:
        return f"{self.table}.{self.new.name}"

    @property
    def destroys(self) -> bool:
        """MySQL rounds decimals and fractions of a second silently; it refuses other values that do not fit."""
        return not self.new.generated and type_change.effect(self.old, self.new)[0] == "loses"

    def describe(self) -> str:
        return f"~ column {self.subject} {', '.join(_differences(self.old, self.new))}"

    def apply_to(self, schema: Schema) -> Schema:
        table = schema.require(self.table)
        columns = tuple(self.new if each.name == self.new.name else each for each in table.columns)
        return schema.with_table(replace(table, columns=columns))

    def steps(self, schema: Schema) -> tuple[Step, ...]:
        return (*self._check(schema.require(self.table)), self._statement(schema.require(self.table)))

    def _check(self, table: Table) -> tuple[Step, ...]:
        if not self.old.nullable or self.new.nullable or self.new.generated:
            return ()
        column, shown = name(self.new.name), names(table.key_columns) or "1"
        return (
            Check(
                self.subject,
                f"SELECT {shown} FROM {name(table.name)} WHERE {column} IS NULL LIMIT 1",
                f"{self.subject} is NULL in some rows, and is about to be required",
            ),
        )

    def _statement(self, table: Table) -> Statement:
        clause = f"MODIFY COLUMN {statements.column(self.new)}"
        cost = algorithms.alter_column(table, self.old, self.new)
        if replace(self.old, invisible=self.new.invisible) == self.new:
            clause = f"ALTER COLUMN {name(self.new.name)} SET {'INVISIBLE' if self.new.invisible else 'VISIBLE'}"
            cost = algorithms.INSTANT
        if replace(self.old, default=self.new.default) == self.new and not (self.new.default or "").startswith(
            "CURRENT"
        ):
            action = f"SET DEFAULT {self.new.default}" if self.new.default is not None else "DROP DEFAULT"
            if self.new.default is not None or not self.new.nullable:
                clause, cost = f"ALTER COLUMN {name(self.new.name)} {action}", algorithms.INSTANT
        return Statement(self.subject, statements.alter(self.table, (clause,), cost), destroys=self.destroys)

    def inverse(self, schema: Schema) -> AlterColumn:  # noqa: ARG002
        return AlterColumn(self.table, self.new, self.old)


@dataclass(frozen=True, slots=True)
class RenameColumn(Change[Schema]):
    """In place. Keys and indexes follow; checks and generated columns must not use the old name."""

    TAG: ClassVar[str] = "RenameColumn"

    table: str
    old: str
    new: str

    @property
    def subject(self) -> str:
        return f"{self.table}.{self.new}"

    def describe(self) -> str:
        return f"~ column {self.table}.{self.old} renamed to {self.new}"

    def apply_to(self, schema: Schema) -> Schema:
        return rename_references.rename_column(schema, self.table, self.old, self.new)

    def steps(self, schema: Schema) -> tuple[Step, ...]:
        clause = f"RENAME COLUMN {name(self.old)} TO {name(self.new)}"
        text = statements.alter(
            self.table, (clause,), algorithms.rename_column(schema.require(self.table), _flavour(schema))
        )
        return (Statement(self.subject, text),)

    def inverse(self, schema: Schema) -> RenameColumn:  # noqa: ARG002
        return RenameColumn(self.table, self.new, self.old)


def _column(table: Table, wanted: str) -> Column:
    found = table.column(wanted)
    if found is None:
        raise KeyError(f"{table.name}.{wanted}")
    return found


def _differences(old: Column, new: Column) -> list[str]:
    """What differs between two definitions, in words."""
    words = []
    for label, before, after in (
        ("", old.type, new.type),
        ("", "null" if old.nullable else "not null", "null" if new.nullable else "not null"),
        ("default ", old.default or "none", new.default or "none"),
        ("on update ", old.on_update or "none", new.on_update or "none"),
        ("collation ", old.collation or "none", new.collation or "none"),
        ("comment ", repr(old.comment), repr(new.comment)),
        ("", "invisible" if old.invisible else "visible", "invisible" if new.invisible else "visible"),
        ("auto_increment ", str(old.auto_increment).lower(), str(new.auto_increment).lower()),
        ("generated ", _generated(old), _generated(new)),
        ("srid ", str(old.srid), str(new.srid)),
    ):
        if before != after:
            words.append(f"{label}{before} -> {after}")
    return words


def _generated(column: Column) -> str:
    if column.generated is None:
        return "no"
    return f"{'stored' if column.generated.stored else 'virtual'} ({column.generated.expression})"


@dataclass(frozen=True, slots=True)
class MoveColumn(Change[Schema]):
    """Made only by drift or by undoing a drop: the model puts new columns last."""

    TAG: ClassVar[str] = "MoveColumn"

    table: str
    column: str
    after: str
    """The column it will follow; empty: it will be the first."""

    @property
    def subject(self) -> str:
        return f"{self.table}.table:columns"

    def describe(self) -> str:
        place = f"after {self.after}" if self.after else "to the front"
        return f"~ column {self.table}.{self.column} moved {place}"

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
