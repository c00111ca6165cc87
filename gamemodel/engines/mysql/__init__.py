"""The engine for MySQL and Amazon Aurora MySQL."""

from gamemodel.engine import Engine
from gamemodel.engines.mysql.schema import Schema

ENGINE = Engine(
    "mysql",
    Schema,
    folder="sql",
    settings=(("schema", r"\S+"), ("lock_wait_s", r"[1-9][0-9]*")),
)
