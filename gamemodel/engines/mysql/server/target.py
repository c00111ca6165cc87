"""What one target can hold of a schema, and how to restore a missing subject."""

from __future__ import annotations

from gamemodel.engine import Observed
from gamemodel.engines.mysql.changes import AddCheck, AddColumn, AddForeignKey, AddIndex, AddTable
from gamemodel.engines.mysql.schema import Check, Column, ForeignKey, Index, Schema, Table, lookup
from gamemodel.step import Bindings, Step
from gamemodel.topology import Target


def observable(schema: Schema, target: Target) -> Observed[Schema]:  # noqa: ARG001
    """Everything: no flavour of MySQL ignores part of a schema, and a replica has what its source has."""
    return Observed(schema)


def restore(schema: Schema, subject: str) -> tuple[Step, ...]:
    """Steps that make `subject` where it is missing. Raises KeyError for a subject that the schema does not have."""
    table, found = subject.partition(".")[0], lookup(schema, subject)
    match found:
        case Table():
            return AddTable(found).steps(schema)
        case Column():
            return AddColumn(table, found).steps(schema)
        case Index():
            return AddIndex(table, found).steps(schema)
        case Check():
            return AddCheck(table, found).steps(schema)
        case ForeignKey():
            return AddForeignKey(table, found).steps(schema)
    raise KeyError(subject)


def bindings(schema: Schema, target: Target) -> Bindings:  # noqa: ARG001
    """No value differs per target."""
    return Bindings()
