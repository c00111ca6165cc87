"""What leads from one search schema to another, in an order that a server accepts; what no live index takes is refused with ways out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from gamemodel.change import Change, Difference, Hints, Refusal
from gamemodel.engines.opensearch import codes
from gamemodel.engines.opensearch.changes import (
    CreateIndices,
    DropComponent,
    DropIndices,
    DropPolicy,
    DropTemplate,
    NextIndex,
    PutComponent,
    PutPolicy,
    PutTemplate,
    UpdateIndices,
)
from gamemodel.engines.opensearch.dialect.descriptions import (
    component_differences,
    indices_differences,
    policy_differences,
    template_differences,
)
from gamemodel.engines.opensearch.dialect.in_place import conflicts, settings_conflicts
from gamemodel.engines.opensearch.dialect.patterns import clash
from gamemodel.engines.opensearch.schema import Component, Field, Indices, Policy, Schema, Template

AnyChange = Change[Schema]
Named = TypeVar("Named", bound=Component | Policy | Template | Indices)


def diff(old: Schema, new: Schema, hints: Hints) -> Difference[Schema]:
    """The changes in the order in which they can be applied, and the refusals."""
    refusals = [*_deviations(old, new)]
    templates = {each.name: each for each in new.templates}
    live: list[AnyChange] = []
    rolled: set[str] = set()
    refused: set[str] = set()
    for was, becomes in _both(old.indices, new.indices):
        found = [*_refusals(was, becomes, hints)]
        refusals += found
        if found:
            refused.add(becomes.name)
            continue
        template = templates.get(becomes.name)
        how = indices_differences(was, becomes)
        if how and template is not None and _needs_next_index(was, becomes):
            live.append(NextIndex(template, becomes, how))
            rolled.add(becomes.name)
        elif how:
            live.append(UpdateIndices(becomes, how))
    changes: list[AnyChange] = [
        *_puts(old.components, new.components, PutComponent, component_differences),
        *_puts(old.policies, new.policies, PutPolicy, policy_differences),
        *_in_the_way(old, new),
        *_puts(
            old.templates,
            tuple(t for t in new.templates if t.name not in rolled | refused),
            PutTemplate,
            template_differences,
        ),
        *(CreateIndices(each) for each in _gone(new.indices, old.indices)),
        *live,
        *_drops(old, new),
    ]
    return Difference(tuple(changes), tuple(refusals))


def _both(old: tuple[Named, ...], new: tuple[Named, ...]) -> Iterator[tuple[Named, Named]]:
    had = {each.name: each for each in old}
    return ((had[each.name], each) for each in new if each.name in had and had[each.name] != each)


def _puts(
    old: tuple[Named, ...],
    new: tuple[Named, ...],
    make: Callable[[Named, tuple[str, ...]], AnyChange],
    compare: Callable[[Named, Named], tuple[str, ...]],
) -> Iterator[AnyChange]:
    had = {each.name: each for each in old}
    for each in new:
        was = had.get(each.name)
        if was is None:
            yield make(each, ())
        elif was != each:
            yield make(each, compare(was, each))


def _gone(old: tuple[Named, ...], new: tuple[Named, ...]) -> Iterator[Named]:
    names = {each.name for each in new}
    return (each for each in old if each.name not in names)


def _blocking(old: Schema, new: Schema) -> list[Template]:
    """Templates that go and would keep a new one out: the server refuses two that overlap at one priority."""
    if not (leaving := list(_gone(old.templates, new.templates))):
        return []
    had = {each.name: each for each in old.templates}
    fresh = [each for each in new.templates if had.get(each.name) != each]
    return [
        gone
        for gone in leaving
        if any(gone.priority == each.priority and clash(gone.patterns, each.patterns) for each in fresh)
    ]


def _in_the_way(old: Schema, new: Schema) -> Iterator[AnyChange]:
    blocking = _blocking(old, new)
    for each in _gone(old.indices, new.indices):
        if any(each.name == template.name for template in blocking):
            yield DropIndices(each.name)
    yield from (DropTemplate(each.name) for each in blocking)


def _drops(old: Schema, new: Schema) -> Iterator[AnyChange]:
    first = {each.name for each in _blocking(old, new)}
    yield from (DropIndices(each.name) for each in _gone(old.indices, new.indices) if each.name not in first)
    yield from (DropTemplate(each.name) for each in _gone(old.templates, new.templates) if each.name not in first)
    yield from (DropPolicy(each.name) for each in _gone(old.policies, new.policies))
    yield from (DropComponent(each.name) for each in _gone(old.components, new.components))


def _deviations(old: Schema, new: Schema) -> Iterator[Refusal]:
    """What only a live server has, whichever side it stands on: no change of the model leads there or back."""
    for each in (*old.deviations, *new.deviations):
        if each in old.deviations and each in new.deviations:
            continue
        yield Refusal(
            each.subject,
            codes.SHADOWED.id if each.words.startswith("shadowed") else codes.LIVE_DIFFERS.id,
            f"{each.subject.partition(':')[2]}: {each.words}",
            ("take it back by hand", "declare it in the model"),
            f"~ {each.subject}: {each.words}",
        )


def _allowed(path: str, indices: Indices) -> bool:
    """Whether the model lets the definition differ from one index to the next."""
    return indices.kind == "rebuilt" or any(path == each or path.startswith(each + ".") for each in indices.mixed)


def _needs_next_index(old: Indices, new: Indices) -> bool:
    return new.kind in ("rolling", "stream") and any(True for _ in conflicts(old, new))


def _refusals(old: Indices, new: Indices, hints: Hints) -> Iterator[Refusal]:
    subject = f"indices:{new.name}"
    if (old.kind, old.pattern) != (new.kind, new.pattern):
        yield Refusal(
            subject,
            codes.KIND_CHANGED.id,
            f"{old.kind} '{old.pattern}' cannot become {new.kind} '{new.pattern}' in place",
            (f"give the new one a name beside '{old.name}', feed both, then drop '{old.name}'",),
            f"~ {subject}: {old.kind} {old.pattern} -> {new.kind} {new.pattern}",
        )
        return
    yield from _renames(old, new, hints)
    for blocked in conflicts(old, new):
        if not _allowed(blocked.path, new):
            retired = blocked.path not in old.mapping.paths() and blocked.path in dict(old.left)
            yield Refusal(
                f"{subject}.{blocked.path}",
                (codes.RETIRED_FIELD if retired else codes.FIXED_FIELD).id,
                f"{new.name}.{blocked.path}: {blocked.why}",
                _ways_out(blocked.path, new),
                f"~ {blocked.path} {blocked.was} -> {blocked.becomes}",
            )
    if new.kind == "single":
        for blocked in settings_conflicts(old.settings, new.settings):
            yield Refusal(
                f"{subject}.settings",
                codes.FIXED_SETTING.id,
                f"{new.name}: {blocked.why}",
                ("keep it", "add `rebuild: by-job` under another index name, fill it, then drop this index"),
                f"~ {blocked.path} {blocked.was} -> {blocked.becomes}",
            )


def _ways_out(path: str, new: Indices) -> tuple[str, ...]:
    beside = f"add a field beside '{path}' with the new definition, feed both, then drop '{path}'"
    if new.kind == "single":
        return (beside, "let a job rebuild it: another index name with `rebuild: by-job`")
    return (
        beside,
        f"write `from_next_index: [{path}]`: indices made from now on have the new definition, older ones keep theirs",
    )


def _renames(old: Indices, new: Indices, hints: Hints) -> Iterator[Refusal]:
    """Declared renames, which no index can do, and fields that vanished beside one just like them."""
    was, becomes = old.mapping.paths(), new.mapping.paths()
    gone = {path: field for path, field in was.items() if path not in becomes}
    fresh = {path: field for path, field in becomes.items() if path not in was}
    subject = f"indices:{new.name}"
    for path in sorted(gone):
        to = [name for name in sorted(fresh) if (f"{subject}.{path}", f"{subject}.{name}") in hints.renames]
        if to and new.kind != "rebuilt":
            yield Refusal(
                f"{subject}.{to[0]}",
                codes.RENAMED.id,
                f"{new.name}.{path} cannot be renamed to '{to[0]}': documents hold the old name",
                (f"keep '{path}' and add '{to[0]}' beside it, write both, then drop '{path}'",),
                f"~ {path} -> {to[0]}",
            )
        elif not to and f"{subject}.{path}" not in hints.dropped:
            alike = [name for name, field in sorted(fresh.items()) if _same_but_name(field, gone[path])]
            if alike and "." not in path:
                yield Refusal(
                    f"{subject}.{path}",
                    codes.LOOKALIKE.id,
                    f"{new.name}.{path} vanished and '{alike[0]}' of the same definition appeared",
                    (f"write `dropped: [{path}]` if it shall go", f"write `renamed_from: {path}` at '{alike[0]}'"),
                    f"~ {path} -> {alike[0]}?",
                )


def _same_but_name(one: Field, other: Field) -> bool:
    return (one.type, one.params) == (other.type, other.params)
