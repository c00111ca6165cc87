"""The files at head and the Alembic environment."""

from __future__ import annotations

from gamemodel.engines.mysql.block.sections import Options
from gamemodel.topology import Scope, Store
from tests.unit.engines.mysql.models import ENGINE, compiled, items

STORE = Store("mysql", "mysql", "mysql-9", Scope("each-region"), Options("game"), folder="sql")


def test_the_head_and_the_environment_are_python(tmp_path: object) -> None:
    del tmp_path
    schema = compiled(items("  s: string(20)\n  v: vector(float32, 3)", '  comment: it\'s "odd" 100%')).schema
    for file in (*ENGINE.head_files(schema, None, STORE), *ENGINE.fixed_files(STORE)):  # type: ignore[arg-type]  # not read
        assert file.text.endswith("\n")
        assert "@" not in file.path
        if file.path.endswith(".py"):
            compile(file.text, file.path, "exec")
