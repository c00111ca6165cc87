"""What the Redis engine promises of a real server: rights, users left alone, drift, replicas, data steps, ledger and lock under races."""

from __future__ import annotations

import subprocess
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import redis

from gamemodel.change import Difference, Hints
from gamemodel.engine import Outcome, Pace, get
from gamemodel.engines.redis import rights
from gamemodel.engines.redis.compile import derived_roles
from gamemodel.engines.redis.rights import ACCESS, commands
from gamemodel.engines.redis.schema import Family, Part, Registry, Schema
from gamemodel.engines.redis.sections import Options
from gamemodel.engines.redis.server import RedisServer, backfill, users
from gamemodel.engines.redis.server.lock import LockKey
from gamemodel.engines.redis.server.nodes import Nodes
from gamemodel.errors import LedgerConflict, LockHeld, RefusedError, ServerRefused, Unreachable, UsageError
from gamemodel.ledger import Entry, Head, Holder
from gamemodel.migration import Link, Migration, Revision
from gamemodel.migration import Part as MigrationPart
from gamemodel.sandbox import Sandbox, StoreRequest
from gamemodel.step import Backfill, Bindings, Check, Statement, Wait
from gamemodel.topology import Target
from tests.unit.engines.redis.models import store, target

ENGINE = get("redis")
FULL = Pace(None, False)


@dataclass
class Place:
    """A prefix and two roles of one test on a shared server."""

    url: str
    prefix: str
    client: Any

    @property
    def game(self) -> str:
        return f"{self.prefix.rstrip(':')}-game"

    @property
    def shop(self) -> str:
        return f"{self.prefix.rstrip(':')}-shop"

    def schema(self, **more: Any) -> Schema:
        families = (
            Family("sessions.session", f"{self.prefix}sess:<id:uuid>", "hash", (Part("ip"), Part("user")),
                   ttl_s=1800, sliding=True, readers=(self.game,), writers=(self.shop,)),
            Family("users.profile", f"{self.prefix}user:<name>:profile", "hash", (Part("age", "integer"), Part("name")),
                   ttl_s=900, jitter=0.1, fill="read-through", readers=(self.game,), writers=(self.shop,)),
            Family("users.ranking", f"{self.prefix}rank", "zset", member=Part("name"), score=Part("rating", "integer"),
                   readers=(self.game,), writers=(self.game,)),
        )  # fmt: skip
        registry = Registry(self.prefix)
        options = Options(self.prefix, acl="managed")
        return Schema(registry, families, derived_roles(families, registry, options), **more)

    def target(self, *settings: tuple[str, str], **options: Any) -> Target:
        return target(self.url, self.prefix, settings, **options)

    @contextmanager
    def open(self, *settings: tuple[str, str], **options: Any) -> Iterator[RedisServer]:
        with ENGINE.connect(self.target(*settings, **options), "game") as server:
            assert isinstance(server, RedisServer)
            yield server

    def users(self, *names: str) -> None:
        for name in names or (self.game, self.shop):
            self.client.execute_command("ACL", "SETUSER", name, "on", ">secret")

    def sweep(self) -> None:
        for key in self.client.scan_iter(match=f"{self.prefix}*", count=1000):
            self.client.delete(key)
        self.client.execute_command("ACL", "DELUSER", self.game, self.shop)


@pytest.fixture
def place(urls: dict[tuple[str, str], str]) -> Iterator[Place]:
    url = urls["redis", "us-east-1"]
    with redis.Redis.from_url(url, decode_responses=True) as client:
        made = Place(url, f"gmtest{uuid.uuid4().hex[:8]}:", client)
        yield made
        made.sweep()


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """A primary and its replica, of this module's own."""
    sandbox = Sandbox(tmp_path_factory.mktemp("redis"))
    found = sandbox.up((StoreRequest("redis", "redis", "each-region", ("eu-west-1",), replicas=1),))
    primary = next(each for each in found if each.role != "replica")
    replica = next(each for each in found if each.role == "replica")
    yield primary.url, replica.url
    sandbox.down()


def apply(server: RedisServer, old: Schema, new: Schema) -> None:
    difference: Difference[Schema] = ENGINE.diff(old, new, Hints())
    assert difference.refusals == ()
    state = old
    for change in difference.changes:
        for step in change.steps(state):
            assert server.judge(step).kind == "send"
            assert list(server.run(step, Bindings(), None))
        state = change.apply_to(state)


