"""The native sandbox with its real servers: up, reused, halted, restarted, crashed, ended, and nothing left behind."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pymysql
import pytest
import redis

from gamemodel.errors import SandboxError
from gamemodel.sandbox import Endpoint, MissingError, Sandbox, StoreRequest
from gamemodel.sandbox.cache import cache_root
from gamemodel.sandbox.memory import memory_directory
from gamemodel.sandbox.native import Native, opensearch
from gamemodel.sandbox.process import marked, spawn, stop
from gamemodel.sandbox.state import load

TWO = ("eu-west-1", "us-east-1")
REDIS = StoreRequest("redis", "redis", "each-region", TWO, replicas=1)
MYSQL = StoreRequest("mysql", "mysql", "writer-readers", TWO)
ALL = (
    StoreRequest("cassandra", "cassandra", "spanning", TWO),
    MYSQL,
    StoreRequest("opensearch", "opensearch", "each-region", TWO),
    REDIS,
)
ENGINES = ("cassandra", "mysql", "opensearch", "redis")


@pytest.fixture(scope="module", autouse=True)
def installed(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The servers' software: installed here when INSTALL=1 says so, otherwise it has to be there."""
    here = Sandbox(tmp_path_factory.mktemp("install"))
    if os.environ.get("INSTALL") == "1":
        here.install(ENGINES)
    if lacks := here.missing(ENGINES):
        raise MissingError(lacks)


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    here = Sandbox(tmp_path)
    yield here
    here.down()
    assert list(marked(here.directory)) == []


def mysql(place: Endpoint, statement: str) -> Any:
    with pymysql.connect(host=place.address, port=place.port, user="root", autocommit=True) as link:
        cursor = link.cursor()
        cursor.execute(statement)
        return cursor.fetchall()


def get(place: Endpoint, path: str) -> str:
    link = http.client.HTTPConnection(place.address, place.port, timeout=30)
    try:
        link.request("GET", path)
        return link.getresponse().read().decode()
    finally:
        link.close()


