"""Whatever a file holds, reading it ends with findings, never with an exception."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gamemodel import engine
from gamemodel.source.reader import Reading, read_model
from tests.unit.source.models import FILES

GAME = {
    path.relative_to(Path(__file__).parents[3]).as_posix(): path.read_text(encoding="utf-8")
    for path in sorted((Path(__file__).parents[3] / "schema").rglob("*.yaml"))
}
PIECES = (
    "{", "}", "[", "]", ":", ": ", ",", "- ", "\n", "\n  ", "\t", "#", "&a ", "*a", "!!int ", "<<: ", "?", "| ", "> ", "'", '"', "%", "@", "`",
    "\0", "\ufeff", "\ud800", "~", "null", "-1", "0", "9" * 400, "forever", "now", "name", "users.name", "decimal(15,4)", "list<", "ref: ",
    "type: ", "allow: ", "GM304", "---\n", "...\n", "é", "name?: ", "cassandra:\n  tables: ", "redis: {keys: {a: {}}}\n", "{a: {}}", "[[]]",
)  # fmt: skip


def settled(reading: Reading) -> None:
    """A model or errors, and every error with a place that is in a file or with none at all."""
    errors = [each for each in reading.diagnostics if each.is_error]
    assert (reading.model is None) == bool(errors)
    for each in reading.diagnostics:
        assert each.message
        assert each.code.startswith("GM")
        assert each.span is None or (each.span.line >= 1 and each.span.column >= 1)


@given(path=st.sampled_from(sorted(FILES)), text=st.text(max_size=200))
@settings(max_examples=300, deadline=None)
def test_any_text(path: str, text: str) -> None:
    settled(read_model({**FILES, path: text}, engine.get, engine.NAMES))


@given(path=st.sampled_from(sorted(FILES)), pieces=st.lists(st.sampled_from(PIECES), max_size=40))
@settings(max_examples=300, deadline=None)
def test_any_pieces_of_yaml(path: str, pieces: list[str]) -> None:
    settled(read_model({**FILES, path: "".join(pieces)}, engine.get, engine.NAMES))


@st.composite
def mutated(draw: st.DrawFn) -> tuple[str, str]:
    """A file of the game's model with a few places cut, doubled or replaced."""
    path = draw(st.sampled_from(sorted(GAME)))
    text = GAME[path]
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 30)))
        text = text[:start] + draw(st.sampled_from((*PIECES, "", text[start:end] * 2))) + text[end:]
    return path, text


@given(change=mutated())
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_game_s_model_with_something_broken(change: tuple[str, str]) -> None:
    path, text = change
    settled(read_model({**GAME, path: text}, engine.get, engine.NAMES))


@given(deep=st.sampled_from(("[", "{a: ", "- ", "? ", "a:\n", "[{")), count=st.sampled_from((30, 60, 1000, 60_000)))
@settings(deadline=None)
def test_any_depth(deep: str, count: int) -> None:
    settled(read_model({**FILES, "schema/types.yaml": deep * count}, engine.get, engine.NAMES))