def drift(server: RedisServer, expected: Schema, pace: Pace = FULL) -> list[str]:
    found = ENGINE.diff(server.introspect(expected, pace), expected, Hints())
    return [each.describe() for each in found.changes] + [each.describe for each in found.refusals]


# Rights


@pytest.mark.parametrize("kind", sorted(rights._READ))
def test_every_command_of_every_list_is_allowed_by_its_own_access_alone(place: Place, kind: str) -> None:
    """READ with %R~, WRITE with %W~; BOTH is denied by either of them, or it would stand in the wrong list."""
    ask = place.client.execute_command
    key, other = f"{place.prefix}k", f"{place.prefix}k2"
    only_both = set(commands(kind, "both")) - set(commands(kind, "read")) - set(commands(kind, "write"))
    if kind == "stream":
        only_both = set()  # consumer groups: the server would allow some, the lists say that they read and write
    for access in ("read", "write"):
        place.users(place.game)
        ask("ACL", "SETUSER", place.game, "-@all", "clearselectors", "resetkeys", f"{ACCESS[access]}{place.prefix}*",
            *(f"+{each}" for each in commands(kind, "both")))  # fmt: skip
        for command in commands(kind, access):
            assert ask("ACL", "DRYRUN", place.game, *arguments(place.client, command, key, other)) == "OK", (
                access,
                command,
            )
        for command in only_both:
            assert ask("ACL", "DRYRUN", place.game, *arguments(place.client, command, key, other)) != "OK", (
                access,
                command,
            )


SHAPES = {
    "set": "KEY v", "getex": "KEY PERSIST", "sintercard": "1 KEY", "zintercard": "1 KEY", "zdiff": "1 KEY", "zinter": "1 KEY",
    "zunion": "1 KEY", "lmpop": "1 KEY LEFT", "blmpop": "1 1 KEY LEFT", "zmpop": "1 KEY MIN", "bzmpop": "1 1 KEY MIN",
    "zdiffstore": "KEY 1 OTHER", "zinterstore": "KEY 1 OTHER", "zunionstore": "KEY 1 OTHER", "bitop": "AND KEY OTHER",
    "lmove": "KEY OTHER LEFT LEFT", "blmove": "KEY OTHER LEFT LEFT 1", "smove": "KEY OTHER m", "rpoplpush": "KEY OTHER",
    "sdiffstore": "KEY OTHER", "sinterstore": "KEY OTHER", "sunionstore": "KEY OTHER", "pfmerge": "KEY OTHER", "lcs": "KEY OTHER",
    "zrangestore": "KEY OTHER 0 1", "geosearchstore": "KEY OTHER FROMMEMBER m BYRADIUS 1 m", "xread": "STREAMS KEY 0",
    "xreadgroup": "GROUP g c STREAMS KEY >", "bitfield": "KEY SET u8 0 1",
}  # fmt: skip
"""Commands whose keys do not simply come first."""


def arguments(client: Any, command: str, key: str, other: str) -> list[str]:
    """The shortest call of `command` that the server takes, keys where keys stand."""
    words = command.split("|")
    if command in SHAPES:
        return [*words, *SHAPES[command].replace("KEY", key).replace("OTHER", other).split()]
    arity = abs(client.execute_command("COMMAND", "INFO", command)[command]["arity"])
    return [*words, *[key, "1", "2", "3", "4", "5"][: arity - len(words)]]


