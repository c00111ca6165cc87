"""What live keys break, judged from what a server would answer."""

from __future__ import annotations

from typing import Any

import pytest

from gamemodel.engines.redis.schema import Registry, Retired, Schema, Stray, Violation
from gamemodel.engines.redis.server.classify import Classifier, shape
from gamemodel.engines.redis.server.conformance import Conformance
from tests.unit.engines.redis.models import OLD, schema

DECLARED = schema(OLD)
KEY = b"game:user:ann:profile"


def conformance(declared: Schema) -> Conformance:
    return Conformance(Classifier(declared, Registry("game:", ignore=("game:celery:*",))))


def problems(key: bytes, type_: bytes, ttl: int, declared: Schema = DECLARED) -> list[str]:
    judge = conformance(declared)
    judge.page([key], [type_], [ttl])
    return [each.problem for each in judge.violations()] + [each.shape for each in judge.strays()]


@pytest.mark.parametrize(
    ("type_", "ttl", "wanted"),
    [
        (b"hash", 900_000, []),
        (b"hash", 990_000, []),
        (b"hash", 2_000_000, ["its TTL is longer than a writer may set"]),
        (b"hash", -1, ["has no TTL"]),
        (b"string", 900_000, ["type string instead of hash"]),
        (b"none", -2, []),
    ],
)
def test_type_and_ttl(type_: bytes, ttl: int, wanted: list[str]) -> None:
    assert problems(KEY, type_, ttl) == wanted


@pytest.mark.parametrize(
    ("key", "wanted"),
    [
        (b"game:tmp:1234", ["game:tmp:*"]),
        (b"game:user:a:b:profile", ["game:user:a:b:profile"]),
        (b"game:celery:1", []),
        (b"game:gamemodel:ledger", []),
        (b"other:1", []),
    ],
)
def test_a_key_of_no_family(key: bytes, wanted: list[str]) -> None:
    assert problems(key, b"string", -1) == wanted


def test_keys_of_a_dropped_family_may_end_but_not_stay() -> None:
    declared = schema(retired=(Retired("users.profile", OLD.key, "hash", 990_000),))
    assert problems(KEY, b"hash", 900_000, declared) == []
    assert problems(KEY, b"hash", -1, declared) == ["left by the dropped family, and never expires"]


@pytest.mark.parametrize(
    ("held", "wanted"),
    [
        ([b"age", b"7", b"name", b"ann"], []),
        ([b"age", b"old"], ["field age is not in the format integer"]),
        ([b"boo", b"1"], ["has field boo, which is not declared"]),
    ],
)
def test_the_contents_of_a_hash(held: list[Any], wanted: list[str]) -> None:
    judge = conformance(schema(OLD))
    samples = judge.page([KEY], [b"hash"], [900_000])
    assert [each.command[0] for each in samples] == ["HSCAN"]
    judge.contents(samples, [[b"0", held]])
    assert [each.problem for each in judge.violations()] == wanted


def test_each_fault_is_counted_with_one_example() -> None:
    judge = conformance(schema(OLD))
    keys = [b"game:user:%d:profile" % n for n in range(3)]
    judge.page([*keys, b"game:x:1", b"game:x:2"], [b"hash"] * 3 + [b"set"] * 2, [-1] * 5)
    assert judge.violations() == (Violation("users.profile", "has no TTL", 3, "game:user:0:profile"),)
    assert judge.strays() == (Stray("game:x:*", "set", 2, "game:x:1"),)


def test_segments_that_look_like_values_are_one_shape() -> None:
    assert shape(b"game:tmp:1234:end", 5) == "game:tmp:*:end"
