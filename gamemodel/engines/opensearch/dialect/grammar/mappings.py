"""The grammar of mappings: names and nesting of fields, and the options of the root."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gamemodel.engines.opensearch.dialect.grammar import analysis, fields
from gamemodel.engines.opensearch.dialect.problem import Problem, unknown_keys

MOST_FIELDS = 1000
DEEPEST = 20
MOST_NESTED = 50
_DYNAMIC = ("true", "false", "strict", "strict_allow_templates")
_MATCHED = ("object", "string", "long", "double", "boolean", "date", "binary", "*")


@dataclass(frozen=True, slots=True)
class Field:
    """One mapper: its dotted name, the key it is written under (may have dots), its definition, whether some parent is nested."""

    name: str
    key: str
    definition: Mapping[str, Any]
    path: str
    nested: bool

    @property
    def type(self) -> str:
        return str(self.definition.get("type", "object"))


def validate(mappings: object, settings: Mapping[str, Any], path: str) -> tuple[Problem, ...]:
    """What is outside of the grammar in a template's mappings; `settings`: the flat settings that go with them."""
    if not isinstance(mappings, dict):
        return (Problem(path, "is not an object"),)
    problems = list(_root(mappings, path))
    found = tuple(walk(mappings.get("properties", {}), f"{path}.properties", problems))
    analyzers = analysis.ANALYZERS | analysis.defined(settings, "analyzer")
    normalizers = analysis.NORMALIZERS | analysis.defined(settings, "normalizer")
    for field in found:
        problems += fields.validate(field.definition, field.path, set(analyzers), set(normalizers))
    problems += _templates(mappings.get("dynamic_templates", []), path, set(analyzers), set(normalizers))
    problems += relations(found)
    problems += limits(found, settings, path)
    return tuple(problems)


def _root(mappings: dict[str, Any], path: str) -> Iterator[Problem]:
    known = (
        "dynamic",
        "properties",
        "dynamic_templates",
        "date_detection",
        "numeric_detection",
        "_meta",
        "_source",
        "_routing",
    )
    yield from unknown_keys(mappings, known, path)
    dynamic = mappings.get("dynamic", True)
    if not isinstance(dynamic, bool) and dynamic not in _DYNAMIC:
        yield Problem(f"{path}.dynamic", f"does not take {dynamic!r}")
    for key in ("date_detection", "numeric_detection"):
        if not isinstance(mappings.get(key, True), bool):
            yield Problem(f"{path}.{key}", "is not true or false")
    if "_meta" in mappings and not (isinstance(mappings["_meta"], dict) and mappings["_meta"]):
        yield Problem(f"{path}._meta", "is not an object with content")
    if mappings.get("_routing", {"required": True}) not in ({"required": True}, {"required": False}):
        yield Problem(f"{path}._routing", "is not {required: true or false}")
    source = mappings.get("_source", {"enabled": True})
    if not isinstance(source, dict) or len(source) != 1 or not all(_source(*item) for item in source.items()):
        yield Problem(f"{path}._source", "is not one of enabled, includes, excludes")


def _source(key: str, value: object) -> bool:
    if key == "enabled":
        return isinstance(value, bool)
    return (
        key in ("includes", "excludes")
        and isinstance(value, list)
        and all(isinstance(each, str) and each for each in value)
    )


def walk(
    properties: object, path: str, problems: list[Problem], prefix: str = "", *, nested: bool = False
) -> Iterator[Field]:
    """Every mapper below `properties`, objects and multi-fields included; what cannot be walked is added to `problems`."""
    if not isinstance(properties, dict):
        problems.append(Problem(path, "is not an object"))
        return
    for name, definition in properties.items():
        where = f"{path}.{name}"
        if not name or not all(map(fields.is_name, name.split("."))):
            problems.append(Problem(where, "is not a field name"))
        if not isinstance(definition, dict):
            problems.append(Problem(where, "is not an object"))
            continue
        field = Field(prefix + name, name, definition, where, nested)
        yield field
        if "properties" in definition:
            if field.type not in fields.OBJECTS or definition.get("enabled") is False:
                problems.append(Problem(f"{where}.properties", "do not belong to this field"))
            inside = nested or field.type == "nested"
            yield from walk(definition["properties"], f"{where}.properties", problems, f"{field.name}.", nested=inside)
        yield from _multi_fields(field, problems)


def _multi_fields(field: Field, problems: list[Problem]) -> Iterator[Field]:
    if "fields" not in field.definition:
        return
    below = field.definition["fields"]
    if not isinstance(below, dict) or field.type in fields.ALONE:
        problems.append(Problem(f"{field.path}.fields", "do not belong to this field"))
        return
    for name, definition in below.items():
        where = f"{field.path}.fields.{name}"
        if not fields.is_name(name) or not isinstance(definition, dict):
            problems.append(Problem(where, "is not a multi-field"))
        elif (
            "type" not in definition
            or definition["type"] in fields.ALONE
            or set(definition) & {"fields", "copy_to", "properties"}
        ):
            problems.append(Problem(where, "is not a plain multi-field with a type"))
        else:
            yield Field(f"{field.name}.{name}", name, definition, where, field.nested)


