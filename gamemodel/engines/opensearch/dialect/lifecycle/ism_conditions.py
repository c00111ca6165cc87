"""The conditions of ISM rollovers and transitions that OpenSearch 2.19 accepts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gamemodel.engines.opensearch.dialect.lifecycle import units
from gamemodel.engines.opensearch.dialect.problem import Problem, is_int

_CRON_PART = re.compile(r"\*|\*/[1-9][0-9]*|[0-9]+(-[0-9]+)?(,[0-9]+(-[0-9]+)?)*")
_CRON_RANGES = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
_ZONE = re.compile(r"UTC|[+-](0[0-9]|1[0-7]):[0-5][0-9]")


def condition_problems(key: str, value: object, path: str) -> Iterator[Problem]:
    if key.endswith("size") and units.stored_size(value) is None:
        yield Problem(f"{path}.{key}", f"{value!r} is not a size of at least one byte")
    elif key.endswith("age") and units.stored_age(value) is None:
        yield Problem(f"{path}.{key}", f"{value!r} is not an age")
    elif key == "min_doc_count" and not is_int(value, 1, units.LONGEST):
        yield Problem(f"{path}.{key}", "is not a whole number from 1")


def cron_problems(value: object, path: str) -> Iterator[Problem]:
    """A cron expression of five numeric parts, in UTC or at a fixed offset. Names of days and zones are not part of the grammar."""
    schedule = value.get("cron") if isinstance(value, dict) and set(value) == {"cron"} else None
    if not isinstance(schedule, dict) or set(schedule) != {"expression", "timezone"}:
        yield Problem(path, "is not {cron: {expression, timezone}}")
        return
    expression, zone = schedule["expression"], schedule["timezone"]
    if not isinstance(zone, str) or not _ZONE.fullmatch(zone):
        yield Problem(f"{path}.cron.timezone", f"{zone!r} is not UTC or an offset such as +02:00")
    parts = expression.split(" ") if isinstance(expression, str) else []
    ranges = zip(parts, _CRON_RANGES, strict=False)
    if len(parts) != len(_CRON_RANGES) or not all(_cron_part(part, *limits) for part, limits in ranges):
        yield Problem(f"{path}.cron.expression", f"{expression!r} is not five parts of numbers")


def _cron_part(part: str, least: int, most: int) -> bool:
    if not _CRON_PART.fullmatch(part):
        return False
    spans = [[int(number) for number in span.split("-")] for span in re.sub(r"^\*/?", "", part).split(",") if span]
    if part.startswith("*/"):
        return spans[0][0] <= most
    return all(span == sorted(span) and span[0] >= least and span[-1] <= most for span in spans)
