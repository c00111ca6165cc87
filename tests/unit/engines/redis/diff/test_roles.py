"""What a reviewer is told of a role that gains and loses rights."""

from __future__ import annotations

from dataclasses import replace

from gamemodel.change import Hints
from gamemodel.engine import get
from gamemodel.engines.redis.schema import Family, Registry, Schema
from tests.unit.engines.redis.models import OLD, schema, store

ENGINE = get("redis")


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
