"""The URL of a MySQL server."""

from __future__ import annotations

import pytest

from gamemodel.engines.mysql.server.address import connect_arguments
from gamemodel.errors import UsageError


def test_user_and_password_are_decoded_and_the_port_has_a_default() -> None:
    address, arguments = connect_arguments("mysql://anna:se%3Acret@db.example/?ssl=1")
    assert address == "db.example:3306"
    assert (arguments["user"], arguments["password"]) == ("anna", "se:cret")
    assert arguments["ssl"] == {"ca": None, "check_hostname": True}


@pytest.mark.parametrize("url", ["postgres://db/", "mysql://", "db:3306"])
def test_another_url_is_wrong_usage(url: str) -> None:
    with pytest.raises(UsageError, match="mysql://user:password@host"):
        connect_arguments(url)
