"""Alembic's environment: needs Alembic, SQLAlchemy and PyMySQL, nothing else. Written once; yours to change."""

import fnmatch
import os
import re
from logging.config import fileConfig

from alembic import context
from alembic.ddl.mysql import MySQLImpl
from metadata import metadata
from sqlalchemy import create_engine, event, pool

# The session that every statement is written for, whatever the server's own settings are.
SESSION = (
    "SET SESSION sql_mode = 'ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION', time_zone = '+00:00', "
    "foreign_key_checks = 1, unique_checks = 1, lock_wait_timeout = 30, innodb_lock_wait_timeout = 30"
)
# Tables of gamemodel's own runner, and of others.
IGNORED = ("gamemodel_head", "gamemodel_ledger", "gamemodel_lock", *())

if context.config.config_file_name is not None:
    fileConfig(context.config.config_file_name, disable_existing_loggers=False)


def address():
    """The URL of the database: -x url=..., $DATABASE_URL, alembic.ini."""
    given = context.get_x_argument(as_dictionary=True).get("url") or os.environ.get("DATABASE_URL")
    return given or context.config.get_main_option("sqlalchemy.url")


def included(thing, name, kind, reflected, compare_to):
    """Tables that the model does not declare and others own are left alone; so are indexes over expressions."""
    if kind == "table":
        return not any(fnmatch.fnmatchcase(name, pattern) for pattern in IGNORED)
    if kind == "index" and not reflected:
        return all(hasattr(part, "table") for part in thing.expressions) or not _over_expression(thing)
    return True


def _over_expression(index):
    return any(str(part).startswith("(") for part in index.expressions)


class Comparison(MySQLImpl):
    """Alembic's comparison of defaults, but for those that the server only prints in other words."""

    __dialect__ = "mysql"

    def compare_server_default(self, inspected, declared, declared_default, inspected_default):
        if str(declared.type).split("(")[0].upper() in ("BIT", "BINARY", "VARBINARY"):
            return False
        if declared_default and inspected_default and _plain(declared_default) == _plain(inspected_default):
            return False
        return super().compare_server_default(inspected, declared, declared_default, inspected_default)


def _plain(text):
    """The default without what differs only in spelling: quotes and their escapes, a doubled percent sign, blanks."""
    return re.sub(r"_utf8mb4(?=')|[`()\s'\\]", "", text).replace("%%", "%").lower()


def offline():
    """`alembic upgrade head --sql`: the statements, for a server that cannot be reached from here."""
    context.configure(
        url=address(), target_metadata=metadata, literal_binds=True, dialect_opts={"paramstyle": "named"}
    )
    with context.begin_transaction():
        context.execute(SESSION.replace(":", r"\:"))
        context.run_migrations()


def online():
    engine = create_engine(address(), poolclass=pool.NullPool)

    @event.listens_for(engine, "connect")
    def pin(connection, record):
        with connection.cursor() as cursor:
            cursor.execute(SESSION)

    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=metadata,
            include_object=included,
            compare_type=True,
            compare_server_default=True,
        )
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    offline()
else:
    online()
