"""The files that make `sql/` a working Alembic environment without gamemodel: alembic.ini, env.py, script.py.mako. Written once."""

from __future__ import annotations

from importlib import resources

from gamemodel.engine import File
from gamemodel.engines.mysql.compile.entities import store_options
from gamemodel.engines.mysql.dialect.quoting import SQL_MODE
from gamemodel.engines.mysql.files.migrations import folder
from gamemodel.topology import Store

_NAMES = ("alembic.ini", "env.py", "script.py.mako")


def environment_files(store: Store) -> tuple[File, ...]:
    """The environment of one store; the address of a server comes from `-x url=…`, $DATABASE_URL or alembic.ini."""
    options = store_options(store)
    place = resources.files("gamemodel.engines.mysql.files") / "alembic"
    values = {
        "@SCHEMA@": options.schema,
        "@SQL_MODE@": SQL_MODE,
        "@IGNORE@": repr(options.ignore),
    }
    made = []
    for name in _NAMES:
        text = (place / f"{name}.j2").read_text("utf-8")
        for mark, value in values.items():
            text = text.replace(mark, value)
        made.append(File(f"{folder(store)}/{name}", text))
    return tuple(made)
