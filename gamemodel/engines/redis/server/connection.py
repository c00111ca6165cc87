"""A connection to one Redis node: sends commands, reads replies, and raises gamemodel's errors. The only file that imports the driver.

hiredis alone (the parser that redis-py uses) instead of redis-py: it starts faster, and a keyspace is read at several times
the speed because commands are sent as ready-made bytes.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable
from typing import Any, Final

import hiredis

from gamemodel.engines.redis.dialect.quoting import line
from gamemodel.engines.redis.server.address import Address
from gamemodel.errors import ServerRefused, Unreachable

CONNECT_S: Final = 5.0
TIMEOUT_S: Final = 30.0
"""How long one reply may take. A server that is silent for longer is treated as gone."""


def pack(*words: str | bytes | int) -> bytes:
    """A command in the wire format."""
    parts = [b"*%d\r\n" % len(words)]
    for word in words:
        raw = word if isinstance(word, bytes) else str(word).encode("utf-8", "surrogateescape")
        parts.append(b"$%d\r\n%b\r\n" % (len(raw), raw))
    return b"".join(parts)


def text(reply: Any) -> Any:
    """A reply with every byte string decoded, lists included."""
    if isinstance(reply, bytes):
        return reply.decode("utf-8", "surrogateescape")
    return [text(each) for each in reply] if isinstance(reply, list) else reply


class Connection:
    """A connection that is made at its first use and made again after it broke."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self._socket: socket.socket | None = None
        self._reader = hiredis.Reader(notEnoughData=Ellipsis)

    def __str__(self) -> str:
        return str(self.address)

    def call(self, *words: str | bytes | int) -> Any:
        """The decoded reply. Raises ServerRefused, Unreachable."""
        self.send(pack(*words))
        reply = self.receive()
        if isinstance(reply, hiredis.ReplyError):
            shown = line(*(each.decode("utf-8", "replace") if isinstance(each, bytes) else str(each) for each in words))
            raise ServerRefused(str(reply), shown)
        return text(reply)

    def replies(self, commands: Iterable[bytes]) -> list[Any]:
        """The raw replies to commands that are sent together; errors are among them as values. Raises Unreachable."""
        sent = list(commands)
        self.send(b"".join(sent))
        return self.many(len(sent))

    def send(self, data: bytes) -> None:
        """Send bytes of whole commands. Raises Unreachable."""
        link = self._socket or self._connect()
        try:
            link.sendall(data)
        except OSError as error:
            raise self._broken(error) from error

    def receive(self) -> Any:
        """The next reply, undecoded; a server's error is a value. Raises Unreachable."""
        while (reply := self._reader.gets()) is Ellipsis:
            try:
                data = self._socket.recv(262_144) if self._socket else b""
            except OSError as error:
                raise self._broken(error) from error
            if not data:
                raise self._broken(ConnectionError("the server closed the connection"))
            self._reader.feed(data)
        return reply

    def many(self, count: int) -> list[Any]:
        """The next `count` replies, undecoded. Raises Unreachable.

        The parser is told that they are one array, so that it makes the list itself: half the time of asking for each.
        """
        if self._reader.has_data():
            return [self.receive() for _ in range(count)]
        self._reader.feed(b"*%d\r\n" % count)
        found: list[Any] = self.receive()
        return found

    def close(self) -> None:
        """Close the socket; the next command opens it again."""
        if self._socket is not None:
            self._socket.close()
        self._socket = None
        self._reader = hiredis.Reader(notEnoughData=Ellipsis)

    def _broken(self, error: OSError) -> Unreachable:
        self.close()
        return Unreachable(f"{self.address}: {error}", "see that the server runs and that this machine may reach it")

    def _connect(self) -> socket.socket:
        try:
            self._socket = self._open()
        except OSError as error:
            raise self._broken(error) from error
        self._socket.settimeout(TIMEOUT_S)
        if self.address.password:
            name = (self.address.user,) if self.address.user else ()
            self._greet("AUTH", *name, self.address.password)
        return self._socket

    def _greet(self, *words: str) -> None:
        self.send(pack(*words))
        reply = self.receive()
        if isinstance(reply, hiredis.ReplyError):
            self.close()
            raise ServerRefused(str(reply), f"{words[0]} …", "see the user and password of the environment's URL")

    def _open(self) -> socket.socket:
        address = self.address
        if address.path:
            link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            link.settimeout(CONNECT_S)
            link.connect(address.path)
            return link
        link = socket.create_connection((address.host, address.port), CONNECT_S)
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if not address.tls:
            return link
        import ssl

        context = ssl.create_default_context(cafile=address.authority or None)
        return context.wrap_socket(link, server_hostname=address.host)


def is_error(reply: Any) -> bool:
    """Whether a raw reply is a server's error."""
    return isinstance(reply, hiredis.ReplyError)
