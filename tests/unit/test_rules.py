"""The protocol of rules: they are found by their files, see what stands before each change, and point at a place in the model."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import pytest

from gamemodel.change import Difference, Hints
from gamemodel.diagnostics import Code, Diagnostic, Severity, Span
from gamemodel.model import Entity, Model
from gamemodel.rules import Finding, Places, Rule, RuleContext, named_in, review, rules_in
from gamemodel.topology import Dropped, Scope, Store, Topology

CODE = Code("GM299", "a thing is added", severity=Severity.WARNING)
STORE = Store("main", "engine", "flavour", Scope("spanning"), None, span=Span("schema/topology.yaml", 7, 3))


@dataclass(frozen=True)
class Add:
    """Adds a name to a schema, which is a tuple of names."""

    subject: str
    TAG: ClassVar[str] = "Add"
    destroys = False

    def describe(self) -> str:
        return f"+ {self.subject}"

    def apply_to(self, schema: tuple[str, ...]) -> tuple[str, ...]:
        return (*schema, self.subject)

    def steps(self, schema: tuple[str, ...]) -> tuple[()]:
        return ()

    def inverse(self, schema: tuple[str, ...]) -> None:
        return None


def reviewed(rule: Rule[Any], *subjects: str) -> list[Diagnostic]:
    difference: Difference[Any] = Difference(tuple(Add(each) for each in subjects))
    return list(review([rule], (), difference, STORE, lambda subject: Span(subject, 1, 1)))


def test_a_rule_sees_the_schema_before_its_change_and_the_one_before_all() -> None:
    seen = []

    def look(change: Any, context: RuleContext[Any]) -> Iterator[Finding]:
        seen.append((change.subject, context.old, context.schema, context.store.name))
        yield from ()

    assert reviewed(Rule(CODE, look), "a", "b") == []
    assert seen == [("a", (), (), "main"), ("b", (), ("a",), "main")]


def test_a_finding_has_the_code_of_its_rule_and_the_place_of_its_subject() -> None:
    def look(change: Any, context: RuleContext[Any]) -> Iterator[Finding]:
        yield Finding("one", "do this")
        yield Finding("two", subject="other")

    assert reviewed(Rule(CODE, look), "a") == [
        Diagnostic("GM299", "one", Span("a", 1, 1), "do this", Severity.WARNING),
        Diagnostic("GM299", "two", Span("other", 1, 1), "", Severity.WARNING),
    ]


def test_what_the_same_difference_made_is_known() -> None:
    def look(change: Any, context: RuleContext[Any]) -> Iterator[Finding]:
        if not context.made_here(change):
            yield Finding(change.subject)

    found = reviewed(Rule(CODE, look), "game.old.x", "game.new", "game.new.x", "game.new.x.y", "game.newer.x")
    assert [each.message for each in found] == ["game.old.x", "game.new", "game.newer.x"]


RULE_FILE = """
from gamemodel.diagnostics import Code
from gamemodel.rules import Finding, Rule


def review(change, context):
    yield Finding(f"{change.subject} is added")


RULE = Rule(Code("GM298", "a thing is added"), review, "fails", "passes")
"""


def test_adding_a_rule_is_adding_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "some_rules").mkdir()
    (tmp_path / "some_rules" / "__init__.py").write_text('"""Rules."""\n')
    monkeypatch.syspath_prepend(tmp_path)
    package = importlib.import_module("some_rules")
    assert rules_in(package) == ()
    rules_in.cache_clear()
    (tmp_path / "some_rules" / "thing_added.py").write_text(RULE_FILE)
    importlib.invalidate_caches()
    (rule,) = rules_in(package)
    assert (rule.code.id, rule.fails, rule.passes) == ("GM298", "fails", "passes")
    assert [each.message for each in reviewed(rule, "a")] == ["a is added"]


@pytest.mark.parametrize(
    ("subject", "name"),
    [
        ("game.players.email", "players"),
        ("game.players_by_name.email", "players"),
        ("indices:game-players", "players"),
        ("players_archive.email", "players_archive"),
        ("game.players.chats", "players"),
        ("game.gameplayers.email", ""),
        ("family:chats.latest", "chats"),
        ("", ""),
    ],
)
def test_the_entity_that_a_subject_names(subject: str, name: str) -> None:
    assert named_in(subject, ("players", "players_archive", "chats")) == name
    assert named_in(subject, ()) == ""


def span(line: int, file: str = "schema/entities/players.yaml") -> Span:
    return Span(file, line, 1)


PLAYERS = Entity("players", "main", ("id",), (), span=span(1))
GONE = Dropped("purchases", span(9, "schema/topology.yaml"))
MODEL = Model("game", Topology((), (STORE,), (), (GONE,)), (PLAYERS,))
HINTS = Hints(spans=(("game", STORE.span or span(0)), ("game.players", span(5)), ("game.players.name", span(6))))


@pytest.mark.parametrize(
    ("subject", "place"),
    [
        ("game.players.name", span(6)),
        ("game.players.email", span(5)),
        ("game.players_by_name.email", PLAYERS.span),
        ("game.purchases.item", GONE.span),
        ("game.unknown.item", STORE.span),
        ("elsewhere", STORE.span),
    ],
)
def test_places_from_the_nearest_to_the_farthest(subject: str, place: Span) -> None:
    assert Places(MODEL, STORE, HINTS).span(subject) == place
