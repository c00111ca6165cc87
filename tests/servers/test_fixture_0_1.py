"""Ledgers that 0.1 wrote, on real servers: they are read, planned from, judged, and appended to."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.servers.cases import case
from tests.servers.cases.redis import client
from tests.servers.checkout import REGIONS
from tests.servers.recorded import await_replica, load_ledgers

FIXTURE = Path(__file__).parents[1] / "fixtures/0.1"
STORES = ("cassandra", "mysql", "opensearch", "redis")
URLS = dict[tuple[str, str], str]
PLACE = """
[environments.local.stores.{store}.{region}]
url = "{url}"
"""


def gamemodel(root: Path, *words: str) -> tuple[int, str]:
    """Exit code and what is printed on standard output."""
    done = subprocess.run(
        [sys.executable, "-m", "gamemodel", "-C", str(root), *words],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        env={**os.environ, "GAMEMODEL_BY": "ann", "COLUMNS": "250"},
    )
    return done.returncode, done.stdout or done.stderr


@pytest.fixture
def root(request: pytest.FixtureRequest, tmp_path: Path, urls: URLS) -> Iterator[Path]:
    """The recorded checkout with addresses; the ledgers of the folder that the test names are on the servers."""
    checkout = tmp_path / "checkout"
    shutil.copytree(FIXTURE / "checkout", checkout)
    with (checkout / "gamemodel.toml").open("a") as file:
        for store in STORES:
            for region in REGIONS:
                file.write(PLACE.format(store=store, region=region, url=urls[store, region]))
                file.write('acl = "not-applied"\n' if (store, region) == ("redis", "us-east-1") else "")
    empty(urls)
    for region in REGIONS:
        with client(urls["redis", region]) as redis:
            for rights in sorted((checkout / "redis_keys/acl").glob("*.acl")):
                redis.execute_command(*shlex.split(rights.read_text()))
    load_ledgers(FIXTURE / request.param, urls)
    await_replica(*(urls["mysql", region] for region in REGIONS))
    yield checkout
    empty(urls)


def empty(urls: URLS) -> None:
    """Remove what the recorded checkout owns."""
    for store in STORES:
        for url in sorted({urls[store, region] for region in REGIONS}):
            case(store).drop(url, "arena")
    for region in REGIONS:
        with client(urls["redis", region]) as redis:
            redis.execute_command("ACL", "DELUSER", "lobby", "shop")


def printed(name: str) -> str:
    return (FIXTURE / "printed" / name).read_text()


@pytest.mark.parametrize("root", ["ledgers"], indirect=True)
def test_status_and_plan_are_what_0_1_printed_and_approved(root: Path) -> None:
    for command in ("status", "log"):
        assert targets_of(root, command) == by_target(json.loads(printed(f"{command}.json")))
    code, out = gamemodel(root, "plan", "--out", "plan.json")
    assert code == 0, out
    assert digests(root / "plan.json") == digests(FIXTURE / "plan.json")


def targets_of(root: Path, command: str) -> dict[str, Any]:
    """What the command says of each target as JSON, by target."""
    code, out = gamemodel(root, command, "--format", "json")
    assert code in (0, 1), out
    return by_target(json.loads(out))


def by_target(document: dict[str, Any]) -> dict[str, Any]:
    return {str(each.pop("target")): without_kind(each) for each in document["targets"]}


def without_kind(value: Any) -> Any:
    """The same without the key that rows of a ledger have since."""
    if isinstance(value, list):
        return [without_kind(each) for each in value]
    if isinstance(value, dict):
        return {key: without_kind(each) for key, each in value.items() if not (key == "kind" and "sequence" in value)}
    return value


def facts(text: str) -> list[str]:
    """The lines of a status up to where later versions say the same in other words."""
    return [re.split(r"; | was ", line)[0] for line in text.splitlines() if "help:" not in line]


def digests(path: Path) -> dict[str, Any]:
    return {each["target"]: each["digest"] for each in json.loads(path.read_text())["targets"]}


@pytest.mark.parametrize("root", ["ledgers-held"], indirect=True)
def test_holds_and_open_steps_are_seen(root: Path) -> None:
    code, out = gamemodel(root, "status")
    assert (code, facts(out)) == (1, facts(printed("status-held.txt")))


@pytest.mark.parametrize("root", ["ledgers"], indirect=True)
def test_every_server_is_judged_at_the_revision_of_its_ledger(root: Path) -> None:
    """All but Redis lack everything that their ledgers imply; its registry was recorded with the ledger."""
    code, out = gamemodel(root, "verify", "--format", "json")
    assert code == 1, out
    targets = json.loads(out)["targets"]
    assert {(each["target"]["store"], each["status"], each["at"]) for each in targets} == {
        ("cassandra", "drift", 11),
        ("mysql", "drift", 11),
        ("opensearch", "drift", 11),
        ("opensearch", "drift", 12),
        ("redis", "clean", 11),
        ("redis", "clean", 12),
    }


@pytest.mark.parametrize("root", ["ledgers"], indirect=True)
def test_rows_are_appended_to_what_0_1_wrote(root: Path) -> None:
    """The approved plan is applied to Redis, whose registry and ledger are all it takes; the rest is recorded as applied."""
    shutil.copy(FIXTURE / "plan.json", root / "plan.json")
    code, out = gamemodel(root, "migrate", "redis", "--plan", "plan.json", "--destroy", "0013_08aa06a5")
    assert code == 0, out
    for store in STORES[:3]:
        code, out = gamemodel(root, "stamp", store, "--to", "13", "--force")
        assert code == 0, out
    code, out = gamemodel(root, "status", "--format", "json")
    assert {each["status"] for each in json.loads(out)["targets"]} == {"current"}, out
    code, out = gamemodel(root, "log", "redis", "--rows", "--format", "json")
    assert code == 0