def test_a_role_may_do_what_it_is_for_and_nothing_else(place: Place) -> None:
    schema = place.schema()
    place.users()
    with place.open() as server:
        apply(server, Schema(), schema)
    host, port = place.url.removeprefix("redis://").split(":")
    profile, session = f"{place.prefix}user:ann:profile", f"{place.prefix}sess:1"
    with (
        redis.Redis(host, int(port), username=place.game, password="secret", decode_responses=True) as game,
        redis.Redis(host, int(port), username=place.shop, password="secret", decode_responses=True) as shop,
    ):
        assert game.ping()
        assert game.hset(profile, "age", "3") == 1  # read-through: readers fill
        assert game.expire(profile, 60)
        assert game.hget(profile, "age") == "3"
        assert shop.hset(session, "ip", "::1") == 1
        assert game.hgetall(session) == {"ip": "::1"}
        assert game.pexpire(session, 1000)  # sliding: readers renew
        assert game.zadd(f"{place.prefix}rank", {"ann": 1}) == 1
        assert game.zincrby(f"{place.prefix}rank", 2, "ann") == 3
        assert "users.profile" in game.hkeys(f"{place.prefix}gamemodel:registry")
        with game.pipeline(transaction=True) as pipe:
            assert pipe.hget(profile, "age").hget(session, "ip").execute() == ["3", "::1"]
        denied = (
            lambda: game.hset(session, "ip", "x"),
            lambda: game.set(profile, "x"),
            lambda: game.hdel(f"{place.prefix}rank", "x"),
            lambda: game.delete(session),
            lambda: game.get("somebody:else"),
            lambda: game.hset(f"{place.prefix}gamemodel:registry", "x", "y"),
            lambda: game.delete(f"{place.prefix}gamemodel:ledger"),
            game.scan,
            lambda: game.keys("*"),
            game.flushall,
            lambda: game.execute_command("EVAL", "return 1", 0),
            lambda: game.config_get("*"),
            lambda: game.publish("c", "x"),
            lambda: shop.hget(session, "ip"),
            lambda: shop.zadd(f"{place.prefix}rank", {"a": 1}),
        )
        for ask in denied:
            with pytest.raises(redis.exceptions.NoPermissionError):
                ask()


def test_passwords_and_on_and_off_are_never_touched(place: Place) -> None:
    place.users()
    place.client.execute_command("ACL", "SETUSER", place.shop, "off", ">another")
    before = {name: place.client.acl_getuser(name) for name in (place.game, place.shop)}
    with place.open() as server:
        apply(server, Schema(), place.schema())
        apply(server, place.schema(), replace(place.schema(), roles=()))
    for name, was in before.items():
        now = place.client.acl_getuser(name)
        assert now["passwords"] == was["passwords"]
        assert [flag for flag in now["flags"] if flag in ("on", "off", "nopass")] == [
            flag for flag in was["flags"] if flag in ("on", "off", "nopass")
        ]


def test_a_missing_user_is_refused_with_the_cure_and_not_created(place: Place) -> None:
    place.users(place.game)
    step = Statement(f"role:{place.shop}", rights.setuser(place.schema().roles[1]))
    with place.open() as server:
        verdict = server.judge(step)
        assert verdict.kind == "refuse"
        assert f"ACL SETUSER {place.shop} on" in verdict.cure
        with pytest.raises(ServerRefused, match=f"no user '{place.shop}'"):
            list(server.run(step, Bindings(), None))
    assert place.client.acl_getuser(place.shop) is None


def test_an_environment_may_go_without_rights(place: Place) -> None:
    with place.open(("acl", "not-applied")) as server:
        (step,) = ENGINE.restore(place.schema(), f"role:{place.game}")
        assert server.judge(step).kind == "skip"
        seen = ENGINE.observable(place.schema(), place.target(("acl", "not-applied")))
        assert seen.schema.roles == ()
        assert "acl: not-applied" in seen.notes[0]
        assert server.introspect(place.schema(), FULL).roles == ()
        assert server.preflight() == ()
    assert ENGINE.observable(place.schema(), place.target(flavour="elasticache")).schema.roles == ()


# Drift


