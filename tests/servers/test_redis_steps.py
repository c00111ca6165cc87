"""Data steps, files run by redis-cli, and what became of a step, on a real Redis."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from gamemodel.change import Hints
from gamemodel.engine import Outcome
from gamemodel.engines.redis.schema import Schema, Value
from gamemodel.engines.redis.server import backfill
from gamemodel.errors import CheckFailed, UsageError
from gamemodel.migration import Link, Migration, MigrationChange, Revision
from gamemodel.step import Backfill, Bindings, Check, Wait
from tests.servers import redis_place
from tests.servers.redis_place import ENGINE, FULL, Place, apply, drift
from tests.unit.engines.redis.models import store

place = redis_place.place


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
    new = old.with_family(replace(profile, ttl_s=60, fields=(Value("name"),)))
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
    new = old.with_family(replace(old.families[1], ttl_s=60, fields=(Value("name"),)))
    place.users()
    place.client.hset(f"{place.prefix}user:ann:profile", mapping={"age": 1, "name": "x"})
    state = Schema()
    for number, wanted in enumerate((old, new), 1):
        parts = []
        for change in ENGINE.diff(state, wanted, Hints()).changes:
            back, after = change.inverse(state), change.apply_to(state)
            assert back is not None
            parts.append(MigrationChange(change, change.steps(state), back.steps(after)))
            state = after
        migration = Migration("redis", tuple(parts))
        revision = Revision(number, f"000{number}_ab", "initial", "", "0", (migration,))
        for file in ENGINE.migration_files(Link(revision, None), migration, store()):
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
        with pytest.raises(CheckFailed, match=r"x is left \(first: 1\)") as failed:
            list(server.run(check, Bindings(), None))
        assert failed.value.rows == ("1",)
        with pytest.raises(UsageError):
            list(server.run(Wait("s", "never"), Bindings(), None))
        with pytest.raises(UsageError):
            list(server.swap("x", None, Bindings()))


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