def eventually(question: Any, wanted: Any, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while (answer := question()) != wanted:
        assert time.monotonic() < end, f"still {answer!r}, not {wanted!r}"
        time.sleep(0.05)


def by_name(places: tuple[Endpoint, ...]) -> dict[str, Endpoint]:
    return {place.name: place for place in places}


def pids(sandbox: Sandbox) -> dict[str, int | None]:
    return {server.endpoint.name: server.pid for server in sandbox.status()}


def silent_servers(sandbox: Sandbox) -> list[str]:
    return [server.endpoint.name for server in sandbox.status() if not server.answering]


def test_all_four_come_up_are_reused_and_go_without_a_trace(sandbox: Sandbox) -> None:
    phases: list[tuple[str, str]] = []
    places = sandbox.up(ALL, provider="native", report=lambda name, phase, _: phases.append((name, phase)))
    assert len(places) == 10
    assert silent_servers(sandbox) == []
    assert {name for name, phase in phases if phase == "ready"} == {place.name for place in places}
    _cassandra_spans_two_data_centres(by_name(places))
    assert json.loads(get(by_name(places)["opensearch-us-east-1"], "/"))["version"]["number"] == opensearch.VERSION

    before = pids(sandbox)
    assert sandbox.up(ALL, provider="auto") == places
    assert pids(sandbox) == before

    sandbox.down()
    assert sandbox.status() == ()
    assert sandbox.endpoints() == ()
    assert list(marked(sandbox.directory)) == []
    assert [path.name for path in sandbox.directory.iterdir()] == ["lock"]
    assert not memory_directory(sandbox.directory).exists()
    sandbox.down()


def _cassandra_spans_two_data_centres(places: dict[str, Endpoint]) -> None:
    from cassandra.cluster import Cluster

    here = places["cassandra-eu-west-1"]
    cluster = Cluster([here.address], port=here.port, protocol_version=5)
    try:
        session = cluster.connect()
        seen = {(host.address, host.datacenter) for host in cluster.metadata.all_hosts()}
        assert seen == {(places[f"cassandra-{region}"].address, region) for region in TWO}
        version = session.execute("SELECT release_version FROM system.local").one().release_version
        assert version.startswith("5.0.")
    finally:
        cluster.shutdown()


def test_a_mysql_replica_has_what_its_writer_wrote_and_takes_no_write_itself(sandbox: Sandbox) -> None:
    writer, replica = sandbox.up((MYSQL,), provider="native")
    assert (writer.role, replica.role) == ("writer", "replica")
    mysql(writer, "CREATE DATABASE game")
    mysql(writer, "CREATE TABLE game.t (id INT PRIMARY KEY)")
    mysql(writer, "INSERT INTO game.t VALUES (7)")
    eventually(lambda: mysql(replica, "SHOW DATABASES LIKE 'game'"), (("game",),))
    eventually(lambda: mysql(replica, "SHOW TABLES IN game"), (("t",),))
    eventually(lambda: mysql(replica, "SELECT id FROM game.t"), ((7,),))
    with pytest.raises(pymysql.err.OperationalError, match="super-read-only"):
        mysql(replica, "INSERT INTO game.t VALUES (8)")
    settings = "SELECT @@log_bin, @@gtid_mode, @@performance_schema"
    assert mysql(writer, settings) == ((1, "ON", 0),)
    ids = {mysql(place, "SELECT @@server_uuid, @@server_id")[0] for place in (writer, replica)}
    assert len({uuid for uuid, _ in ids}) == len({number for _, number in ids}) == 2


def test_a_redis_replica_follows_and_accounts_can_be_saved(sandbox: Sandbox) -> None:
    places = by_name(sandbox.up((REDIS,), provider="native"))
    writer, replica = places["redis-us-east-1"], places["redis-us-east-1-replica1"]
    with redis.Redis(host=writer.address, port=writer.port, decode_responses=True) as link:
        link.set("a", "1")
        assert link.wait(1, 5000) == 1
        assert link.acl_setuser("game", enabled=True, nopass=True, categories=["+@read"], keys=["*"])
        assert link.acl_save()
    with redis.Redis(host=replica.address, port=replica.port, decode_responses=True) as copy:
        assert copy.get("a") == "1"
    sandbox.stop_server("redis-us-east-1")
    sandbox.start_server("redis-us-east-1")
    with redis.Redis(host=writer.address, port=writer.port, decode_responses=True) as link:
        assert "game" in link.acl_users()


@pytest.mark.parametrize("victim", ["mysql-eu-west-1", "mysql-us-east-1"])
def test_a_server_that_was_halted_killed_or_ended_goes_on_with_its_data(sandbox: Sandbox, victim: str) -> None:
    writer, replica = sandbox.up((MYSQL,), provider="native")
    mysql(writer, "CREATE DATABASE kept")
    eventually(lambda: mysql(replica, "SHOW DATABASES LIKE 'kept'"), (("kept",),))

    sandbox.pause(victim)
    assert silent_servers(sandbox) == [victim]
    sandbox.resume(victim)
    assert silent_servers(sandbox) == []

    for grace in (0.0, 20.0):
        sandbox.stop_server(victim, grace)
        assert silent_servers(sandbox) == [victim]
        sandbox.start_server(victim)
        assert silent_servers(sandbox) == []

    mysql(writer, "CREATE DATABASE later")
    eventually(lambda: mysql(replica, "SHOW DATABASES LIKE 'later'"), (("later",),))
    assert mysql(replica, "SHOW DATABASES LIKE 'kept'") == (("kept",),)


def test_one_that_died_is_started_again_beside_those_that_live(sandbox: Sandbox) -> None:
    sandbox.up((REDIS, MYSQL), provider="native")
    before = pids(sandbox)
    os.kill(before["mysql-us-east-1"] or 0, signal.SIGKILL)
    os.kill(before["redis-eu-west-1"] or 0, signal.SIGSTOP)
    assert silent_servers(sandbox) == ["mysql-us-east-1", "redis-eu-west-1"]
    sandbox.up((REDIS, MYSQL), provider="native")
    after = pids(sandbox)
    assert {name for name in after if after[name] != before[name]} == {"mysql-us-east-1", "redis-eu-west-1"}
    assert silent_servers(sandbox) == []


def test_a_region_more_leaves_the_others_running_and_a_store_less_is_ended(sandbox: Sandbox) -> None:
    one = StoreRequest("redis", "redis", "each-region", TWO[:1])
    sandbox.up((one, MYSQL), provider="native")
    before = pids(sandbox)
    sandbox.up((StoreRequest("redis", "redis", "each-region", TWO),), provider="native")
    after = pids(sandbox)
    assert sorted(after) == ["redis-eu-west-1", "redis-us-east-1"]
    assert after["redis-eu-west-1"] == before["redis-eu-west-1"]
    assert len(list(marked(sandbox.directory))) == 2


def test_data_is_kept_when_asked_and_forgotten_otherwise(sandbox: Sandbox) -> None:
    (writer, _) = sandbox.up((MYSQL,), provider="native")
    mysql(writer, "CREATE DATABASE kept")
    sandbox.down(keep=True)
    assert list(marked(sandbox.directory)) == []
    sandbox.up((MYSQL,), provider="native", keep=True)
    assert mysql(writer, "SHOW DATABASES LIKE 'kept'") == (("kept",),)
    sandbox.down(keep=True)
    sandbox.up((MYSQL,), provider="native")
    assert mysql(writer, "SHOW DATABASES LIKE 'kept'") == ()


UP = """
import sys, threading
from pathlib import Path
from gamemodel.sandbox import Sandbox, StoreRequest
interrupted, printing = threading.Event(), threading.Lock()
two = ("eu-west-1", "us-east-1")
stores = (StoreRequest("redis", "redis", "each-region", two), StoreRequest("mysql", "mysql", "writer-readers", two))
def report(*words):
    with printing:  # threads report at the same time, and print() writes word by word
        print(*words, flush=True)
    if words[1] == "interrupted":
        interrupted.set()
    if words[:2] == tuple(sys.argv[2:]):  # held back until Ctrl-C was handled, however long that takes
        assert interrupted.wait(60)
print(Sandbox(Path(sys.argv[1])).up(stores, provider="native", report=report), flush=True)
"""
STORES = (StoreRequest("redis", "redis", "each-region", TWO), MYSQL)


def start_up(sandbox: Sandbox, *hold: str) -> subprocess.Popen[str]:
    """`up` in a process of its own; where its report says `hold` (server, phase) it waits for Ctrl-C."""
    # A shell starts what it runs in the background with Ctrl-C ignored, and children inherit that.
    heard = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    command = (sys.executable, "-c", UP, str(sandbox.root), *hold)
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, preexec_fn=heard)  # noqa: PLW1509


