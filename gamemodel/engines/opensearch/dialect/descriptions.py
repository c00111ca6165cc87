"""Differences between two objects as phrases for a diff line: `+ guild keyword`, `refresh_interval 1s -> 5s`."""

from __future__ import annotations

from collections.abc import Iterator

from gamemodel.engines.opensearch.dialect.in_place import words
from gamemodel.engines.opensearch.dialect.lifecycle import units
from gamemodel.engines.opensearch.schema import Component, Indices, Mapping, Pairs, Policy, Template


def added_or_altered(noun: str, name: str, how: tuple[str, ...], new: str = "") -> str:
    """The line of a diff: `~ index template orders: + guild keyword`, or `+ index template orders` and `new`."""
    return f"~ {noun} {name}: {'; '.join(how)}" if how else f"+ {noun} {name}{new}"


def _pairs(old: Pairs, new: Pairs, kind: str = "") -> Iterator[str]:
    was, becomes = dict(old), dict(new)
    for key in sorted({*was, *becomes}):
        if was.get(key) != becomes.get(key):
            name = f"{kind} {key}".strip()
            if key not in was:
                yield f"+ {name} {becomes[key]}"
            elif key not in becomes:
                yield f"- {name}"
            else:
                yield f"{name} {was[key]} -> {becomes[key]}"


def mapping_differences(old: Mapping, new: Mapping) -> Iterator[str]:
    """What differs between two mappings, a phrase for each field and root option."""
    was, becomes = old.paths(), new.paths()
    for path in sorted({*was, *becomes}):
        if path not in was:
            yield f"+ {path} {words(becomes[path])}"
        elif path not in becomes:
            yield f"- {path}"
        elif was[path] != becomes[path]:
            yield f"{path} {words(was[path])} -> {words(becomes[path])}"
    yield from _pairs(old.options, new.options)


def _value(name: str, old: object, new: object) -> Iterator[str]:
    if old != new:
        yield f"{name} {old} -> {new}"


def component_differences(old: Component, new: Component) -> tuple[str, ...]:
    return (
        *mapping_differences(old.mapping, new.mapping),
        *_pairs(old.settings, new.settings),
        *_pairs(old.aliases, new.aliases, "alias"),
        *_value("version", old.version, new.version),
        *_pairs(old.meta, new.meta, "_meta"),
    )


def template_differences(old: Template, new: Template) -> tuple[str, ...]:
    return (
        *mapping_differences(old.mapping, new.mapping),
        *_pairs(old.settings, new.settings),
        *_pairs(old.aliases, new.aliases, "alias"),
        *_value("patterns", ", ".join(old.patterns), ", ".join(new.patterns)),
        *_value("priority", old.priority, new.priority),
        *_value("components", ", ".join(old.composed_of) or "none", ", ".join(new.composed_of) or "none"),
        *_value("data stream on", old.stream or "none", new.stream or "none"),
        *_value("version", old.version, new.version),
        *_pairs(old.meta, new.meta, "_meta"),
    )


def policy_differences(old: Policy, new: Policy) -> tuple[str, ...]:
    if old.raw or new.raw:
        return ("written by hand -> as the model says",) if old.raw else ("as the model says -> written by hand",)
    was, becomes = dict(_lifecycle(old)), dict(_lifecycle(new))
    return tuple(_pairs(tuple(was.items()), tuple(becomes.items())))


def _lifecycle(policy: Policy) -> Iterator[tuple[str, str]]:
    life = policy.lifecycle
    if life.rollover is not None:
        sizes = ("size", "primary_shard_size")
        for name in ("size", "primary_shard_size", "docs", "age"):
            value = getattr(life.rollover, name)
            if value is not None:
                text = (
                    units.size_text(value) if name in sizes else units.age_text(value) if name == "age" else str(value)
                )
                yield f"rollover.{name}", text
    for phase in life.phases:
        yield f"{phase.name}.after", units.age_text(phase.after)
        for name in ("priority", "read_only", "replicas", "tier", "shrink", "force_merge"):
            value = getattr(phase, name)
            if value is not None and value is not False:
                yield f"{phase.name}.{name}", str(value).lower()
        for name in ("require", "include", "exclude"):
            for attribute, value in getattr(phase.allocation, name):
                yield f"{phase.name}.{name}.{attribute}", value
    if life.delete_after is not None:
        yield "delete.after", units.age_text(life.delete_after)
    yield "note", policy.note
    yield "dialect", policy.dialect
    if policy.patterns:
        yield "patterns", ", ".join(policy.patterns)
        yield "priority", str(policy.priority)


def indices_differences(old: Indices, new: Indices) -> tuple[str, ...]:
    return (*mapping_differences(old.mapping, new.mapping), *_pairs(old.settings, new.settings))
