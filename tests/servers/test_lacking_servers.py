"""A server that lacks what a step needs: nothing is sent to it (GM690), or the environment lets it skip the step (GM691)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.transcript import execute
from tests.servers.cases import TOPOLOGY, case
from tests.servers.cases.opensearch import call
from tests.servers.checkout import Checkout

KIND = case("opensearch")


@pytest.fixture
def checkout(tmp_path: Path, urls: dict[tuple[str, str], str]) -> Iterator[Checkout]:
    made = Checkout(tmp_path, urls)
    made.write("schema/topology.yaml", TOPOLOGY % KIND.store)
    made.write("schema/entities/items.yaml", KIND.entity)
    made.servers("opensearch")
    made.make("initial")
    yield made
    for (engine, _), url in urls.items():
        if engine == "opensearch":
            KIND.drop(url, made.name)


def test_a_server_without_lifecycles_takes_no_step_of_a_plan_that_needs_them(checkout: Checkout) -> None:
    checkout.servers("opensearch", {"replicas": "0"})
    plugins = call(checkout.urls["opensearch", "eu-west-1"], "GET", "_cat/plugins?format=json")
    lacks = not any("index-management" in each["component"] for each in plugins)
    assert ("GM690" in execute("gamemodel plan --format json", checkout.root)) is lacks


def test_where_the_environment_says_so_the_step_is_skipped(checkout: Checkout) -> None:
    checkout.servers("opensearch", {"replicas": "0", "lifecycle": "not-applied"})
    printed = execute("gamemodel migrate --format json", checkout.root)
    assert "GM691" in printed
    assert "GM690" not in printed
