"""Reads the URL of a target. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from gamemodel.errors import UsageError

PARAMETERS = ("dc", "tls", "ca", "cert", "key", "check_hostname")


@dataclass(frozen=True, slots=True)
class Address:
    """Contact points, credentials and TLS. `datacentre` is where locks and the ledger are decided; empty: the first node's."""

    hosts: tuple[str, ...]
    port: int = 9042
    user: str = ""
    password: str = ""
    datacentre: str = ""
    tls: bool = False
    ca: str = ""
    cert: str = ""
    key: str = ""
    check_hostname: bool = True

    def __str__(self) -> str:
        return f"{','.join(self.hosts)}:{self.port}"


def read_url(url: str) -> Address:
    """`cassandra://user:pass@host1,host2:9042?dc=eu-west-1&tls=true&ca=root.pem`. Raises UsageError."""
    parts = urlsplit(url)
    if parts.scheme not in ("cassandra", "cassandras"):
        raise UsageError(
            f"'{parts.scheme}://' is no Cassandra URL", "write cassandra://user:password@host:9042?dc=NAME"
        )
    login, _, places = parts.netloc.rpartition("@")
    user, _, password = login.partition(":")
    hosts, ports = [], set()
    for place in filter(None, places.split(",")):
        host, port = _place(place)
        hosts.append(host)
        ports |= {port} if port else set()
    if not hosts or len(ports) > 1 or not all(each.isdigit() for each in ports):
        raise UsageError(f"the URL '{parts.scheme}://…@{places}' needs hosts and one port", "write host1,host2:9042")
    words = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    for name in words:
        if name not in PARAMETERS:
            raise UsageError(f"unknown parameter '{name}' in a Cassandra URL", f"known: {', '.join(PARAMETERS)}")
    return Address(
        tuple(hosts),
        int(ports.pop()) if ports else 9042,
        unquote(user),
        unquote(password),
        words.get("dc", ""),
        parts.scheme == "cassandras" or words.get("tls", "false") == "true",
        words.get("ca", ""),
        words.get("cert", ""),
        words.get("key", ""),
        words.get("check_hostname", "true") == "true",
    )


def _place(text: str) -> tuple[str, str]:
    """`host:9042` or `[::1]:9042` -> host, port (may be empty)."""
    if text.startswith("["):
        host, _, port = text[1:].partition("]")
        return host, port.removeprefix(":")
    host, _, port = text.partition(":")
    return host, port
