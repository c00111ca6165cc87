"""The schema at head as text: schema.cql."""

from __future__ import annotations

from gamemodel.change import Hints
from gamemodel.engine import File
from gamemodel.engines.cassandra.diff.schema import diff
from gamemodel.engines.cassandra.files.migrations import GENERATED, step_text
from gamemodel.engines.cassandra.schema import EMPTY, Schema
from gamemodel.model import Model
from gamemodel.step import Statement
from gamemodel.topology import Store


def head_files(schema: Schema, model: Model, store: Store) -> tuple[File, ...]:  # noqa: ARG001
    """`schema.cql`: everything at head, in an order that can be run."""
    title = f"-- Everything in keyspace {schema.name} at head.\n{GENERATED}\n" if schema.name else f"{GENERATED}\n"
    changes = diff(EMPTY, schema, Hints()).changes
    blocks = [title]
    for change in changes:
        steps = (step for step in change.steps(schema) if isinstance(step, Statement))
        blocks += [step_text(step, store) for step in steps]
    return (File(f"{store.folder}/schema.cql", "\n".join(blocks)),)


def fixed_files(store: Store) -> tuple[File, ...]:  # noqa: ARG001
    """Cassandra has none."""
    return ()
