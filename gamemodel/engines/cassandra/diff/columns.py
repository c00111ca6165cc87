"""Differences between the columns of a table."""

from __future__ import annotations

from gamemodel.change import Hints
from gamemodel.engines.cassandra.changes.columns import AddColumn, DropColumn, MaskColumn
from gamemodel.engines.cassandra.diff import refusals
from gamemodel.engines.cassandra.diff.phases import Phases
from gamemodel.engines.cassandra.schema import Column, Schema, Table
from gamemodel.engines.cassandra.types import comes_back


def declared_renames(old: Table, new: Table, keyspace: str, hints: Hints) -> tuple[tuple[str, str], ...]:
    """Declared renames of this table's columns that have not happened yet: (old name, new name)."""
    at = f"{keyspace}.{new.name}."
    found = []
    for was, now in hints.renames:
        if was.startswith(at) and now.startswith(at):
            names = was.removeprefix(at), now.removeprefix(at)
            if old.column(names[0]) and not new.column(names[0]) and new.column(names[1]) and not old.column(names[1]):
                found.append(names)
    return tuple(found)


def diff_columns(
    old: Table, new: Table, after: Schema, keyspace: str, hints: Hints, names: dict[str, str], phases: Phases
) -> None:
    """`names` are the renames of the table's columns, old to new."""
    came = [each for each in new.columns if not old.column(each.name) and each.name not in names.values()]
    went = [each for each in old.columns if not new.column(each.name) and each.name not in names]
    alike = _look_alikes(went, came, f"{keyspace}.{new.name}", hints)
    phases.refused += [refusals.look_alike(keyspace, new.name, gone, fresh) for gone, fresh in alike]
    unclear = {each.name for pair in alike for each in pair}
    for column in came:
        if column.name not in unclear:
            _added(old, new, column, keyspace, hints, phases)
    for column in went:
        if column.name in unclear:
            continue
        if refused := refusals.dropped(keyspace, new, after, column):
            phases.refused.append(refused)
        else:
            phases.drop_columns.append(DropColumn(keyspace, new.name, column))
    back = {now: was for was, now in names.items()}
    for column in new.columns:
        was = old.column(back.get(column.name, column.name))
        if was is not None:
            _column(was, column, keyspace, new.name, phases)


def _added(old: Table, new: Table, column: Column, keyspace: str, hints: Hints, phases: Phases) -> None:
    subject = f"{keyspace}.{new.name}.{column.name}"
    fill = dict(hints.fills).get(subject, "")
    source = fill[1:-1] if fill.startswith("(") else ""
    refused = refusals.added(keyspace, old, new, column) or refusals.unfilled(
        subject, old, column, source, lacking=subject in hints.lacking
    )
    if refused:
        phases.refused.append(refused)
    else:
        phases.columns.append(AddColumn(keyspace, new.name, column, "" if source else fill, source))


def _column(old: Column, new: Column, keyspace: str, table: str, phases: Phases) -> None:
    if (old.type, old.kind) != (new.type, new.kind):
        phases.refused.append(refusals.column_changed(keyspace, table, old, new))
    elif old.mask != new.mask:
        phases.options.append(MaskColumn(keyspace, table, new.name, old.mask, new.mask))


def _look_alikes(went: list[Column], came: list[Column], at: str, hints: Hints) -> list[tuple[Column, Column]]:
    """Columns that vanished beside one of their type and kind that appeared: a rename or not is not guessed."""
    found = []
    free = [each for each in came if comes_back(each.type, each.type)]
    for gone in went:
        if f"{at}.{gone.name}" in hints.dropped:
            continue
        match = next((each for each in free if (each.type, each.kind) == (gone.type, gone.kind)), None)
        if match is not None:
            free.remove(match)
            found.append((gone, match))
    return found
