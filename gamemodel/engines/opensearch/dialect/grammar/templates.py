"""The index and component templates that OpenSearch 2.19 accepts and gamemodel understands.

Tested against 462 templates and the answers of a real 2.19.1. A template from which no index can be made is a problem even if the server
accepts it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from gamemodel.engines.opensearch.dialect.grammar import mappings, settings
from gamemodel.engines.opensearch.dialect.lifecycle import units
from gamemodel.engines.opensearch.dialect.patterns import clash, is_pattern
from gamemodel.engines.opensearch.dialect.problem import Problem, is_int, unknown_keys

Kind = Literal["index_template", "component_template"]

TIMESTAMP = "@timestamp"
_NAME = re.compile(r"[a-z0-9.-][a-z0-9._-]{0,254}")
_ALIAS = re.compile(r"[\w.{}][\w.{}-]*")


@dataclass(frozen=True, slots=True, eq=False)
class Existing:
    """A template that the server has, as it was sent or as GET shows it."""

    kind: Kind
    name: str
    body: Mapping[str, Any]


def validate_template(
    kind: Kind, name: str, body: object, existing: Sequence[Existing] = (), *, ism: bool = True
) -> tuple[Problem, ...]:
    """What is outside of the grammar in the body of `PUT _index_template/NAME` or `_component_template/NAME`; empty for a valid body.

    `existing`: what the server has; one of the same kind and name is the one replaced. `ism`: whether it has Index State Management.
    """
    problems: list[Problem] = []
    if not _NAME.fullmatch(name):
        problems.append(Problem("", f"{name!r} is not a template name of a-z, 0-9, . _ -"))
    if not isinstance(body, dict):
        return (*problems, Problem("", "is not an object"))
    problems += _head(kind, body)
    if "template" in body:
        problems += _template(body["template"], _composed(body, existing), ism=ism)
    elif kind == "component_template":
        problems.append(Problem("template", "is required"))
    others = [other for other in existing if (other.kind, other.name) != (kind, name)]
    if kind == "index_template" and not problems:
        problems += _index_template(body, others)
    if kind == "component_template" and not problems:
        for user in others:
            if name in user.body.get("composed_of", ()):
                problems += _merged(user.body, [*others, Existing(kind, name, body)])
    return tuple(problems)


def _head(kind: Kind, body: dict[str, Any]) -> Iterator[Problem]:
    only = ("index_patterns", "priority", "composed_of", "data_stream") if kind == "index_template" else ()
    yield from unknown_keys(body, ("template", "version", "_meta", *only), "")
    for key in ("version", "priority"):
        if not is_int(body.get(key, 0), 0, units.LONGEST):
            yield Problem(key, "is not a whole number from 0")
    if not isinstance(body.get("_meta", {}), dict):
        yield Problem("_meta", "is not an object")
    if kind == "component_template":
        return
    patterns = body.get("index_patterns")
    if not isinstance(patterns, list) or not patterns or not all(map(is_pattern, patterns)):
        yield Problem("index_patterns", "is required: a list of index patterns (lower case, not * alone)")
    composed = body.get("composed_of", [])
    if (
        not isinstance(composed, list)
        or not all(isinstance(each, str) for each in composed)
        or len(set(composed)) != len(composed)
    ):
        yield Problem("composed_of", "is not a list of different names")
    stream = body.get("data_stream", {})
    if stream != {} and not _is_stream(stream):
        yield Problem("data_stream", "is neither empty nor {timestamp_field: {name}}")


def _is_stream(stream: object) -> bool:
    if not isinstance(stream, dict) or set(stream) != {"timestamp_field"}:
        return False
    field = stream["timestamp_field"]
    return isinstance(field, dict) and set(field) == {"name"} and isinstance(field["name"], str) and field["name"] != ""


def _composed(body: Mapping[str, Any], existing: Sequence[Existing]) -> dict[str, Any]:
    """The flat settings of the components that a template is made of."""
    out: dict[str, Any] = {}
    composed = body.get("composed_of", [])
    for name in composed if isinstance(composed, list) else ():
        component = next(
            (each.body for each in existing if each.kind == "component_template" and each.name == name), {}
        )
        out |= settings.flat(component.get("template", {}).get("settings", {}))
    return out


def _template(template: object, inherited: Mapping[str, Any], *, ism: bool) -> Iterator[Problem]:
    if not isinstance(template, dict):
        yield Problem("template", "is not an object")
        return
    yield from unknown_keys(template, ("settings", "mappings", "aliases"), "template")
    own: dict[str, Any] = {}
    if "settings" in template:
        yield from settings.validate(template["settings"], "template.settings", ism=ism)
        own = settings.flat(template["settings"]) if isinstance(template["settings"], dict) else {}
    if "mappings" in template:
        yield from mappings.validate(template["mappings"], {**inherited, **own}, "template.mappings")
    if "aliases" in template:
        yield from _aliases(
            template["aliases"], {**inherited, **own}.get("index.plugins.index_state_management.rollover_alias")
        )


def _aliases(aliases: object, rollover_alias: object) -> Iterator[Problem]:
    if not isinstance(aliases, dict):
        yield Problem("template.aliases", "is not an object")
        return
    for name, alias in aliases.items():
        path = f"template.aliases.{name}"
        if not _ALIAS.fullmatch(name) or name in (".", ".."):
            yield Problem(path, "is not a name of an alias")
        if name == rollover_alias:
            yield Problem(path, "is the alias that rolls over: it belongs to the first index, not to the template")
        if not isinstance(alias, dict):
            yield Problem(path, "is not an object")
            continue
        yield from unknown_keys(
            alias, ("is_write_index", "is_hidden", "routing", "index_routing", "search_routing", "filter"), path
        )
        for key, value in alias.items():
            good = isinstance(value, bool) if key.startswith("is_") else isinstance(value, str) and value != ""
            if not (good if key != "filter" else _is_filter(value)):
                yield Problem(f"{path}.{key}", f"does not take {value!r}")


def _is_filter(value: object) -> bool:
    """One term query: `{term: {field: value}}`."""
    term = value.get("term") if isinstance(value, dict) and set(value) == {"term"} else None
    return isinstance(term, dict) and len(term) == 1 and all(isinstance(each, (str, int)) for each in term.values())


def _index_template(body: Mapping[str, Any], others: Sequence[Existing]) -> Iterator[Problem]:
    for name in body.get("composed_of", []):
        if not any(other.kind == "component_template" and other.name == name for other in others):
            yield Problem("composed_of", f"the component template {name} does not exist")
    priority = body.get("priority", 0)
    for other in others:
        if other.kind == "index_template" and other.body.get("priority", 0) == priority:
            pair = clash(body["index_patterns"], _listed(other.body.get("index_patterns", [])))
            if pair:
                yield Problem("index_patterns", f"{pair[0]} overlaps {pair[1]} of {other.name} at priority {priority}")
    yield from _merged(body, others)


def _listed(patterns: object) -> list[str]:
    return [str(each) for each in patterns] if isinstance(patterns, list) else [str(patterns)]


def _merged(body: Mapping[str, Any], others: Sequence[Existing]) -> Iterator[Problem]:
    """A template merged with its components: no duplicate field, none below a leaf, a date for a data stream's time."""
    by_name = {other.name: other.body for other in others if other.kind == "component_template"}
    parts = [by_name.get(name, {}) for name in body.get("composed_of", [])]
    found: list[mappings.Field] = []
    ignored: list[Problem] = []
    for part in (*parts, body):
        properties = part.get("template", {}).get("mappings", {}).get("properties", {})
        found += mappings.walk(properties, "template.mappings.properties", ignored)
    if parts:
        own = settings.flat(body.get("template", {}).get("settings", {}))
        together = {**_composed(body, others), **own}
        yield from mappings.relations(tuple(found))
        yield from mappings.limits(tuple(found), together, "composed_of")
    if "data_stream" in body:
        time = body["data_stream"].get("timestamp_field", {"name": TIMESTAMP})["name"]
        yield from (
            Problem(field.path, "is the time of a data stream and must be a date")
            for field in found
            if field.name == time and field.type not in ("date", "date_nanos")
        )
