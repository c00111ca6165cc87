"""A data step as one Lua script."""

from __future__ import annotations

from gamemodel.engines.redis.dialect import backfill_script
from gamemodel.step import Backfill


def test_a_data_step_is_one_script_for_redis_cli() -> None:
    step = Backfill("s", "PEXPIRE ${key} ${90..110} LT", ("g:<x>:<n:integer>",), "TYPE hash PTTL >110")
    text = backfill_script.script_line(step)
    assert text.startswith("EVAL ")
    assert "math.random(90,110)" in text
    assert "^g%:[^:{}]+%:[%-]?[0-9]+$" in text
