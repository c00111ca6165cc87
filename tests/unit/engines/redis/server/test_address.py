"""Addresses of nodes, read from a URL."""

from __future__ import annotations

import pytest

from gamemodel.engines.redis.server.address import Address, parse
from gamemodel.errors import UsageError


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("redis://h", (Address("h"),)),
        ("redis://h:1,i:2", (Address("h", 1), Address("i", 2))),
        ("redis://ann:p%40ss@h:1", (Address("h", 1, user="ann", password="p@ss"),)),
        ("rediss://h?ca=/ca.pem", (Address("h", tls=True, authority="/ca.pem"),)),
        ("redis://[::1]:7", (Address("::1", 7),)),
        ("unix:///run/redis.sock", (Address("", 0, "/run/redis.sock"),)),
    ],
)
def test_a_url_names_its_nodes(url: str, wanted: tuple[Address, ...]) -> None:
    assert parse(url) == wanted


@pytest.mark.parametrize("url", ["http://h", "redis://", "redis://h:x"])
def test_another_url_is_refused(url: str) -> None:
    with pytest.raises(UsageError, match="is not the"):
        parse(url)


def test_a_password_is_not_shown() -> None:
    with pytest.raises(UsageError) as refused:
        parse("http://ann:secret@h")
    assert "secret" not in refused.value.message
