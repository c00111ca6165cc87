"""The grammar of index settings: flat names and values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from gamemodel.engines.opensearch.dialect.grammar import analysis
from gamemodel.engines.opensearch.dialect.lifecycle import units
from gamemodel.engines.opensearch.dialect.problem import Problem

Check = Callable[[str], bool]

_NAME = re.compile(r"[\w.@-]+")
_INTEGER = re.compile(r"0|[1-9][0-9]{0,18}")
_EXPAND = re.compile(r"([0-9]{1,3})-([0-9]{1,3}|all)")
_ISM = "index.plugins.index_state_management."


def _whole(least: int, most: int = 2**31 - 1) -> Check:
    return lambda text: _INTEGER.fullmatch(text) is not None and least <= int(text) <= most


def _one_of(*values: str) -> Check:
    return lambda text: text in values


def _time(text: str) -> bool:
    return units.stored_age(text) == text and text not in ("0ms", "-1")


def _interval(text: str) -> bool:
    return text == "-1" or _time(text)


def _name(text: str) -> bool:
    return _NAME.fullmatch(text) is not None


def _expand(text: str) -> bool:
    match = _EXPAND.fullmatch(text)
    return text == "false" or (match is not None and (match[2] == "all" or int(match[1]) < int(match[2])))


_flag = _one_of("true", "false")
_SETTINGS: dict[str, Check] = {
    "index.number_of_shards": _whole(1, 1024),
    "index.number_of_replicas": _whole(0),
    "index.number_of_routing_shards": _whole(1, 1024),
    "index.auto_expand_replicas": _expand,
    "index.refresh_interval": _interval,
    "index.codec": _one_of("default", "best_compression"),
    "index.priority": _whole(0),
    "index.hidden": _flag,
    "index.max_result_window": _whole(1),
    "index.gc_deletes": _time,
    "index.default_pipeline": _name,
    "index.search.idle.after": _time,
    "index.translog.durability": _one_of("async", "request"),
    "index.replication.type": _one_of("DOCUMENT", "SEGMENT"),
    "index.merge.policy": _one_of("tiered"),
    "index.mapping.total_fields.limit": _whole(1),
    "index.mapping.ignore_malformed": _flag,
    "index.mapping.coerce": _flag,
    "index.blocks.write": _flag,
    _ISM + "rollover_alias": _name,
    _ISM + "rollover_skip": _flag,
    _ISM + "auto_manage": _flag,
}
_ATTRIBUTE = re.compile(r"index\.routing\.allocation\.(require|include|exclude)\.\w+")


def flat(settings: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Settings by their whole dotted name, with `index.` in front; lists and texts as they are."""
    out: dict[str, Any] = {}
    for key, value in settings.items():
        name = f"{prefix}.{key}" if prefix else key
        out |= flat(value, name) if isinstance(value, Mapping) else {name: value}
    if prefix:
        return out
    return {name if name.startswith("index.") else f"index.{name}": value for name, value in out.items()}


def text(value: object) -> str:
    """A JSON value as a setting's text: true is "true", 3 is "3"."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def validate(settings: object, path: str, *, ism: bool) -> Iterator[Problem]:
    """Settings of a template that the server refuses or the grammar does not know. `ism`: whether the server has the plug-in."""
    if not isinstance(settings, dict):
        yield Problem(path, "is not an object")
        return
    values = flat(settings)
    if len(values) != _leaves(settings):
        yield Problem(path, "says a setting twice")
    for name, value in values.items():
        where = f"{path}.{name}"
        if name.startswith("index.analysis."):
            continue
        if name.startswith(_ISM) and not ism:
            yield Problem(
                where, "is unknown to a server without Index State Management, which refuses the whole template"
            )
        elif not (name in _SETTINGS or _ATTRIBUTE.fullmatch(name)):
            yield Problem(where, "is not a setting that gamemodel knows")
        elif (
            isinstance(value, float) or not isinstance(value, (str, int)) or not _SETTINGS.get(name, _name)(text(value))
        ):
            yield Problem(where, f"does not take {value!r}")
    yield from analysis.validate(values, path)
    yield from _routing(values, path)


def _leaves(settings: Mapping[str, Any]) -> int:
    return sum(_leaves(value) if isinstance(value, Mapping) else 1 for value in settings.values())


def _routing(values: Mapping[str, Any], path: str) -> Iterator[Problem]:
    """Routing shards must be a multiple of the shards, else the server refuses the template."""
    routing, shards = (text(values.get(f"index.number_of_{kind}", 1)) for kind in ("routing_shards", "shards"))
    if "index.number_of_routing_shards" not in values or not (
        _INTEGER.fullmatch(routing) and _INTEGER.fullmatch(shards)
    ):
        return
    if "index.number_of_shards" not in values or int(shards) == 0 or int(routing) % int(shards):
        yield Problem(f"{path}.index.number_of_routing_shards", "is not a multiple of number_of_shards given beside it")
