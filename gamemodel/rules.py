"""Rules over changes: what warns a reviewer of one kind of change, and the one runner that judges a difference by them."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any, Generic, TypeVar

from gamemodel.change import Change, Difference, Hints
from gamemodel.diagnostics import Code, Diagnostic, Span
from gamemodel.model import Model
from gamemodel.topology import Store

S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule says of a change: the fact, and how to go about it. `subject` is what it points at; empty: the change's."""

    message: str
    help: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True)
class RuleContext(Generic[S]):
    """What a rule may look at besides its change: all changes of the difference and the schemas around them."""

    old: S
    """The schema before all changes."""
    schema: S
    """The schema just before this change."""
    difference: Difference[S]
    store: Store
    made: AbstractSet[str] = frozenset()
    """Subjects that earlier changes of the same difference made; it grows with the review."""

    def made_here(self, change: Change[S]) -> bool:
        """Whether the change touches what the same difference made, and what therefore holds no rows."""
        parts = change.subject.split(".")
        return any(".".join(parts[:end]) in self.made for end in range(1, len(parts)))


@dataclass(frozen=True, slots=True)
class Rule(Generic[S]):
    """One warning: its code with the page, what finds it, and two examples in the form of tests/changes.

    `fails` and `passes` are edits of the example model (tests/changes/base): with the first the rule has something to say,
    with the second it has not. A rule is the constant RULE of a file in an engine's rules/.
    """

    code: Code
    review: Callable[[Any, RuleContext[S]], Iterable[Finding]]
    fails: str = ""
    passes: str = ""


@cache
def rules_in(package: ModuleType) -> tuple[Rule[Any], ...]:
    """The rules in the files of `package`, by file name."""
    names = sorted(info.name for info in pkgutil.iter_modules(package.__path__))
    return tuple(importlib.import_module(f"{package.__name__}.{name}").RULE for name in names)


def named_in(subject: str, names: Iterable[str]) -> str:
    """The first of `names` that is a word of the subject: `players` in `game.players_by_name.email`. Empty: none."""
    found = _any_of(tuple(names)).search(subject)
    return found[0] if found else ""


@cache
def _any_of(names: tuple[str, ...]) -> re.Pattern[str]:
    """One of the names as a whole word, the longest first; without names it matches nothing."""
    either = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) or r"(?!)"
    return re.compile(rf"(?<![a-z0-9])(?:{either})(?![a-z0-9])")


class Places:
    """The place in the model that a finding about a change points at.

    This is the line of the subject, or of what encloses it. For a subject that is gone it is the entity that had it; if the
    entity's file is gone too, its name under `dropped:` in topology.yaml; otherwise the store.
    """

    def __init__(self, model: Model, store: Store, hints: Hints) -> None:
        self._hints, self._store = hints, store
        dropped = {each.name: each.span for each in model.topology.dropped}
        self._spans = dropped | {entity.name: entity.span for entity in model.entities}
        self._names = tuple(self._spans)

    def span(self, subject: str) -> Span | None:
        """The place of `subject`; None only where the store itself has no place."""
        written = self._hints.span(subject)
        if written is not None and written != self._store.span:
            return written
        return self._spans.get(named_in(subject, self._names)) or self._store.span


def review(
    rules: Iterable[Rule[S]],
    old: S,
    difference: Difference[S],
    store: Store,
    place: Callable[[str], Span | None],
) -> Iterator[Diagnostic]:
    """Every finding of every rule; changes are folded one after another, so that each is judged by what is there before it."""
    rules, schema, made = tuple(rules), old, set[str]()
    for change in difference.changes:
        context = RuleContext(old, schema, difference, store, made)
        for rule in rules:
            for found in rule.review(change, context):
                span = place(found.subject or change.subject)
                yield rule.code.at(span, found.message, found.help)
        if change.describe().startswith("+"):
            made.add(change.subject)
        schema = change.apply_to(schema)
