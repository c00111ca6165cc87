"""Everything at head as text: schema.sql and metadata.py."""

from __future__ import annotations

from gamemodel.change import Hints
from gamemodel.engine import File
from gamemodel.engines.mysql.diff.schema import diff
from gamemodel.engines.mysql.files import metadata
from gamemodel.engines.mysql.files.environment import environment_files
from gamemodel.engines.mysql.files.migrations import GENERATED, folder
from gamemodel.engines.mysql.schema import Schema
from gamemodel.model import Model
from gamemodel.step import Statement
from gamemodel.topology import Store


def head_files(schema: Schema, model: Model, store: Store) -> tuple[File, ...]:
    """`schema.sql`, which the mysql client can run into an empty database, and `metadata.py` for `alembic check`."""
    del model
    texts = [
        step.text
        for change in diff(Schema(), schema, Hints()).changes
        for step in change.steps(schema)
        if isinstance(step, Statement)
    ]
    body = "\n\n".join(f"{text};" for text in texts)
    return (
        File(f"{folder(store)}/schema.sql", f"-- {GENERATED}\n\n{body}\n" if body else f"-- {GENERATED}\n"),
        File(f"{folder(store)}/metadata.py", metadata.render(schema)),
    )


def fixed_files(store: Store) -> tuple[File, ...]:
    """The Alembic environment: written once, the same whatever the schema."""
    return environment_files(store)
