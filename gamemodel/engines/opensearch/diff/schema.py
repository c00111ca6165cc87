"""The changes that lead from one search schema to another, in an order that a server accepts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from gamemodel.change import Change, Difference, Hints, Refusal
from gamemodel.engines.opensearch.changes.component_templates import (
    AddComponentTemplate,
    AlterComponentTemplate,
    DropComponentTemplate,
)
from gamemodel.engines.opensearch.changes.index_templates import AddIndexTemplate, AlterIndexTemplate, DropIndexTemplate
from gamemodel.engines.opensearch.changes.indices import AddIndices, AlterIndices, AlterNextIndex, DropIndices
from gamemodel.engines.opensearch.changes.policies import AddPolicy, AlterPolicy, DropPolicy
from gamemodel.engines.opensearch.dialect.descriptions import (
    component_differences,
    indices_differences,
    policy_differences,
    template_differences,
)
from gamemodel.engines.opensearch.dialect.in_place import conflicts
from gamemodel.engines.opensearch.dialect.patterns import clash
from gamemodel.engines.opensearch.diff.refusals import deviations, refusals
from gamemodel.engines.opensearch.schema import Component, Indices, Policy, Schema, Template

AnyChange = Change[Schema]
Named = TypeVar("Named", bound=Component | Policy | Template | Indices)


def diff(old: Schema, new: Schema, hints: Hints) -> Difference[Schema]:
    """The changes in the order in which they can be applied, and the refusals."""
    refused: list[Refusal] = [*deviations(old, new)]
    live: list[AnyChange] = []
    skipped: set[str] = set()
    """Index templates that need no change of their own: refused, or altered with the next index."""
    for was, becomes in _both(old.indices, new.indices):
        if found := [*refusals(was, becomes, hints)]:
            refused += found
            skipped.add(becomes.name)
        elif how := indices_differences(was, becomes):
            template = new.template(becomes.name)
            if template is not None and _needs_next_index(was, becomes):
                live.append(AlterNextIndex(template, becomes, how))
                skipped.add(becomes.name)
            else:
                live.append(AlterIndices(becomes, how))
    templates = tuple(each for each in new.templates if each.name not in skipped)
    blocking = _blocking(old, new)
    changes: list[AnyChange] = [
        *_puts(old.components, new.components, AddComponentTemplate, AlterComponentTemplate, component_differences),
        *_puts(old.policies, new.policies, AddPolicy, AlterPolicy, policy_differences),
        *_drops_first(old, new, blocking),
        *_puts(old.templates, templates, AddIndexTemplate, AlterIndexTemplate, template_differences),
        *(AddIndices(each) for each in _gone(new.indices, old.indices)),
        *live,
        *_drops(old, new, blocking),
    ]
    return Difference(tuple(changes), tuple(refused))


def _needs_next_index(old: Indices, new: Indices) -> bool:
    return new.kind in ("rolling", "stream") and any(True for _ in conflicts(old, new))


def _both(old: tuple[Named, ...], new: tuple[Named, ...]) -> Iterator[tuple[Named, Named]]:
    had = {each.name: each for each in old}
    return ((had[each.name], each) for each in new if each.name in had and had[each.name] != each)


def _puts(
    old: tuple[Named, ...],
    new: tuple[Named, ...],
    add: Callable[[Named], AnyChange],
    alter: Callable[[Named, tuple[str, ...]], AnyChange],
    compare: Callable[[Named, Named], tuple[str, ...]],
) -> Iterator[AnyChange]:
    had = {each.name: each for each in old}
    for each in new:
        was = had.get(each.name)
        if was is None:
            yield add(each)
        elif was != each:
            yield alter(each, compare(was, each))


def _gone(old: tuple[Named, ...], new: tuple[Named, ...]) -> Iterator[Named]:
    names = {each.name for each in new}
    return (each for each in old if each.name not in names)


def _blocking(old: Schema, new: Schema) -> dict[str, Template]:
    """Templates that go and overlap a new one: a server refuses two that overlap at one priority."""
    if not (leaving := list(_gone(old.templates, new.templates))):
        return {}
    had = {each.name: each for each in old.templates}
    fresh = [each for each in new.templates if had.get(each.name) != each]
    return {
        gone.name: gone
        for gone in leaving
        if any(gone.priority == each.priority and clash(gone.patterns, each.patterns) for each in fresh)
    }


def _drops_first(old: Schema, new: Schema, blocking: dict[str, Template]) -> Iterator[AnyChange]:
    yield from (DropIndices(each.name) for each in _gone(old.indices, new.indices) if each.name in blocking)
    yield from (DropIndexTemplate(name) for name in blocking)


def _drops(old: Schema, new: Schema, dropped: dict[str, Template]) -> Iterator[AnyChange]:
    yield from (DropIndices(each.name) for each in _gone(old.indices, new.indices) if each.name not in dropped)
    yield from (
        DropIndexTemplate(each.name) for each in _gone(old.templates, new.templates) if each.name not in dropped
    )
    yield from (DropPolicy(each.name) for each in _gone(old.policies, new.policies))
    yield from (DropComponentTemplate(each.name) for each in _gone(old.components, new.components))
