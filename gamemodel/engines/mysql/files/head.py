"""Write the files at head: schema.sql, metadata.py and the Alembic environment."""

from __future__ import annotations

from importlib import resources

from gamemodel.change import Hints
from gamemodel.engine import File
from gamemodel.engines.mysql.block.sections import Options
from gamemodel.engines.mysql.dialect.quoting import SQL_MODE
from gamemodel.engines.mysql.diff.schema import diff
from gamemodel.engines.mysql.files import metadata
from gamemodel.engines.mysql.files.migrations import GENERATED
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
        File(f"{store.folder}/schema.sql", f"-- {GENERATED}\n\n{body}\n" if body else f"-- {GENERATED}\n"),
        File(f"{store.folder}/metadata.py", metadata.render(schema)),
    )


def fixed_files(store: Store) -> tuple[File, ...]:
    """The Alembic environment, which works without gamemodel; it takes a URL from `-x url=…`, $DATABASE_URL or alembic.ini."""
    options = store.options_as(Options)
    values = {"@SCHEMA@": options.schema, "@SQL_MODE@": SQL_MODE, "@IGNORE@": repr(options.ignore)}
    made = []
    for name in ("alembic.ini", "env.py", "script.py.mako"):
        text = (resources.files(__package__) / "templates" / f"{name}.j2").read_text("utf-8")
        for mark, value in values.items():
            text = text.replace(mark, value)
        made.append(File(f"{store.folder}/{name}", text))
    return tuple(made)
