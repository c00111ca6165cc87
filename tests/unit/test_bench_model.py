"""The large model of the measurements is a sound one, and the same every time."""

from __future__ import annotations

from pathlib import Path

from bench.model import generate
from gamemodel import engine
from gamemodel.checks import check_all
from gamemodel.source.files import read_files
from gamemodel.source.reader import read_model


def test_the_generated_model_is_sound_and_the_same_every_time(tmp_path: Path) -> None:
    generate(tmp_path / "one", 60)
    generate(tmp_path / "two", 60)
    files, unreadable = read_files(tmp_path / "one")
    assert files == read_files(tmp_path / "two")[0]
    reading = read_model(files, engine.get, engine.NAMES)
    assert (unreadable, reading.diagnostics) == ((), ())
    assert reading.model is not None
    assert len(reading.model.entities) == 60
    assert [each for each in check_all(reading.model, engine.get) if each.is_error] == []
    stores = [len(each.blocks) for each in reading.model.entities]
    assert (min(stores), max(stores)) == (1, 3)
    assert all(2 <= len(each.queries) <= 4 for each in reading.model.entities if each.name != "players")
    assert all(8 <= len(each.fields) <= 20 for each in reading.model.entities if each.name != "players")
