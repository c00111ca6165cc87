"""Revision files that Alembic runs and gamemodel reads back; drafts that people write."""

from __future__ import annotations

import pytest

from gamemodel.change import HandWritten, Hints
from gamemodel.engines.mysql.block.sections import Options
from gamemodel.engines.mysql.files.drafts import draft_file, read_draft
from gamemodel.engines.mysql.files.migrations import escaped, repr_text, statements_of, unescaped
from gamemodel.engines.mysql.schema import Schema
from gamemodel.errors import ModelError
from gamemodel.migration import Link, Revision
from gamemodel.step import Backfill, Check, Statement
from gamemodel.topology import Scope, Store
from tests.unit.engines.mysql.models import ENGINE, compiled, items

STORE = Store("mysql", "mysql", "mysql-9", Scope("each-region"), Options("game"), folder="sql")
LINK = Link(
    Revision(2, "0002_ab12cd34", 'say "hi" \\ there', "", "1", ()), Revision(1, "0001_00000000", "x", "", "1", ())
)


@pytest.mark.parametrize("text", ["a:b", "::", "a\\:b", "'12:30:00'", ":name and \\\\:x", "100% :", "a\nb:c\n"])
def test_colons_survive_alembics_parameters(text: str) -> None:
    from sqlalchemy import text as sql
    from sqlalchemy.dialects import mysql

    assert unescaped(escaped(text)) == text
    dialect = mysql.dialect(paramstyle="named")
    assert str(sql(escaped(text)).compile(dialect=dialect)) == text


@pytest.mark.parametrize("text", ["it's", 'say "x"', "both ' and \"", "\\", "é\n", ""])
def test_literals_are_python(text: str) -> None:
    assert eval(repr_text(text)) == text  # a literal of our own  # noqa: S307


def test_the_head_and_the_environment_are_python(tmp_path: object) -> None:
    del tmp_path
    schema = compiled(items("  s: string(20)\n  v: vector(float32, 3)", '  comment: it\'s "odd" 100%')).schema
    for file in (*ENGINE.head_files(schema, None, STORE), *ENGINE.fixed_files(STORE)):  # type: ignore[arg-type]  # not read
        assert file.text.endswith("\n")
        assert "@" not in file.path
        if file.path.endswith(".py"):
            compile(file.text, file.path, "exec")


def test_an_empty_draft_says_that_it_is_empty() -> None:
    file = draft_file(LINK, STORE)
    compile(file.text, file.path, "exec")
    assert statements_of(file.text) == ((), ())
    with pytest.raises(ModelError) as caught:
        read_draft(file.text, file.path)
    assert "upgrade() has no statement" in caught.value.diagnostics[0].message


def test_a_draft_is_read_as_statements_backfills_and_checks() -> None:
    text = draft_file(LINK, STORE).text
    text = text.replace("CHECKS = []", 'CHECKS = [("SELECT id FROM orders WHERE n IS NULL", "n is missing")]')
    text = text.replace(
        "BACKFILLS = []",
        'BACKFILLS = [("orders", ["id"], "SELECT id FROM orders", "UPDATE orders SET n = 1 WHERE n IS NULL")]',
    )
    head, _, tail = text.partition("    pass\n")
    text = f"{head}    op.execute(\"DELETE FROM `orders` WHERE t = '12\\\\:30'\")\n{tail}"
    (part,) = read_draft(text, "sql/versions/x.py").changes
    assert [type(step) for step in part.up] == [Statement, Backfill, Check]
    assert isinstance(part.change, HandWritten)
    assert part.change.destroys
    assert part.up[0] == Statement("orders.rows:", "DELETE FROM `orders` WHERE t = '12:30'", destroys=True)
    assert part.down is None


@pytest.mark.parametrize(
    "line",
    ['op.execute(f"x")', "import os", "for _ in []: pass", 'op.execute("a", "b")', 'op.drop_table("x")', "x = ("],
)
def test_what_is_no_literal_is_refused_with_its_line(line: str) -> None:
    text = draft_file(LINK, STORE).text.replace("    pass\n", f"    {line}\n", 1)
    with pytest.raises(ModelError) as caught:
        read_draft(text, "sql/versions/x.py")
    found = caught.value.diagnostics[0]
    assert found.code == "GM226"
    assert found.span is not None
    assert found.span.line > 20


def test_collections_become_child_tables() -> None:
    fields = (
        "  tags: {type: set<string(20)>, max_size: 5}\n"
        "  steps: {type: list<int32>, max_size: 3}\n"
        '  m: {type: "map<string(9),status>", max_size: 2}'
    )
    schema = compiled(items(fields)).schema
    assert [table.name for table in schema.tables] == ["items", "items_m", "items_steps", "items_tags"]
    tags, steps, states = (schema.require(f"items_{name}") for name in ("tags", "steps", "m"))
    assert tags.key_columns == ("id", "tags_value")
    assert steps.key_columns == ("id", "steps_position")
    assert [c.name for c in states.columns] == ["id", "m_key", "m_value"]
    assert states.checks[0].expression == "m_value IN (1, 2)"
    assert tags.foreign_keys[0].on_delete == "cascade"
    assert steps.checks[0].expression == "steps_position < 3"
    assert ENGINE.diff(Schema(), schema, Hints()).refusals == ()
    as_json = compiled(items(fields, "  types: {tags: json, steps: json, m: json}")).schema
    assert [table.name for table in as_json.tables] == ["items"]
