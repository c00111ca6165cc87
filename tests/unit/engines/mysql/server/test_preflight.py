"""Rights as SHOW GRANTS prints them."""

from __future__ import annotations

import pytest

from gamemodel.engines.mysql.server.preflight import NEEDED, granted


@pytest.mark.parametrize(
    ("lines", "database", "found"),
    [
        (("GRANT SELECT, INSERT ON `game`.* TO `a`@`%`",), "game", {"SELECT", "INSERT"}),
        (("GRANT SELECT ON `other`.* TO `a`@`%`",), "game", set()),
        (("GRANT SELECT ON `ga%`.* TO `a`@`%`",), "game", {"SELECT"}),
        (("GRANT SELECT ON `game`.`t` TO `a`@`%`",), "game", set()),
        (("GRANT SELECT, DROP ON *.* TO `a`@`%`", "REVOKE DROP ON `game`.* FROM `a`@`%`"), "game", {"SELECT"}),
    ],
)
def test_rights_on_the_whole_database_are_read(lines: tuple[str, ...], database: str, found: set[str]) -> None:
    assert granted(lines, database) == found


def test_all_privileges_are_enough() -> None:
    assert set(NEEDED) <= granted(("GRANT ALL PRIVILEGES ON `game`.* TO `a`@`%`",), "game")
