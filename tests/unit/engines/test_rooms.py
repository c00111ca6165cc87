"""Every engine has the same rooms, the same functions in them, and speaks to servers in one of them only."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from pathlib import Path

import pytest

from gamemodel.engine import NAMES, Engine

ROOT = Path(__file__).parents[3]
ENGINES = ROOT / "gamemodel" / "engines"
ROOMS = {"block", "compile", "checks", "diff", "changes", "rules", "dialect", "files", "server"}
FILES = {"__init__.py", "schema.py", "types.py", "flavours.py", "codes.py"}
DRIVERS = {"cassandra", "pymysql", "opensearchpy", "redis", "hiredis", "sqlalchemy", "alembic"}

every_engine = pytest.mark.parametrize("name", NAMES)


@every_engine
def test_an_engine_has_these_rooms_and_no_file_outside_them(name: str) -> None:
    found = [path for path in (ENGINES / name).iterdir() if path.name != "__pycache__"]
    assert {path.name for path in found if path.is_dir()} == ROOMS
    assert {path.name for path in found if path.is_file()} == FILES


def called() -> list[tuple[str, str, tuple[str, ...]]]:
    """(room, function, names of its parameters) for every function of a room that gamemodel/engine.py calls."""
    tree = ast.parse(inspect.getsource(Engine))
    found = []
    for method in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        for room, function, arguments in re.findall(r"_room\('([\w.]+)'\)\.(\w+)\(([^()]*)\)", ast.unparse(method)):
            given = tuple(arguments.split(", "))
            assert given == tuple(each.arg for each in method.args.args[1:]), (
                f"{method.name} passes on what it is given"
            )
            found.append((room, function, given))
    return found


def test_engine_py_calls_functions_of_most_rooms() -> None:
    rooms = {room.partition(".")[0] for room, _, _ in called()}
    assert rooms >= {"block", "compile", "checks", "diff", "files", "server"}
    assert len(called()) == 15


@every_engine
@pytest.mark.parametrize(("room", "function", "parameters"), called())
def test_every_engine_has_the_functions_that_are_called(
    name: str, room: str, function: str, parameters: tuple[str, ...]
) -> None:
    there = getattr(importlib.import_module(f"gamemodel.engines.{name}.{room}"), function)
    assert tuple(inspect.signature(there).parameters) == parameters


@every_engine
@pytest.mark.parametrize(
    ("room", "value"),
    [
        ("flavours", "NAMES"),
        ("codes", "CODES"),
        ("changes", "AnyChange"),
        ("block.sections", "Block"),
        ("block.sections", "Options"),
    ],
)
def test_every_engine_has_the_values_that_are_read(name: str, room: str, value: str) -> None:
    assert f'_room("{room}").{value}' in inspect.getsource(Engine)
    assert hasattr(importlib.import_module(f"gamemodel.engines.{name}.{room}"), value)


@pytest.mark.parametrize(
    ("path", "definition"),
    [
        ("engines/cassandra/changes/columns.py", r"^class AddColumn\("),
        ("engines/mysql/rules/drop_column.py", r"^RULE = Rule\("),
        ("apply/order.py", r"^def waves\("),
        ("engines/opensearch/dialect/lifecycle/ism.py", r"^def write\("),
        ("engines/redis/server/lock.py", r'"SET".*"NX".*"PX"'),
    ],
)
def test_what_a_newcomer_looks_for_is_where_it_is_expected(path: str, definition: str) -> None:
    text = (ROOT / "gamemodel" / path).read_text(encoding="utf-8")
    assert re.search(definition, text, re.MULTILINE)


def imports(path: Path) -> set[str]:
    """The top-level packages that a file imports, at any depth of its code."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add((node.module or "").partition(".")[0])
    return found


@every_engine
def test_only_the_server_room_imports_drivers(name: str) -> None:
    elsewhere = [p for p in (ENGINES / name).rglob("*.py") if "server" not in p.relative_to(ENGINES / name).parts[:1]]
    assert len(elsewhere) > 30
    assert {str(path.relative_to(ROOT)): found for path in elsewhere if (found := imports(path) & DRIVERS)} == {}


def test_the_drivers_are_those_that_the_server_rooms_import() -> None:
    used = {name for path in ENGINES.glob("*/server/**/*.py") for name in imports(path) & DRIVERS}
    assert used == {"cassandra", "pymysql", "opensearchpy", "hiredis"}
