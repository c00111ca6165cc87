"""Renames, drops, TTLs and what a reviewer is told of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from gamemodel.change import Hints
from gamemodel.engine import get
from gamemodel.engines.redis.schema import Family, Retired, Value
from gamemodel.step import Backfill
from tests.unit.engines.redis.models import OLD, schema, store

ENGINE = get("redis")


def changed(**more: Any) -> Any:
    return ENGINE.diff(schema(OLD), schema(replace(OLD, **more)), Hints())


def test_a_look_alike_needs_a_word() -> None:
    new = replace(OLD, name="users.card")
    found = ENGINE.diff(schema(OLD), schema(new), Hints())
    assert [each.code for each in found.refusals] == ["GM264"]
    assert found.refusals[0].help[0].endswith("write renamed_from: profile in card")
    declared = Hints(renames=(("family:users.profile", "family:users.card"),))
    (rename,) = ENGINE.diff(schema(OLD), schema(new), declared).changes
    assert rename.describe() == "~ family users.profile renamed to users.card"
    assert rename.apply_to(schema(OLD)) == schema(new)
    dropped = ENGINE.diff(schema(OLD), schema(new), Hints(dropped=("family:users.profile",)))
    assert [each.describe()[0] for each in dropped.changes] == ["-", "+"]
    assert not dropped.refusals


def test_a_rename_that_stands_in_history_means_nothing() -> None:
    new = schema(replace(OLD, name="users.card"))
    assert not ENGINE.diff(new, new, Hints(renames=(("family:users.profile", "family:users.card"),)))


def test_another_name_of_a_placeholder_is_the_same_key() -> None:
    found = changed(key="game:user:<handle>:profile")
    assert not found.refusals
    assert [each.describe() for each in found.changes] == [
        "~ key of users.profile game:user:<name>:profile -> game:user:<handle>:profile (the same keys)"
    ]


@pytest.mark.parametrize(
    ("before", "after", "text", "rows"),
    [
        (900, 60, "PEXPIRE ${key} ${60000..60000} LT", "TYPE hash PTTL >60000"),
        (None, 60, "PEXPIRE ${key} ${60000..60000} LT", "TYPE hash PTTL >60000"),
        (60, None, "PERSIST ${key}", "TYPE hash PTTL set"),
        (60, 900, None, None),
    ],
)
def test_live_keys_follow_a_ttl(before: int | None, after: int | None, text: str | None, rows: str | None) -> None:
    old = schema(replace(OLD, ttl_s=before, jitter=0.0))
    (change,) = ENGINE.diff(old, schema(replace(OLD, ttl_s=after, jitter=0.0)), Hints()).changes
    visits = [step for step in change.steps(old) if isinstance(step, Backfill)]
    assert [(step.text, step.rows) for step in visits] == ([] if text is None else [(text, rows)])
    assert change.destroys is (before is None)


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ({}, {"ttl_s": 60}, "GM270"),
        ({}, {"ttl_s": None, "jitter": 0.0}, "GM271"),
        ({"ttl_s": None, "jitter": 0.0}, {}, "GM272"),
        ({}, {"jitter": 0.0}, "GM277"),
        ({}, {"fields": (Value("name"),)}, "GM276"),
    ],
)
def test_a_reviewer_is_warned(before: dict[str, Any], after: dict[str, Any], code: str) -> None:
    old, new = schema(replace(OLD, **before)), schema(replace(OLD, **after))
    found = ENGINE.review(old, ENGINE.diff(old, new, Hints()), store())
    assert code in {each.code for each in found}


def test_a_dropped_family_is_remembered_and_its_keys_are_told() -> None:
    old = schema(OLD)
    found = ENGINE.diff(old, schema(), Hints())
    (drop,) = found.changes
    assert drop.describe() == "- family users.profile (its keys stay and expire within 16m30s)"
    after = drop.apply_to(old)
    assert after == schema()
    assert after.retired == (Retired("users.profile", OLD.key, "hash", 990_000),)
    assert [each.code for each in ENGINE.review(old, found, store())] == ["GM273"]
    other = Family("zoo.x", "game:user:<x>:profile", "string")
    assert [each.code for each in ENGINE.review(after, ENGINE.diff(after, schema(other), Hints()), store())] == [
        "GM278"
    ]