def relations(found: tuple[Field, ...]) -> Iterator[Problem]:
    """Contradictions between fields: a duplicate name, a field below a leaf, an alias or a copy without a target."""
    by_name: dict[str, Field] = {}
    for field in found:
        if field.name in by_name:
            yield Problem(field.path, f"{field.name} is defined twice")
        by_name[field.name] = field
    for field in found:
        parent = field.name.rpartition(".")[0]
        while parent and ".fields." not in field.path:
            if parent in by_name and by_name[parent].type not in fields.OBJECTS:
                yield Problem(field.path, f"stands below {parent}, which is a {by_name[parent].type}")
            if parent in by_name and len(parent) >= len(field.name) - len(field.key):
                yield Problem(field.path, f"is written with dots beside {parent}; write it below {parent}")
            parent = parent.rpartition(".")[0]
        if field.type == "alias":
            target = by_name.get(str(field.definition.get("path")))
            if (
                target is None
                or target.type in (*fields.OBJECTS, "alias")
                or target.nested
                or field.nested
                or ".fields." in target.path
            ):
                yield Problem(
                    f"{field.path}.path", f"{field.definition.get('path')!r} is not a field of these mappings"
                )
        if "copy_to" in field.definition:
            yield from _copies(field, by_name)


def _copies(field: Field, by_name: Mapping[str, Field]) -> Iterator[Problem]:
    """A field may be copied to any plain root field, also one that does not exist (measured on OpenSearch 2.19.1)."""
    given = field.definition["copy_to"]
    for target in given if isinstance(given, list) else [given]:
        below = isinstance(target, str) and any(name.startswith(f"{target}.") for name in by_name)
        known = by_name.get(target) if isinstance(target, str) else None
        if field.nested or not fields.is_name(target) or target == field.name or below:
            yield Problem(f"{field.path}.copy_to", f"{target!r} is not another plain field of the root")
        elif known is not None and known.type in fields.ALONE:
            yield Problem(f"{field.path}.copy_to", f"{target!r} is a {known.type}")
    if field.type in fields.ALONE or given == []:
        yield Problem(f"{field.path}.copy_to", f"does not belong to a {field.type}")


def limits(found: tuple[Field, ...], settings: Mapping[str, Any], path: str) -> Iterator[Problem]:
    """Whether there are more fields than the flat settings allow. Objects that a dotted name implies count too."""
    names = {field.name for field in found}
    names |= {name[:at] for name in names for at, char in enumerate(name) if char == "."}
    limit = str(settings.get("index.mapping.total_fields.limit", MOST_FIELDS))
    if limit.isascii() and limit.isdecimal() and len(names) > int(limit):
        yield Problem(path, f"has {len(names)} fields; index.mapping.total_fields.limit is {limit}")
    if sum(field.type == "nested" for field in found) > MOST_NESTED:
        yield Problem(path, f"has more than {MOST_NESTED} nested fields")
    for field in found:
        if field.name.count(".") >= DEEPEST:
            yield Problem(field.path, f"is more than {DEEPEST} levels deep")


def _templates(templates: object, path: str, analyzers: set[str], normalizers: set[str]) -> Iterator[Problem]:
    if not isinstance(templates, list):
        yield Problem(f"{path}.dynamic_templates", "is not a list")
        return
    names: set[str] = set()
    for index, entry in enumerate(templates):
        where = f"{path}.dynamic_templates[{index}]"
        if not isinstance(entry, dict) or len(entry) != 1 or not isinstance(next(iter(entry.values())), dict):
            yield Problem(where, "is not one named object")
            continue
        name, template = next(iter(entry.items()))
        if name in names:
            yield Problem(where, f"{name} is the name of an earlier one")
        names.add(name)
        yield from unknown_keys(template, ("match", "path_match", "match_mapping_type", "mapping"), where)
        if not set(template) & {"match", "path_match", "match_mapping_type"}:
            yield Problem(where, "says neither match nor path_match nor match_mapping_type")
        if template.get("match_mapping_type", "*") not in _MATCHED:
            yield Problem(f"{where}.match_mapping_type", f"does not take {template['match_mapping_type']!r}")
        for key in ("match", "path_match"):
            if not isinstance(template.get(key, "x"), str) or not template.get(key, "x"):
                yield Problem(f"{where}.{key}", "is not a text")
        mapping = template.get("mapping")
        if not isinstance(mapping, dict) or set(mapping) & {"fields", "properties", "copy_to"} or "type" not in mapping:
            yield Problem(f"{where}.mapping", "is not a plain field with a type")
        else:
            yield from fields.validate(mapping, f"{where}.mapping", analyzers, normalizers)