def test_a_hand_made_change_of_every_kind_is_found(place: Place) -> None:
    schema = place.schema()
    ask = place.client.execute_command
    registry = f"{place.prefix}gamemodel:registry"
    profile = f"{place.prefix}user:ann:profile"
    session = f"{place.prefix}sess:00000000-0000-4000-8000-000000000001"
    header = f'{{"format":1,"prefix":"{place.prefix}","cluster":true}}'
    by_hand: dict[str, tuple[Callable[[], object], str]] = {
        "a right more": (lambda: ask("ACL", "SETUSER", place.game, "+get"), f"role {place.game}"),
        "a category": (lambda: ask("ACL", "SETUSER", place.game, "+@admin"), f"role {place.game}"),
        "all keys": (lambda: ask("ACL", "SETUSER", place.game, "~*"), f"role {place.game}"),
        "a channel": (lambda: ask("ACL", "SETUSER", place.game, "&x"), f"role {place.game}"),
        "a selector more": (lambda: ask("ACL", "SETUSER", place.game, "(~zz +get)"), f"role {place.game}"),
        "selectors gone": (lambda: ask("ACL", "SETUSER", place.shop, "clearselectors"), f"role {place.shop}"),
        "a user gone": (lambda: ask("ACL", "DELUSER", place.shop), f"role {place.shop}"),
        "an entry gone": (lambda: ask("HDEL", registry, "users.profile"), "users.profile"),
        "an entry more": (lambda: ask("HSET", registry, "x.y", '{"key":"a:b","kind":"set"}'), "x.y"),
        "an entry spoiled": (lambda: ask("HSET", registry, "users.profile", "{"), "cannot be read"),
        "an entry altered": (lambda: ask("HSET", registry, "users.ranking",
                             ask("HGET", registry, "users.ranking").replace("integer", "number")), "users.ranking"),
        "the header altered": (lambda: ask("HSET", registry, "gamemodel", header), "registry"),
        "the registry gone": (lambda: ask("DEL", registry), "registry"),
        "a stray": (lambda: ask("SET", f"{place.prefix}tmp:1", "x"), f"{place.prefix}tmp:*"),
        "a malformed key": (lambda: ask("HSET", f"{place.prefix}sess:7", "ip", "x"), f"{place.prefix}sess:*"),
        "another type": (lambda: ask("SET", profile, "x", "EX", 60), "type string instead of hash"),
        "no TTL": (lambda: ask("HSET", profile, "age", "1"), "has no TTL"),
        "a long TTL": (lambda: (ask("HSET", session, "ip", "1"), ask("EXPIRE", session, 9999)), "longer"),
        "a TTL that is not declared": (lambda: (ask("ZADD", f"{place.prefix}rank", 1, "a"), ask("EXPIRE", f"{place.prefix}rank", 9)), "expires"),
        "a field": (lambda: (ask("HSET", profile, "boo", "1"), ask("EXPIRE", profile, 60)), "has field boo"),
        "a value's form": (lambda: (ask("HSET", profile, "age", "old"), ask("EXPIRE", profile, 60)), "field age is not in the form integer"),
        "a score": (lambda: ask("ZADD", f"{place.prefix}rank", 1.5, "a"), "not a whole number"),
    }  # fmt: skip
    place.users()
    with place.open() as server:
        apply(server, Schema(), schema)
        assert drift(server, schema) == []
        for what, (do, words) in by_hand.items():
            do()
            found = drift(server, schema)
            assert any(words in each for each in found), (what, found)
            place.users()
            for key in place.client.scan_iter(match=f"{place.prefix}*"):
                if ":gamemodel:" not in key or what.startswith(("an entry", "the ")):
                    place.client.delete(key)
            apply(server, Schema(), schema)
            assert drift(server, schema) == [], what


def test_keys_of_others_are_not_drift(place: Place) -> None:
    schema = replace(place.schema(), registry=Registry(place.prefix, ignore=(f"{place.prefix}celery:*",)), roles=())
    outside = f"x{place.prefix}y"
    with place.open() as server:
        apply(server, Schema(), schema)
        server.found(Head("game", "redis", "test", server.cluster()))
        place.client.set(f"{place.prefix}celery:1", "x")
        place.client.set(outside, "x")
        try:
            assert drift(server, schema) == []
        finally:
            place.client.delete(outside)


def test_what_a_dropped_family_left_is_drift_only_where_it_never_ends(place: Place) -> None:
    old = replace(place.schema(), roles=())
    new = replace(old, families=())
    folded = new
    for change in ENGINE.diff(old, new, Hints()).changes:
        folded = change.apply_to(old) if folded is new else change.apply_to(folded)
    place.client.hset(f"{place.prefix}user:ann:profile", "age", 1)
    place.client.expire(f"{place.prefix}user:ann:profile", 60)
    with place.open() as server:
        apply(server, Schema(), old)
        apply(server, old, new)
        assert drift(server, folded) == []
        place.client.zadd(f"{place.prefix}rank", {"a": 1})
        (found,) = drift(server, folded)
        assert "left by the dropped family, and never expires" in found


# Data steps


