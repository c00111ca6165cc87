"""Declared renames and drops: old names are not reused at once, dropped names are gone, deprecated fields have an end date."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from gamemodel.checks import codes
from gamemodel.checks.context import CheckContext
from gamemodel.diagnostics import Diagnostic, Severity, Span, suggestion
from gamemodel.model import Entity, Enum
from gamemodel.rules import named_in
from gamemodel.source.codes import UNKNOWN_NAME, UNUSED_WAIVER
from gamemodel.topology import Dropped

_Named = tuple[str, str, Span | None]
"""Name, former name and place."""


def check(context: CheckContext) -> Iterator[Diagnostic]:
    model = context.model
    yield from _renamed("entity", "", [(e.name, e.renamed_from, e.span) for e in model.entities])
    for entity in model.entities:
        yield from _entity(entity)
    for enum in model.enums:
        yield from _enum(enum)
    for dropped in model.topology.dropped:
        if any(entity.name == dropped.name for entity in model.entities):
            message = f"topology.yaml drops the entity '{dropped.name}', which still exists"
            help = f"delete schema/entities/{dropped.name}.yaml, or leave the name out of dropped:"
            yield codes.DROPPED_STANDS.at(dropped.span, message, help)


def check_dropped(
    names: Iterable[Dropped], pending: Collection[str], recorded: Collection[str]
) -> Iterator[Diagnostic]:
    """Names under `dropped:` in topology.yaml that no pending change needs: those that never were, and those that are gone.

    `pending` and `recorded` are the subjects of the pending changes and of those in the history.
    """
    for each in names:
        if any(named_in(subject, (each.name,)) for subject in pending):
            continue
        if any(named_in(subject, (each.name,)) for subject in recorded):
            message = f"'{each.name}' is dropped already"
            yield replace(UNUSED_WAIVER.at(each.span, message, "remove it from dropped:"), severity=Severity.NOTE)
            continue
        known = {word for subject in recorded for word in re.findall(r"[a-z]\w*", subject)}
        help = suggestion(each.name, known) or "dropped: names entities whose files were deleted"
        yield UNKNOWN_NAME.at(each.span, f"nothing in the history is called '{each.name}'", help)


def _entity(entity: Entity) -> Iterator[Diagnostic]:
    of = f" of {entity.name}"
    yield from _renamed("field", of, [(f.name, f.renamed_from, f.span) for f in entity.fields])
    for name in entity.dropped:
        if entity.has(name) or any(query.name == name for query in entity.queries):
            message = f"{entity.name} drops '{name}', which still exists"
            yield codes.DROPPED_STANDS.at(entity.span, message, f"remove {name}, or leave it out of dropped:")
    for field in entity.fields:
        if field.deprecated and not re.search(r"\b\d{4}-\d{2}(-\d{2})?\b", field.deprecated):
            message = f"{entity.name}.{field.name} is deprecated without a date"
            yield codes.NO_END.at(field.span, message, "write deprecated: until 2027-06, use …")


def _enum(enum: Enum) -> Iterator[Diagnostic]:
    yield from _renamed("value", f" of {enum.name}", [(v.name, v.renamed_from, enum.span) for v in enum.values])


def _renamed(noun: str, of: str, things: Iterable[_Named]) -> Iterator[Diagnostic]:
    things = tuple(things)
    names = {name for name, _, _ in things}
    heirs: dict[str, str] = {}
    for name, old, span in things:
        if not old:
            continue
        if old in names:
            what = "itself" if old == name else f"and another {noun}{of} is called '{old}'"
            message = f"the {noun} '{name}'{of} was renamed from '{old}', {what}"
            help = "remove renamed_from:" if old == name else f"use the name '{old}' again in a later revision"
            yield codes.OLD_NAME_TAKEN.at(span, message, help)
        elif old in heirs:
            message = f"both '{heirs[old]}' and '{name}'{of} were renamed from '{old}'"
            yield codes.RENAMED_TWICE.at(span, message, f"keep renamed_from: {old} at one of the two")
        heirs.setdefault(old, name)
