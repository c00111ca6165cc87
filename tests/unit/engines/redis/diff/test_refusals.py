"""What no server can do in place is refused with the edits that lead around it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from gamemodel.change import Hints
from gamemodel.engine import get
from gamemodel.engines.redis.schema import Registry, Schema, Stray, Value, Violation
from tests.unit.engines.redis.models import OLD, schema

ENGINE = get("redis")


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


def test_a_stored_field_is_not_renamed_in_place() -> None:
    new = replace(OLD, fields=(Value("name"), Value("years", "integer")))
    hints = Hints(renames=(("family:users.profile.age", "family:users.profile.years"),))
    found = ENGINE.diff(schema(OLD), schema(new), hints)
    assert [each.code for each in found.refusals] == ["GM265"]
    assert not found.changes


def test_findings_are_drift_from_either_side() -> None:
    live = schema(
        OLD,
        strays=(Stray("game:x:*", "string", 3, "game:x:1"),),
        violations=(Violation("users.profile", "has no TTL", 1, "k"),),
    )
    for a, b in ((live, schema(OLD)), (schema(OLD), live)):
        assert sorted(each.code for each in ENGINE.diff(a, b, Hints()).refusals) == ["GM266", "GM267"]