def test_live_keys_follow_and_a_second_run_changes_nothing(place: Place) -> None:
    old = replace(place.schema(), roles=())
    ours = [f"{place.prefix}user:{n}:profile" for n in range(500)]
    for n, key in enumerate(ours):
        place.client.hset(key, mapping={"age": n, "name": "x"})
        if n % 2:
            place.client.pexpire(key, 990_000)
    deeper = f"{place.prefix}user:a:b:profile"  # the glob takes it, the family does not
    place.client.hset(deeper, "age", 1)
    profile = old.families[1]
    new = old.with_family(replace(profile, ttl_s=60, fields=(Part("name"),)))
    with place.open() as server:
        apply(server, Schema(), old)
        apply(server, old, new)
        ttls = [place.client.pttl(key) for key in ours]
        assert all(50_000 < ttl <= 66_000 for ttl in ttls)
        assert len(set(ttls)) > 100  # the jitter is drawn for each key
        assert place.client.hkeys(ours[0]) == ["name"]
        assert place.client.pttl(deeper) == -1
        assert place.client.hkeys(deeper) == ["age"]
        (step,) = [
            s
            for c in ENGINE.diff(old, new, Hints()).changes
            for s in c.steps(old)
            if isinstance(s, Backfill) and "PEX" in s.text
        ]
        assert [each.done for each in server.run(step, Bindings(), None)][-1] == 0


def test_a_data_step_goes_on_at_its_cursor(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backfill, "REMEMBER_S", 0.0)
    for n in range(1000):
        place.client.hset(f"{place.prefix}user:{n}:profile", mapping={"age": n, "name": "x"})
    step = Backfill("s", "HDEL ${key} age", (f"{place.prefix}user:<name>:profile",), "TYPE hash", batch=100)
    with place.open() as server:
        running = server.run(step, Bindings(), None)
        cursor = [next(running) for _ in range(3)][-1].cursor
        assert cursor is not None
        list(server.run(step, Bindings(), cursor))
    left = sum(place.client.hexists(f"{place.prefix}user:{n}:profile", "age") for n in range(1000))
    assert left == 0


def test_the_files_do_the_same_by_redis_cli(place: Place, tmp_path: Path) -> None:
    old = place.schema()
    new = old.with_family(replace(old.families[1], ttl_s=60, fields=(Part("name"),)))
    place.users()
    place.client.hset(f"{place.prefix}user:ann:profile", mapping={"age": 1, "name": "x"})
    state = Schema()
    for number, wanted in enumerate((old, new), 1):
        parts = []
        for change in ENGINE.diff(state, wanted, Hints()).changes:
            parts.append(
                MigrationPart(change, change.steps(state), change.inverse(state).steps(change.apply_to(state)))
            )
            state = change.apply_to(state)
        migration = Migration("redis", tuple(parts))
        revision = Revision(number, f"000{number}_ab", "initial", "", "0", (migration,))
        for file in ENGINE.migration_files(Link(revision, None), migration, Schema(), store()):
            path = tmp_path / file.path
            path.parent.mkdir(exist_ok=True)
            path.write_text(file.text)
    with place.open() as server:
        for name in ("0001_initial", "0002_initial"):
            said = redis_cli(place.url, tmp_path / "redis_keys" / f"{name}.redis")
            assert not [line for line in said.splitlines() if line.startswith(("ERR", "(error)", "WRONG", "NOPERM"))], (
                said
            )
        assert drift(server, new) == []
        assert place.client.hkeys(f"{place.prefix}user:ann:profile") == ["name"]
        for name in ("0002_initial", "0001_initial"):
            said = redis_cli(place.url, tmp_path / "redis_keys" / f"{name}.down.redis")
            assert "ERR" not in said
        assert server.introspect(Schema(), FULL) == Schema()


def redis_cli(url: str, script: Path) -> str:
    """What redis-cli prints when the file is piped into it; the program of the sandbox's own package."""
    from gamemodel.sandbox.cache import cache_root
    from gamemodel.sandbox.native import debs
    from gamemodel.sandbox.native import redis as native

    host, port = url.removeprefix("redis://").split(":")
    native.install(cache_root())
    program = debs.with_own_loader(native.tree(cache_root()), "redis-cli")
    with script.open() as lines:
        done = subprocess.run(
            [*program, "-h", host, "-p", port], stdin=lines, capture_output=True, text=True, timeout=60, check=True
        )
    return done.stdout + done.stderr


