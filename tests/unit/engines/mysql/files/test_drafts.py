"""Revision files that Alembic runs and gamemodel reads back; drafts that people write."""

from __future__ import annotations

import pytest

from gamemodel.change import HandWritten
from gamemodel.engines.mysql.block.sections import Options
from gamemodel.engines.mysql.files.drafts import draft_file, read_draft
from gamemodel.errors import ModelError
from gamemodel.migration import Link, Revision
from gamemodel.step import Backfill, Check, Statement
from gamemodel.topology import Scope, Store
from tests.unit.engines.mysql.revisions import statements_of

STORE = Store("mysql", "mysql", "mysql-9", Scope("each-region"), Options("game"), folder="sql")
LINK = Link(
    Revision(2, "0002_ab12cd34", 'say "hi" \\ there', "", "1", ()), Revision(1, "0001_00000000", "x", "", "1", ())
)


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
