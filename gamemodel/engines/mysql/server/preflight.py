"""Check rights and settings of a server before the first statement."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from gamemodel.diagnostics import Diagnostic, Severity
from gamemodel.engines.mysql import codes, flavours
from gamemodel.engines.mysql.block.sections import Options
from gamemodel.engines.mysql.server.connection import Connection
from gamemodel.errors import ServerRefused
from gamemodel.topology import Target

NEEDED: Final = ("SELECT", "INSERT", "UPDATE", "DELETE", "CREATE", "ALTER", "DROP", "INDEX", "REFERENCES")
"""What applying needs on the database; DELETE is for alembic_version."""
USEFUL: Final = ("CREATE TEMPORARY TABLES",)
"""What comparing expressions needs where people and server write them differently."""

_VARIABLES: Final = (
    "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('log_bin', 'binlog_format', 'binlog_row_image', 'version', 'read_only',"
    " 'super_read_only', 'aurora_version', 'innodb_read_only', 'lower_case_table_names')"
)
_NEAR: Final = 0.9


def examine(connection: Connection, target: Target, options: Options) -> tuple[Diagnostic, ...]:
    """Findings about the target; errors stop before the first statement."""
    settings = {str(key): str(value) for key, value in connection.query(_VARIABLES)}
    found = [
        *_version(settings, target),
        *_writable(settings, target),
        *([] if target.replica else _rights(connection, target)),
        *_binary_log(settings, options),
        *_row_versions(connection, target),
    ]
    return tuple(found)


def _version(settings: dict[str, str], target: Target) -> list[Diagnostic]:
    aurora = settings.get("aurora_version", "")
    theirs = flavours.version(aurora or settings.get("version", ""))
    wanted = flavours.version(target.store.at_least)
    found = []
    if bool(aurora) != (target.store.flavour == "aurora-mysql-3"):
        name = f"Aurora MySQL {aurora}" if aurora else f"MySQL {settings.get('version', '')}"
        message = f"{target.label}: the server is {name}, the store's flavour is {target.store.flavour}"
        found.append(
            replace(codes.OLD_SERVER.at(None, message, "set flavour for this environment"), severity=Severity.NOTE)
        )
    elif wanted and theirs < wanted:
        text = ".".join(map(str, theirs))
        found.append(
            codes.OLD_SERVER.at(None, f"{target.label}: version {text}, the model needs {target.store.at_least}")
        )
    if settings.get("lower_case_table_names", "0") not in ("0", "1"):
        found.append(codes.OLD_SERVER.at(None, f"{target.label}: lower_case_table_names is 2: table names change case"))
    return found


def _writable(settings: dict[str, str], target: Target) -> list[Diagnostic]:
    closed = [key for key in ("super_read_only", "read_only", "innodb_read_only") if settings.get(key) == "ON"]
    if not closed or target.replica:
        return []
    return [codes.READ_ONLY.at(None, f"{target.label}: {closed[0]} is ON", "connect to the writer")]


def granted(lines: tuple[str, ...], database: str) -> frozenset[str]:
    """Privileges on the whole database that SHOW GRANTS names plainly; anything it does not name counts as missing.

    A partial revoke takes away what it names; a pattern counts where it matches (`%` and `_` as in LIKE).
    """
    found: set[str] = set()
    for line in lines:
        match = re.match(r"(GRANT|REVOKE) (.+) ON (.+?) (?:TO|FROM) ", line)
        if not match or not _covers(match[3], database):
            continue
        words = {re.sub(r"\(.*\)", "", each).strip().upper() for each in match[2].split(",")}
        if match[1] == "REVOKE":
            found -= words
        else:
            found |= {*NEEDED, *USEFUL} if "ALL PRIVILEGES" in words else words
    return frozenset(found)


def _covers(scope: str, database: str) -> bool:
    if scope == "*.*":
        return True
    found = re.fullmatch(r"`((?:[^`]|``)+)`\.\*", scope)
    if not found:
        return False
    pattern = "".join(
        {"%": ".*", "_": "."}.get(each, re.escape(each.removeprefix("\\")))
        for each in re.findall(r"\\.|.", found[1].replace("``", "`"))
    )
    return re.fullmatch(pattern, database) is not None


def _rights(connection: Connection, target: Target) -> list[Diagnostic]:
    try:
        roles = connection.query("SELECT CURRENT_ROLE()")[0][0]
        using = f" FOR CURRENT_USER() USING {roles}" if roles and roles != "NONE" else ""
        lines = tuple(str(row[0]) for row in connection.query(f"SHOW GRANTS{using}"))
    except ServerRefused as error:
        return [codes.RIGHTS.at(None, f"{target.label}: SHOW GRANTS was refused: {error.words}")]
    have = granted(lines, connection.database)
    missing = [each for each in NEEDED if each not in have]
    if not missing:
        return []
    account = connection.query("SELECT CURRENT_USER()")[0][0]
    user, _, host = str(account).rpartition("@")
    help = f"GRANT {', '.join(NEEDED)} ON `{connection.database}`.* TO '{user}'@'{host}'"
    return [
        codes.RIGHTS.at(None, f"{target.label}: {account} lacks {', '.join(missing)} on {connection.database}", help)
    ]


def _binary_log(settings: dict[str, str], options: Options) -> list[Diagnostic]:
    """log_bin first: with it off, binlog_format still says ROW (measured); a server without the variable means ROW."""
    if not options.binlog:
        return []
    if settings.get("log_bin") != "ON":
        return [codes.BINLOG.at(None, "log_bin is OFF", "set binlog_format in the parameter group and restart")]
    how = settings.get("binlog_format", "ROW")
    if options.binlog == "replica" and how not in ("MIXED", "ROW"):
        return [codes.BINLOG.at(None, f"binlog_format is {how}; a cross-region replica needs MIXED or ROW")]
    image = settings.get("binlog_row_image", "FULL")
    if options.binlog == "cdc" and (how != "ROW" or image != "FULL"):
        text = f"binlog_format is {how} and binlog_row_image {image}; change capture needs ROW and FULL"
        return [codes.BINLOG.at(None, text)]
    return []


def _row_versions(connection: Connection, target: Target) -> list[Diagnostic]:
    limit = flavours.flavour(target.store.flavour, target.store.at_least).row_versions
    try:
        rows = connection.query(
            "SELECT NAME, TOTAL_ROW_VERSIONS FROM information_schema.INNODB_TABLES WHERE NAME LIKE %s"
            " AND TOTAL_ROW_VERSIONS >= %s",
            (connection.database.replace("_", r"\_") + "/%", int(limit * _NEAR)),
        )
    except ServerRefused:
        return []  # needs PROCESS; without it the server refuses the ALTER itself, with error 4092
    return [
        codes.ROW_VERSIONS.at(None, f"{str(name).partition('/')[2]} has {versions} of {limit} row versions")
        for name, versions in rows
    ]
