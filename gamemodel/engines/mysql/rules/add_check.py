"""A check over rows that exist may find one that fails it."""

from __future__ import annotations

from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.mysql.changes import AddCheck, AlterCheck
from gamemodel.engines.mysql.schema import Schema

CODE: Final = Code(
    "GM233",
    "a check over existing rows",
    "The server copies the table and refuses at the first row that fails the check (3819). A new value of an enum changes its\n"
    "check, too. Before: count the rows that fail it; `enforced: false` is instant and only documents the rule.",
    Severity.WARNING,
)
CURE: Final = "count the rows that fail it first, or write enforced: false"


def look(before: Schema, change: Any) -> str:
    """What to say of one change; empty: nothing."""
    del before
    if isinstance(change, AddCheck) and change.check.enforced:
        return f"check {change.check.name} copies {change.table} and is tried on every row"
    if isinstance(change, AlterCheck) and change.new.enforced:
        return f"check {change.new.name} copies {change.table} and is tried on every row"
    return ""