def test_what_a_killed_run_left_is_taken_over_or_swept(sandbox: Sandbox) -> None:
    with start_up(sandbox) as run:
        assert run.stdout is not None
        for line in run.stdout:
            if line.startswith("mysql-us-east-1 starting"):
                break
        run.kill()
    left = {found.pid for found in marked(sandbox.directory)}
    assert len(left) >= 3

    sandbox.up(STORES, provider="native")
    assert silent_servers(sandbox) == []
    now = {found.pid for found in marked(sandbox.directory)}
    assert now == set(pids(sandbox).values())
    assert len(now) == 4

    with start_up(sandbox) as run:
        assert run.wait(60) == 0
    assert {found.pid for found in marked(sandbox.directory)} == now


def test_ctrl_c_ends_the_waiting_at_once_and_what_was_started_is_known(sandbox: Sandbox) -> None:
    with start_up(sandbox, "mysql-eu-west-1", "starting") as run:
        assert run.stdout is not None
        for line in run.stdout:
            if line.startswith("mysql-eu-west-1 starting"):
                break
        run.send_signal(signal.SIGINT)
        assert run.wait(20) != 0
    started = {found.pid for found in marked(sandbox.directory)}
    assert started == {pid for pid in pids(sandbox).values() if pid is not None}
    assert "mysql-eu-west-1" in pids(sandbox)
    assert "mysql-us-east-1" not in pids(sandbox)


