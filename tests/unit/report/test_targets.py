"""The matrix of stores and regions."""

from __future__ import annotations

from gamemodel.report.targets import Cell, data, matrix
from gamemodel.topology import Scope, ScopeKind, Store, Target


def target(store: str, kind: ScopeKind, *regions: str) -> Target:
    return Target(Store(store, "redis", "redis-7", Scope(kind), None), "local", regions, "redis://user:secret@host")


def plain(words: str) -> Cell:
    return words, lambda text: text


def test_a_cluster_over_regions_says_so_in_each() -> None:
    text = matrix(
        [
            (target("wide", "spanning", "eu", "us"), plain("at 2")),
            (target("cache", "each-region", "eu"), plain("at 2, 3 steps")),
            (target("cache", "each-region", "us"), plain("failed")),
        ]
    )
    assert text == "        eu              us\nwide    at 2            as eu\ncache   at 2, 3 steps   failed\n"


def test_many_regions_turn_the_table() -> None:
    cells = [(target("cache", "each-region", f"region-{n}"), plain("at 1, nothing to do")) for n in range(8)]
    assert matrix(cells[:2]).count("\n") == 2
    assert matrix(cells).splitlines()[:2] == ["           cache", "region-0   at 1, nothing to do"]


def test_paint_does_not_shift_columns() -> None:
    def red(text: str) -> str:
        return f"\x1b[31m{text}\x1b[0m"

    targets = [target("cache", "each-region", "eu"), target("other", "each-region", "eu")]
    plain_lines = matrix([(each, plain("words")) for each in targets]).splitlines()
    painted = matrix([(each, ("words", red)) for each in targets]).splitlines()
    assert [line.replace("\x1b[31m", "").replace("\x1b[0m", "") for line in painted] == plain_lines


def test_a_store_without_a_region_has_a_dash() -> None:
    text = matrix(
        [(target("one", "each-region", "eu"), plain("at 1")), (target("two", "each-region", "us"), plain("at 1"))]
    )
    assert text == "      eu     us\none   at 1   -\ntwo   -      at 1\n"


def test_data_keeps_the_url_to_itself() -> None:
    assert "secret" not in str(data(target("cache", "each-region", "eu")))
