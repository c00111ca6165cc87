"""The URL of a MySQL server, as arguments of the driver."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

from gamemodel.errors import UsageError

_DEFAULT_PORT: Final = 3306


def connect_arguments(url: str) -> tuple[str, dict[str, Any]]:
    """host:port, and the arguments of pymysql.connect. Raises UsageError."""
    parts = urlsplit(url)
    if parts.scheme not in ("mysql", "mysql+pymysql") or not parts.hostname:
        raise UsageError("the URL of a MySQL server is mysql://user:password@host:3306/", "see gamemodel.toml")
    query = {key: found[-1] for key, found in parse_qs(parts.query).items()}
    port = parts.port or _DEFAULT_PORT
    arguments: dict[str, Any] = {
        "host": parts.hostname,
        "port": port,
        "user": unquote(parts.username or "root"),
        "password": unquote(parts.password or ""),
        "charset": "utf8mb4",
        "autocommit": True,
        "connect_timeout": int(query.get("connect_timeout", 10)),
    }
    if "ssl_ca" in query or query.get("ssl") in ("1", "true", "required"):
        arguments["ssl"] = {"ca": query.get("ssl_ca"), "check_hostname": query.get("ssl_verify", "1") != "0"}
    return f"{parts.hostname}:{port}", arguments
