"""Reads the addresses of a target's nodes from its URL and settings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import parse_qs, unquote, urlsplit

from gamemodel.errors import UsageError

_HELP = "write redis://[user:password@]host:port[,host:port], rediss://… for TLS, or unix:///path/to/socket"


@dataclass(frozen=True, slots=True)
class Address:
    """One node: `host` and `port`, or the `path` of a socket; who connects; TLS with its own certificate authority file."""

    host: str
    port: int = 6379
    path: str = ""
    user: str = ""
    password: str = ""
    tls: bool = False
    authority: str = ""

    def __str__(self) -> str:
        return self.path or (f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}")

    def at(self, host: str, port: int) -> Address:
        """Another node, reached in the same way."""
        return replace(self, host=host, port=port, path="")


def parse(url: str) -> tuple[Address, ...]:
    """`redis://u:p@h1:6379,h2:6379?ca=file` as addresses. Raises UsageError."""
    scheme, _, rest = url.partition("://")
    if scheme == "unix" and rest:
        parts = urlsplit(f"unix://localhost{rest}")
        return (Address("", 0, parts.path),)
    if scheme not in ("redis", "rediss") or not rest:
        raise UsageError(f"'{_hidden(url)}' is not the URL of a Redis server", _HELP)
    hosts, _, query = rest.partition("?")
    hosts = hosts.partition("/")[0]
    credentials, _, places = hosts.rpartition("@")
    user, _, password = credentials.partition(":")
    options = parse_qs(query)
    base = Address(
        "",
        user=unquote(user),
        password=unquote(password),
        tls=scheme == "rediss",
        authority=options.get("ca", [""])[0],
    )
    return tuple(base.at(*place(each)) for each in places.split(","))


def place(text: str) -> tuple[str, int]:
    """`host:port`, `[::1]:6379` or `host` as host and port. Raises UsageError."""
    host, colon, port = text.strip().rpartition(":")
    if not colon or text.endswith("]"):
        host, port = text.strip(), "6379"
    if not host or not port.isdigit():
        raise UsageError(f"'{text}' is not the address of a Redis node", _HELP)
    return host.strip("[]"), int(port)


def _hidden(url: str) -> str:
    before, at, after = url.rpartition("@")
    return f"{before.partition('://')[0]}://…@{after}" if at else url
