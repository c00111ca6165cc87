"""URLs of Cassandra clusters."""

from __future__ import annotations

import pytest

from gamemodel.engines.cassandra.server.address import Address, read_url
from gamemodel.errors import UsageError


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("cassandra://127.0.0.1", Address(("127.0.0.1",))),
        ("cassandra://a,b:9043?dc=eu", Address(("a", "b"), 9043, datacentre="eu")),
        ("cassandra://u%40x:p%3A%2F@a:9042,b:9042", Address(("a", "b"), 9042, "u@x", "p:/")),
        ("cassandra://[::1]:9042", Address(("::1",), 9042)),
        (
            "cassandras://a:9142?ca=x.pem&check_hostname=false",
            Address(("a",), 9142, tls=True, ca="x.pem", check_hostname=False),
        ),
    ],
)
def test_urls_are_read(url: str, address: Address) -> None:
    assert read_url(url) == address


@pytest.mark.parametrize(
    "url", ["mysql://a", "cassandra://", "cassandra://a:1,b:2", "cassandra://a:x", "cassandra://a?dcc=1"]
)
def test_urls_that_are_none_are_refused(url: str) -> None:
    with pytest.raises(UsageError):
        read_url(url)


def test_a_password_is_never_shown() -> None:
    assert "secret" not in str(read_url("cassandra://me:secret@a,b:9042"))
    with pytest.raises(UsageError) as caught:
        read_url("cassandra://me:secret@a:1,b:2")
    assert "secret" not in str(caught.value)