def test_only_a_running_server_can_be_halted(sandbox: Sandbox) -> None:
    sandbox.up((StoreRequest("redis", "redis", "each-region", TWO[:1]),), provider="native")
    sandbox.stop_server("redis-eu-west-1")
    with pytest.raises(SandboxError, match="redis-eu-west-1 is not running"):
        sandbox.pause("redis-eu-west-1")
    with pytest.raises(SandboxError, match="no server 'redis-mars'"):
        sandbox.stop_server("redis-mars")


def test_a_server_that_no_record_names_is_ended_too(sandbox: Sandbox) -> None:
    sandbox.directory.mkdir(parents=True)
    spawn((str(shutil.which("sleep")), "300"), sandbox.root / "log", sandbox.directory)
    assert len(list(marked(sandbox.directory))) == 1
    sandbox.down()
    assert list(marked(sandbox.directory)) == []


def test_a_stranger_with_a_recorded_pid_is_not_touched(sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.up((StoreRequest("redis", "redis", "each-region", TWO[:1]),), provider="native")
    stranger = spawn((str(shutil.which("sleep")), "300"), tmp_path / "log", tmp_path / "elsewhere")
    file = sandbox.directory / "state.json"
    state = json.loads(file.read_text())
    state["servers"][0]["process"]["pid"] = stranger.pid
    file.write_text(json.dumps(state))
    assert [server.running for server in sandbox.status()] == [False]
    sandbox.down()
    assert list(marked(tmp_path / "elsewhere")) == [stranger]
    stop(stranger, 0)


def test_two_runs_at_once_agree_on_one_set_of_servers(sandbox: Sandbox) -> None:
    runs = [start_up(sandbox), start_up(sandbox)]
    answers = [run.communicate(timeout=90)[0].strip().splitlines()[-1] for run in runs]
    assert [run.returncode for run in runs] == [0, 0]
    assert answers[0] == answers[1]
    assert len(list(marked(sandbox.directory))) == 4


def test_two_checkouts_run_side_by_side(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = Sandbox(tmp_path_factory.mktemp("other"))
    try:
        one = sandbox.up((REDIS,), provider="native")
        two = other.up((REDIS,), provider="native")
        assert {place.url for place in one}.isdisjoint({place.url for place in two})
        other.down()
        assert silent_servers(sandbox) == []
    finally:
        other.down()


def test_the_servers_of_a_deleted_checkout_are_ended_by_the_next_sandbox(
    sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory
) -> None:
    doomed = Sandbox(tmp_path_factory.mktemp("doomed"))
    doomed.up((MYSQL,), provider="native")
    shutil.rmtree(doomed.root)
    assert len(list(marked(doomed.directory))) == 2
    sandbox.up((StoreRequest("redis", "redis", "each-region", TWO[:1]),), provider="native")
    assert list(marked(doomed.directory)) == []
    assert not memory_directory(doomed.directory).exists()


def test_a_server_that_cannot_start_is_named_with_its_last_words_and_the_others_stay(sandbox: Sandbox) -> None:
    sandbox.up((REDIS,), provider="native")
    sandbox.down(keep=True)
    broken = sandbox.directory / "servers" / "redis-eu-west-1" / "data" / "users.acl"
    broken.write_text("this is no account\n")
    with pytest.raises(SandboxError) as caught:
        sandbox.up((REDIS,), provider="native", keep=True)
    words = str(caught.value)
    assert "redis-eu-west-1 exited while starting" in words
    assert "users.acl" in words
    assert "redis-eu-west-1-replica1 was not started, because redis-eu-west-1 did not start" in words
    assert "gamemodel sandbox down" in caught.value.help
    assert silent_servers(sandbox) == ["redis-eu-west-1", "redis-eu-west-1-replica1"]

    broken.write_text("")
    sandbox.up((REDIS,), provider="native", keep=True)
    assert silent_servers(sandbox) == []


def test_the_printed_commands_install_a_server_by_hand(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAMEMODEL_CACHE", str(sandbox.root / "cache"))
    for lack in sandbox.missing(("redis",)):
        for command in lack.commands:
            subprocess.run(("sh", "-c", command), check=True, capture_output=True)
    assert sandbox.missing(("redis",)) == ()
    (place,) = sandbox.up((StoreRequest("redis", "redis", "each-region", TWO[:1]),), provider="native")
    with redis.Redis(host=place.address, port=place.port) as link:
        assert link.info("server")["redis_version"].startswith("7.")
    sandbox.down()


def test_a_published_plugin_is_loaded_by_the_native_opensearch(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Index State Management cannot be fetched everywhere; the plugin that it builds on can, and takes the same way."""
    cache = sandbox.root / "cache"
    shutil.copytree(opensearch.home(cache_root()), opensearch.home(cache), copy_function=os.link)
    shutil.rmtree(opensearch.home(cache) / "plugins", ignore_errors=True)
    name = opensearch.ISM_PLUGINS[0]
    target = opensearch.home(cache) / "plugins" / name
    target.parent.mkdir()
    opensearch.unpack_plugin(opensearch.fetch_plugin(name, sandbox.root), target, opensearch.home(cache) / "lib")
    monkeypatch.setenv("GAMEMODEL_CACHE", str(cache))
    (place,) = sandbox.up((StoreRequest("opensearch", "opensearch", "each-region", TWO[:1]),), provider="native")
    assert [name, f"{opensearch.VERSION}.0"] in [
        line.split() for line in get(place, "/_cat/plugins?h=component,version").splitlines()
    ]
    sandbox.down()


def test_a_plugin_that_was_refused_is_not_asked_for_again_the_same_day(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = sandbox.root / "cache"
    shutil.copytree(opensearch.home(cache_root()) / "lib", opensearch.home(cache) / "lib", copy_function=os.link)
    refused = opensearch.home(cache) / "ism-refused.txt"
    refused.write_text("no such artefact\n")
    asked: list[str] = []

    def fetch(name: str, target: Path) -> Path:
        asked.append(name)
        raise SandboxError(f"no {name} in {target}")

    monkeypatch.setattr(opensearch, "fetch_plugin", fetch)
    opensearch.install(cache)
    assert asked == []
    yesterday = time.time() - opensearch.RETRY_ISM_AFTER - 1
    os.utime(refused, (yesterday, yesterday))
    opensearch.install(cache)
    assert asked == [opensearch.ISM_PLUGINS[0]]
    assert not (opensearch.home(cache) / "plugins").exists()
    opensearch.install(cache)
    assert len(asked) == 1


def test_the_state_names_every_server_before_it_is_waited_for(sandbox: Sandbox) -> None:
    seen: list[int] = []

    def report(server: str, phase: str, seconds: float) -> None:
        if phase == "ready":
            seen.append(len([s for s in load(sandbox.directory / "state.json").servers if s.spec.name == server]))

    sandbox.up((REDIS,), provider="native", report=report)
    assert seen == [1, 1, 1, 1]


def test_the_native_provider_lacks_nothing_once_installed(sandbox: Sandbox) -> None:
    assert Native(sandbox.directory, cache_root()).missing(ENGINES) == ()
