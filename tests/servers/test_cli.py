"""The commands themselves against a real server: exit codes, locks, Ctrl-C, JSON that keeps to its page."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gamemodel.apply.ledger_entries import holder
from tests.servers.cases import TOPOLOGY, case
from tests.servers.cases.mysql import connection
from tests.servers.checkout import Checkout

ROOT = Path(__file__).parents[2]
KIND = case("mysql")
STORE = "mysql: {flavour: mysql-9, scope: {writer: eu-west-1, readers: [us-east-1]}, schema: NAME}"
ITEMS = "schema/entities/items.yaml"
TWO_STEPS = ("  title: string(40)\n", "  title: string(40)\n  colour?: string(10)\n  weight?: int32\n")


def cli(checkout: Checkout, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "gamemodel", "-C", str(checkout.root), *words],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, "GAMEMODEL_BY": "ann"},
    )


def document(checkout: Checkout, *words: str) -> dict[str, Any]:
    done = cli(checkout, *words, "--format", "json")
    found: dict[str, Any] = json.loads(done.stdout)
    assert found["format"] == 1
    return found


@pytest.fixture
def checkout(tmp_path: Path, urls: dict[tuple[str, str], str]) -> Iterator[Checkout]:
    made = Checkout(tmp_path, urls)
    made.write("schema/topology.yaml", TOPOLOGY % STORE)
    made.write(ITEMS, KIND.entity)
    made.servers("mysql", KIND.settings)
    made.make("initial")
    yield made
    KIND.drop(urls["mysql", "eu-west-1"], made.name)


def add_two_columns(checkout: Checkout) -> None:
    checkout.edit(ITEMS, *TWO_STEPS)
    checkout.make("colour and weight")
    steps = document(checkout, "plan")["targets"][0]["plan"]
    assert len(steps) == 2, "the tests below stop between two steps"


def test_exit_codes_of_plan_migrate_status_and_verify(checkout: Checkout) -> None:
    assert cli(checkout, "plan").returncode == 1
    first = cli(checkout, "migrate")
    assert (first.returncode, re.findall(r"0 -> 1, \d steps? +follows, at 1", first.stdout)[1:]) == (0, [])
    assert [cli(checkout, each).returncode for each in ("plan", "status", "verify")] == [0, 0, 0]
    second = cli(checkout, "migrate")
    assert (second.returncode, second.stderr) == (0, "nothing to do\n")
    assert re.search(r"mysql +at 1, nothing to do +follows, at 1\n", second.stdout)


def test_a_lock_that_another_holds_is_named_shown_and_taken_away_on_demand(checkout: Checkout) -> None:
    assert cli(checkout, "migrate").returncode == 0
    add_two_columns(checkout)
    project = checkout.project
    writer = checkout.targets()[0]
    with project.connect(writer) as server, server.lock(holder()):
        refused = cli(checkout, "migrate")
        assert refused.returncode == 2
        assert "mysql eu-west-1: " in refused.stdout
        assert "gamemodel unlock" in refused.stdout
        assert re.search(r"locked by \S+ on \S+ \(process \d+\)", cli(checkout, "status").stdout)
        freed = cli(checkout, "unlock", "mysql")
        assert freed.returncode == 0
        assert "unlocked; was held by" in freed.stdout
    assert cli(checkout, "migrate").returncode == 0
    assert cli(checkout, "unlock", "mysql").stdout == "mysql eu-west-1: not locked\n"


@pytest.fixture
def blocked(checkout: Checkout) -> Iterator[tuple[Any, subprocess.Popen[str]]]:
    """A migrate whose first of two steps waits for a reader of the table, and the reader's connection."""
    assert cli(checkout, "migrate").returncode == 0
    add_two_columns(checkout)
    reader = connection(checkout.urls["mysql", "eu-west-1"], checkout.name)
    process = None
    try:
        with reader.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT * FROM items")
        process = subprocess.Popen(
            [sys.executable, "-m", "gamemodel", "-C", str(checkout.root), "migrate"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        wait_until_blocked(checkout, process)
        yield reader, process
    finally:
        with contextlib.suppress(Exception):
            reader.close()
        if process is not None and process.poll() is None:
            process.kill()
            process.communicate()


def wait_until_blocked(checkout: Checkout, process: subprocess.Popen[str]) -> None:
    """Until the server says that a statement waits for the reader."""
    deadline = time.monotonic() + 30
    with connection(checkout.urls["mysql", "eu-west-1"]) as watcher, watcher.cursor() as cursor:
        while True:
            cursor.execute("SHOW FULL PROCESSLIST")
            if any("metadata lock" in str(row[6]) and row[3] == checkout.name for row in cursor.fetchall()):
                return
            assert time.monotonic() < deadline, "the migration never came to wait for the reader"
            assert process.poll() is None, process.communicate()
            time.sleep(0.05)


def interrupt(process: subprocess.Popen[str]) -> None:
    """Press Ctrl-C once, and wait until the run has said that it finishes its step."""
    process.send_signal(signal.SIGINT)
    assert process.stderr is not None
    said = iter(process.stderr.readline, "")
    assert any("finishing the current step" in line for line in said)


def test_ctrl_c_finishes_the_step_under_way_and_the_next_run_goes_on(
    checkout: Checkout, blocked: tuple[Any, subprocess.Popen[str]]
) -> None:
    reader, process = blocked
    interrupt(process)
    reader.close()
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 2
    assert re.search(r"mysql +stopped, at 1, 1 step left", out)
    assert "resume: gamemodel migrate mysql" in out
    assert cli(checkout, "status").returncode == 1
    assert cli(checkout, "migrate").returncode == 0
    assert cli(checkout, "verify").returncode == 0


def test_a_second_ctrl_c_leaves_at_once_and_the_next_run_finds_out_what_became_of_the_step(
    checkout: Checkout, blocked: tuple[Any, subprocess.Popen[str]]
) -> None:
    reader, process = blocked
    interrupt(process)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=5)
    assert process.returncode == 2
    assert "stopped during a step" in err
    shown = cli(checkout, "status")
    assert shown.returncode == 1
    assert "was started at" in shown.stdout
    reader.close()
    again = cli(checkout, "migrate")
    assert again.returncode == 0, again.stdout + again.stderr
    assert cli(checkout, "verify").returncode == 0
    assert "1 -> 2" in again.stdout


def test_another_environments_server_is_refused(checkout: Checkout) -> None:
    assert cli(checkout, "migrate").returncode == 0
    settings = (checkout.root / "gamemodel.toml").read_text()
    (checkout.root / "gamemodel.toml").write_text(
        settings + settings.replace("environments.local", "environments.staging")
    )
    refused = cli(checkout, "migrate", "--env", "staging")
    assert refused.returncode == 2
    assert "belongs to the environment 'local', not 'staging'" in refused.stdout


def test_resolve_where_nothing_is_open_and_stamp_where_nothing_lacks(checkout: Checkout) -> None:
    assert cli(checkout, "migrate").returncode == 0
    resolved = cli(checkout, "resolve", "mysql", "--done")
    assert (resolved.returncode, "no step is open" in resolved.stderr) == (2, True)
    stamped = cli(checkout, "stamp", "mysql")
    assert (stamped.returncode, stamped.stdout) == (0, "mysql eu-west-1: is recorded at 1 already\n")


def test_stamp_records_what_the_server_has_and_refuses_what_it_has_not(checkout: Checkout) -> None:
    assert cli(checkout, "migrate").returncode == 0
    add_two_columns(checkout)
    refused = cli(checkout, "stamp", "mysql", "--to", "2")
    assert (refused.returncode, "the server is not at revision 2" in refused.stderr) == (1, True)
    with connection(checkout.urls["mysql", "eu-west-1"], checkout.name) as link, link.cursor() as cursor:
        for each in document(checkout, "plan")["targets"][0]["plan"]:
            cursor.execute(each["step"]["text"])
    assert cli(checkout, "stamp", "mysql", "--to", "2").stdout == "mysql eu-west-1: recorded 2\n"
    assert cli(checkout, "migrate").stderr == "nothing to do\n"


def keys(value: Any) -> set[str]:
    """Every key in a JSON value, at any depth; the schema in `show` is the engine's own."""
    if isinstance(value, dict):
        return set(value) | {key for name, inner in value.items() if name != "schema" for key in keys(inner)}
    if isinstance(value, list):
        return {key for inner in value for key in keys(inner)}
    return set()


def test_every_field_of_the_json_is_on_its_page(checkout: Checkout) -> None:
    page = (ROOT / "docs" / "guides" / "json.md").read_text(encoding="utf-8")
    documents = [
        document(checkout, each) for each in ("plan", "migrate", "status", "log", "verify", "check", "diff", "make")
    ]
    documents += [document(checkout, *words) for words in (("show", "mysql"), ("rules",), ("explain", "GM290"))]
    checkout.edit(ITEMS, *TWO_STEPS)
    documents += [document(checkout, "diff"), document(checkout, "check"), document(checkout, "make", "-m", "more")]
    documents += [
        document(checkout, "plan"),
        document(checkout, "status"),
        document(checkout, "migrate", "--region", "mars"),
    ]
    assert {each["command"] for each in documents} >= {"plan", "migrate", "status", "log", "verify", "make", "show"}
    assert sorted(key for key in keys(documents) if f"`{key}`" not in page and f'"{key}"' not in page) == []
