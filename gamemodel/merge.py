"""Three-way merge of plain JSON values, as codec.py dumps schemas."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

Json = Any
_ABSENT: Final = object()


class MergeConflict(ValueError):
    """Both sides changed the same value in different ways; the message is its path."""


def merged(base: Json, ours: Json, theirs: Json) -> Json:
    """`theirs` with what leads from `base` to `ours`. Items of lists are told apart by their names. Raises MergeConflict."""
    return _merged(base, ours, theirs, ())


def unordered(value: Json) -> str:
    """The value as text that is the same whatever the order of its lists."""
    return json.dumps(_sorted(value), sort_keys=True)


def _sorted(value: Json) -> Json:
    if isinstance(value, dict):
        return {name: _sorted(item) for name, item in value.items()}
    if isinstance(value, list):
        return sorted((_sorted(item) for item in value), key=lambda item: json.dumps(item, sort_keys=True))
    return value


def _merged(base: Json, ours: Json, theirs: Json, path: tuple[str, ...]) -> Json:
    if ours in (base, theirs):
        return theirs
    if theirs == base:
        return ours
    three = (base, ours, theirs)
    if all(isinstance(each, dict) for each in three):
        names = dict.fromkeys((*theirs, *ours))
        parts = {n: _merged(*_picked(three, n), (*path, n)) for n in names}
        return {name: part for name, part in parts.items() if part is not _ABSENT}
    lists = [[] if each is _ABSENT else each for each in three]  # an empty list is left out as a default
    if all(isinstance(each, list) for each in lists):
        return _merged_lists(lists, path)
    raise MergeConflict(".".join(path))


def _picked(three: Sequence[dict[str, Json]], name: str) -> tuple[Json, Json, Json]:
    base, ours, theirs = three
    return base.get(name, _ABSENT), ours.get(name, _ABSENT), theirs.get(name, _ABSENT)


def _merged_lists(three: Sequence[list[Json]], path: tuple[str, ...]) -> list[Json]:
    """In the order of `theirs`, with what `ours` adds at the end; sorted where all are. What `ours` removed is gone."""
    named = [{_name(item): item for item in each} for each in three]
    if [len(each) for each in named] != [len(each) for each in three]:
        raise MergeConflict(".".join(path))
    base, ours, theirs = named
    names = [n for n in dict.fromkeys((*theirs, *ours)) if n in ours or n not in base]
    if all(list(each) == sorted(each) for each in named):
        names.sort()
    parts = (_merged(*_picked(named, n), (*path, n)) for n in names)
    return [part for part in parts if part is not _ABSENT]


def _name(item: Json) -> str:
    """What tells an item of a list from the others: its first field, the first of a pair, or all of a plain value."""
    if isinstance(item, dict) and item:
        kind, *rest = item.items() if "is" in item else (("is", ""), *item.items())
        return json.dumps([rest[0][1] if rest else "", kind[1]])
    if isinstance(item, list) and item and isinstance(item[0], str):
        return item[0]
    return item if isinstance(item, str) else json.dumps(item)
