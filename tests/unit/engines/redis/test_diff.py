"""What is refused with a way out, what is a rename, and what a reviewer is told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from gamemodel.change import Hints
from gamemodel.engine import get
from gamemodel.engines.redis.schema import Family, Registry, Retired, Schema, Stray, Value, Violation
from gamemodel.step import Backfill
from tests.unit.engines.redis.models import store

ENGINE = get("redis")
OLD = Family(
    "users.profile", "game:user:<name>:profile", "hash", (Value("age", "integer"), Value("name")),
    ttl_s=900, jitter=0.1, readers=("game",), writers=("game",),
)  # fmt: skip


def schema(*families: Family, **more: Any) -> Schema:
    return Schema(Registry("game:"), families, **more)


def changed(**more: Any) -> Any:
    return ENGINE.diff(schema(OLD), schema(replace(OLD, **more)), Hints())


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"key": "game:player:<name>"}, "GM260"),
        ({"version": 2, "key": "game:user:<name>:profile:v2"}, "GM260"),
        ({"kind": "string", "fields": ()}, "GM261"),
        ({"fields": (Value("age", "integer"), Value("name", "integer"))}, "GM263"),
    ],
)
def test_what_no_server_can_do_is_refused_with_the_edit(more: dict[str, Any], code: str) -> None:
    found = changed(**more)
    assert found.changes == ()
    (refusal,) = found.refusals
    assert refusal.code == code
    assert refusal.help
    assert "version: " in refusal.help[0]


def test_the_prefix_stays() -> None:
    found = ENGINE.diff(schema(), Schema(Registry("other:")), Hints())
    assert [each.code for each in found.refusals] == ["GM262"]


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


def test_a_stored_field_is_not_renamed_in_place() -> None:
    new = replace(OLD, fields=(Value("name"), Value("years", "integer")))
    hints = Hints(renames=(("family:users.profile.age", "family:users.profile.years"),))
    found = ENGINE.diff(schema(OLD), schema(new), hints)
    assert [each.code for each in found.refusals] == ["GM265"]
    assert not found.changes


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


def test_findings_are_drift_from_either_side() -> None:
    live = schema(
        OLD,
        strays=(Stray("game:x:*", "string", 3, "game:x:1"),),
        violations=(Violation("users.profile", "has no TTL", 1, "k"),),
    )
    for a, b in ((live, schema(OLD)), (schema(OLD), live)):
        assert sorted(each.code for each in ENGINE.diff(a, b, Hints()).refusals) == ["GM266", "GM267"]


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


def test_a_role_that_gains_and_loses_is_told() -> None:
    from gamemodel.engines.redis.block.sections import Options
    from gamemodel.engines.redis.compile.roles import derived_roles

    def with_roles(family: Family) -> Schema:
        return schema(family, roles=derived_roles((family,), Registry("game:"), Options("game:")))

    old, new = with_roles(replace(OLD, writers=())), with_roles(OLD)
    assert [each.code for each in ENGINE.review(old, ENGINE.diff(old, new, Hints()), store())] == ["GM274"]
    assert [each.code for each in ENGINE.review(new, ENGINE.diff(new, old, Hints()), store())] == ["GM275"]
    words = [each.describe() for each in ENGINE.diff(old, new, Hints()).changes]
    assert "~ role game: +~game:user:*:profile(both hash)" in words