def test_checks_waits_and_swaps(place: Place) -> None:
    with place.open() as server:
        check = Check("s", f"EXISTS {place.prefix}x", "x is left")
        assert list(server.run(check, Bindings(), None))
        place.client.set(f"{place.prefix}x", "1")
        with pytest.raises(RefusedError, match="x is left"):
            list(server.run(check, Bindings(), None))
        with pytest.raises(UsageError):
            list(server.run(Wait("s", "never"), Bindings(), None))
        with pytest.raises(UsageError):
            list(server.swap("x", None, Bindings()))


# What became of a step


def test_outcomes_come_from_the_server(place: Place) -> None:
    schema = place.schema()
    place.users()
    with place.open() as server:
        state = Schema()
        for change in ENGINE.diff(Schema(), schema, Hints()).changes:
            after = change.apply_to(state)
            for step in change.steps(state):
                assert server.outcome(step, state, after, Bindings()) is Outcome.NOT_DONE
                list(server.run(step, Bindings(), None))
                assert server.outcome(step, state, after, Bindings()) is Outcome.DONE
            state = after
        step = ENGINE.restore(schema, "family:users.ranking")[0]
        place.client.hset(f"{place.prefix}gamemodel:registry", "users.ranking", '{"key":"other","kind":"set"}')
        assert server.outcome(step, schema.without_family("users.ranking"), schema, Bindings()) is Outcome.NEITHER


# Ledger and lock


