"""Checks whether a server answers in its own protocol, without a driver."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Callable, Mapping

SECONDS = 2.0


def answers(engine: str, address: str, port: int) -> bool:
    """Whether the server at this address gives a valid reply within two seconds."""
    try:
        return PROBES[engine](address, port)
    except (OSError, http.client.HTTPException, ValueError):
        return False


def _cassandra(address: str, port: int) -> bool:
    # An OPTIONS frame of protocol 4; the answer is SUPPORTED (6).
    with socket.create_connection((address, port), SECONDS) as link:
        link.settimeout(SECONDS)
        link.sendall(bytes((4, 0, 0, 0, 5, 0, 0, 0, 0)))
        return link.recv(9)[4:5] == b"\x06"


def _mysql(address: str, port: int) -> bool:
    # The server sends first: protocol 10 and its version; 255 is an error such as "too many connections".
    with socket.create_connection((address, port), SECONDS) as link:
        link.settimeout(SECONDS)
        return link.recv(5)[4:5] == b"\x0a"


def _opensearch(address: str, port: int) -> bool:
    link = http.client.HTTPConnection(address, port, timeout=SECONDS)
    try:
        link.request("GET", "/_cluster/health")
        reply = link.getresponse()
        return reply.status == 200 and json.loads(reply.read())["status"] in ("green", "yellow")
    finally:
        link.close()


def _redis(address: str, port: int) -> bool:
    with socket.create_connection((address, port), SECONDS) as link:
        link.settimeout(SECONDS)
        link.sendall(b"PING\r\n")
        # With a password on the default user the server answers NOAUTH; it is up.
        return link.recv(64).startswith((b"+PONG", b"-NOAUTH"))


PROBES: Mapping[str, Callable[[str, int], bool]] = {
    "cassandra": _cassandra,
    "mysql": _mysql,
    "opensearch": _opensearch,
    "redis": _redis,
}
