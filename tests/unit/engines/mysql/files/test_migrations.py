"""Text of Alembic revisions."""

from __future__ import annotations

import pytest

from gamemodel.engines.mysql.files.migrations import escaped, repr_text, unescaped


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
