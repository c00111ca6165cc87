"""What MySQL cannot or must not do in place, with the edits of the model that lead around it."""

from __future__ import annotations

from gamemodel.change import Refusal
from gamemodel.engines.mysql import codes
from gamemodel.engines.mysql.changes import AlterColumn, AlterPartitioning, RenameColumn, RenameTable
from gamemodel.engines.mysql.schema import Column, Table

_IN_PLACE = "write rename: in-place in the entity's block of this store, and rename during low traffic"


def database_renamed(old: str, new: str) -> Refusal:
    return Refusal(
        "database:name", codes.UNCHANGEABLE.id, f"the database {old} cannot be renamed to {new}",
        (f"keep schema: {old}", f"declare a second store with schema: {new}, and move its entities"),
        f"~ database {old} -> {new}",
    )  # fmt: skip


def table_vanished(table: Table, alike: Table) -> Refusal:
    return Refusal(
        table.name, codes.LOOKALIKE.id, f"table {table.name} vanished, {alike.name} has the same columns",
        (
            f"write renamed_from: {table.name} in the entity of {alike.name}",
            f"keep the entity of {table.name} until it is empty, then remove it in a revision of its own",
        ),
        f"- table {table.name}",
    )  # fmt: skip


def table_renamed(change: RenameTable) -> Refusal:
    return Refusal(
        change.new, codes.RENAME.id,
        f"table {change.old} is renamed to {change.new}; an application that uses {change.old} fails at once",
        (
            _IN_PLACE,
            f"add {change.new} beside {change.old}, copy the rows, let writers write both, then remove {change.old} later",
        ),
        change.describe(),
    )  # fmt: skip


def engine_changed(old: Table, new: Table) -> Refusal:
    return Refusal(
        f"{new.name}.table:options", codes.UNCHANGEABLE.id, f"table {new.name} uses the engine {old.engine}, not InnoDB",
        (f"ALTER TABLE {new.name} ENGINE=InnoDB by hand, after checking its size",),
        f"~ table {new.name} engine {old.engine} -> {new.engine}",
    )  # fmt: skip


def subpartitioned(change: AlterPartitioning) -> Refusal:
    return Refusal(
        change.subject, codes.UNCHANGEABLE.id,
        f"table {change.table} has subpartitions, which the model does not declare",
        (f"ALTER TABLE {change.table} REMOVE PARTITIONING by hand, after checking its size",), change.describe(),
    )  # fmt: skip


def column_renamed(change: RenameColumn) -> Refusal:
    old, new = change.old, change.new
    return Refusal(
        change.subject, codes.RENAME.id,
        f"column {change.table}.{old} is renamed to {new}; an application that uses {old} fails at once",
        (_IN_PLACE, f"keep {old}, add {new} with from: {old}, let writers write both, then remove {old} in a later revision"),
        change.describe(),
    )  # fmt: skip


def column_vanished(table: str, column: Column, alike: Column) -> Refusal:
    subject = f"{table}.{column.name}"
    return Refusal(
        subject, codes.LOOKALIKE.id, f"{subject} vanished, {alike.name} of the same type appeared",
        (
            f"write renamed_from: {column.name} at {alike.name} to keep the values",
            f"write dropped: [{column.name}] in the entity to lose them",
        ),
        f"- column {subject}",
    )  # fmt: skip


def auto_increment_added(table: str, column: Column) -> Refusal:
    subject = f"{table}.{column.name}"
    return Refusal(
        subject, codes.UNCHANGEABLE.id, f"an AUTO_INCREMENT column cannot be added to {table}, which may have rows",
        ("number the rows by hand first: add the field without auto_increment, fill it, then set auto_increment",),
        f"+ column {subject} {column.type}",
    )  # fmt: skip


def needs_fill(table: str, column: Column) -> Refusal:
    subject = f"{table}.{column.name}"
    return Refusal(
        subject, codes.NEEDS_FILL.id, f"{subject} is required, and the rows of {table} have no value for it",
        (
            f"give {column.name} a default: in the model",
            f"give {column.name} a fill: for the rows that exist: a value, or an SQL expression in parentheses",
            f"make it optional: {column.name}?:",
        ),
        f"+ column {subject} {column.type}",
    )  # fmt: skip


def kind_changed(change: AlterColumn) -> Refusal:
    return Refusal(
        change.subject, codes.UNCHANGEABLE.id,
        f"{change.subject} cannot change between a plain, a virtual and a stored column",
        (f"add a generated column of another name, and remove {change.new.name} in a later revision",), change.describe(),
    )  # fmt: skip


def narrowed(change: AlterColumn, words: str) -> Refusal:
    name = change.new.name
    return Refusal(
        change.subject, codes.NARROWING.id, f"{change.subject}: {words}",
        (
            f"keep {name}: {change.old.type}, and add a new field with the new type and fill: (an expression of {name})",
            f"when nothing reads {name} any more, remove it in a later revision",
        ),
        change.describe(),
    )  # fmt: skip


def undeclarable(kind: str, name: str, mark: str) -> Refusal:
    return Refusal(
        f"{kind}:{name}", codes.UNCHANGEABLE.id, f"{kind} {name} is not what the model declares",
        (f"drop the {kind} {name} by hand, or move it to a database of its own",), f"{mark} {kind} {name}",
    )  # fmt: skip