def test_of_racing_appenders_one_wins_each_row(place: Place) -> None:
    won: list[int] = []
    lost: list[LedgerConflict] = []
    ready = threading.Barrier(8)

    def run(number: int) -> None:
        with place.open() as server:
            ready.wait()
            server.found(Head("game", "redis", "test", f"cluster-{number}"))
            for sequence in range(1, 21):
                try:
                    server.append(Entry(sequence, "done", "r", 1, position=number))
                    won.append(sequence)
                except LedgerConflict as conflict:
                    lost.append(conflict)

    threads = [threading.Thread(target=run, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with place.open() as server:
        ledger = server.ledger()
        assert ledger.head is not None
        assert server.cluster() == ledger.head.cluster
        assert [entry.sequence for entry in ledger.entries] == list(range(1, 21))
        assert sorted(won) == list(range(1, 21))
        assert len(lost) == 7 * 20
        with pytest.raises(LedgerConflict):
            server.append(Entry(23, "done", "r", 1))
        place.client.delete(f"{place.prefix}gamemodel:ledger")
        with pytest.raises(LedgerConflict, match="gone"):
            server.append(Entry(1, "done", "r", 1))


ANN = Holder("ann", "laptop", 1, "token-ann")
BOB = Holder("bob", "ci", 2, "token-bob")


def test_a_lock_is_held_by_one_and_given_back(place: Place) -> None:
    with place.open() as server, place.open() as other:
        with server.lock(ANN) as lease:
            lease.ensure(5)
            with pytest.raises(LockHeld, match="ann on laptop"), other.lock(BOB):
                pytest.fail("two hold it")
            info = other.locked()
            assert info is not None
            assert info.holder == ANN
        assert other.locked() is None
        with other.lock(BOB) as lease:
            lease.ensure(0)


def test_a_lock_is_renewed_and_a_stolen_one_is_noticed(place: Place) -> None:
    with place.open() as server:
        lock = LockKey(lambda: Nodes(server.target), server.nodes, place.prefix, lease_ms=900)
        with lock.hold(ANN) as lease:
            time.sleep(1.8)
            assert place.client.pttl(lock.key) > 0
            lease.ensure(0)
            server.unlock()
            with server.lock(BOB):
                time.sleep(0.6)  # a renewal comes and finds it
                with pytest.raises(LockHeld, match="bob on ci"):
                    lease.ensure(0)
            assert place.client.exists(lock.key) == 0
        with server.lock(BOB):
            pass


def test_giving_back_a_stolen_lock_does_not_take_it_from_its_new_holder(place: Place) -> None:
    with place.open() as server, place.open() as other:
        with server.lock(ANN):
            other.unlock()
            held = other.lock(BOB)
            held.__enter__()
        info = other.locked()
        assert info is not None
        assert info.holder == BOB
        held.__exit__(None, None, None)


def test_the_lock_of_a_dead_process_ends_by_itself(place: Place) -> None:
    with place.open() as server:
        place.client.set(f"{place.prefix}gamemodel:lock", '{"by":"ann","host":"h","pid":1,"token":"t"}', px=200)
        with pytest.raises(LockHeld), server.lock(BOB):
            pytest.fail("held by a dead process")
        time.sleep(0.3)
        with server.lock(BOB):
            pass


# Nodes


def on(url: str, prefix: str) -> Place:
    return Place(url, prefix, redis.Redis.from_url(url, decode_responses=True))


def test_rights_go_to_every_node_and_keys_are_read_from_the_replica(pair: tuple[str, str]) -> None:
    primary, replica = on(pair[0], "pair:"), on(pair[1], "pair:")
    primary.users()
    replica.users()
    schema = primary.schema()
    with primary.open() as server:
        assert len(server.nodes.every) == 2
        assert server.preflight() == ()
        apply(server, Schema(), schema)
        assert drift(server, schema, Pace(None, True)) == []
        assert [str(node.wire) for node in server.nodes.readers(True)] == [pair[1].removeprefix("redis://")]
        before = replica.client.info("commandstats").get("cmdstat_scan", {"calls": 0})["calls"]
        drift(server, schema, Pace(None, True))
        assert replica.client.info("commandstats")["cmdstat_scan"]["calls"] > before
        replica.client.execute_command("ACL", "SETUSER", replica.game, "+flushall")
        (found,) = drift(server, schema)
        assert replica.game in found
        apply(server, replace(schema, roles=()), schema)
        replica.client.execute_command("ACL", "SETUSER", replica.game, "resetkeys", "clearselectors", "-@all")
        placed = server.placement(schema)
        assert [step.subject for step in placed] == [f"role:{replica.game}"]
        for step in placed:
            list(server.run(step, Bindings(), None))
        assert drift(server, schema) == []
        assert server.placement(schema) == ()
    assert [f.code for f in _preflight(replica)] == ["GM665"]


def _preflight(place: Place) -> Any:
    with place.open(("nodes", place.url.removeprefix("redis://"))) as server:
        return server.preflight()


def test_a_node_that_lacks_the_user_stops_before_the_first(pair: tuple[str, str]) -> None:
    primary, replica = on(pair[0], "lack:"), on(pair[1], "lack:")
    primary.users()
    step = Statement(f"role:{primary.game}", rights.setuser(primary.schema().roles[0]))
    with primary.open() as server:
        verdict = server.judge(step)
        assert verdict.kind == "refuse"
        assert pair[1].removeprefix("redis://") in verdict.reason
        with pytest.raises(ServerRefused):
            users.give(server.nodes, ("ACL", "SETUSER", primary.game, "+get"))
    assert primary.client.acl_getuser(primary.game)["commands"] == []
    assert replica.client.acl_getuser(primary.game) is None


def test_rights_outlive_a_restart_by_the_acl_file(pair: tuple[str, str]) -> None:
    primary, replica = on(pair[0], "kept:"), on(pair[1], "kept:")
    primary.users()
    replica.users()
    with primary.open() as server:
        apply(server, Schema(), primary.schema())
    primary.client.execute_command("ACL", "SETUSER", primary.game, "resetkeys", "clearselectors", "-@all")
    primary.client.execute_command("ACL", "LOAD")
    with primary.open() as server:
        assert drift(server, primary.schema()) == []


def test_the_pace_is_kept(place: Place) -> None:
    schema = replace(place.schema(), roles=())
    with place.client.pipeline(transaction=False) as pipe:
        for n in range(3000):
            pipe.hset(f"{place.prefix}user:{n}:profile", mapping={"age": n, "name": "x"})
            pipe.expire(f"{place.prefix}user:{n}:profile", 900)
        pipe.execute()
    with place.open() as server:
        apply(server, Schema(), schema)
        begun = time.monotonic()
        assert drift(server, schema, Pace(2000, False)) == []
        assert time.monotonic() - begun >= 1.4


def test_nobody_there_is_said_with_the_address(place: Place) -> None:
    nobody = target("redis://127.0.0.1:1", place.prefix)
    with pytest.raises(Unreachable, match=r"127\.0\.0\.1:1"), ENGINE.connect(nobody, "game"):
        pytest.fail("nobody listens there")
    with (
        pytest.raises(UsageError, match="no URL of a Redis server"),
        ENGINE.connect(target("http://x", place.prefix), "game"),
    ):
        pytest.fail("not a Redis URL")
