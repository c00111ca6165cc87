"""`sql/` as an Alembic environment without gamemodel: upgrade, check, --sql and downgrade, and the two runners side by side."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from gamemodel.change import Hints
from gamemodel.engine import Pace
from gamemodel.engines.mysql.schema import Column, Database, IndexPart, Schema, Table
from gamemodel.engines.mysql.server.connect import MysqlServer
from gamemodel.ledger import Entry
from gamemodel.migration import Link, Migration, Revision
from gamemodel.project import Project
from gamemodel.topology import Store
from tests.laws.cases.mysql import same
from tests.servers.mysql_target import ENGINE, migration, opened
from tests.strategies import mysql as strategies

Urls = dict[tuple[str, str], str]
ROOT = Path(__file__).parents[2]


def game() -> tuple[Project, Store, Schema]:
    """The game's own model for MySQL, for the flavour that runs here."""
    project = Project(ROOT)
    store = next(each for each in project.stores() if each.engine == "mysql")
    schema = ENGINE.compile(project.model, store).schema
    return project, store, schema


COLLATION = "utf8mb4_0900_bin"


def write(folder: Path, store: Store, *states: Schema) -> list[Link]:
    """The environment with one revision for each state, at the heads of the last."""
    links: list[Link] = []
    before, previous = Schema(), None
    for number, state in enumerate(states, 1):
        made = migration(
            before, state, Hints(dropped=tuple(f"{t.name}.{c.name}" for t in before.tables for c in t.columns))
        )
        revision = Revision(number, f"{number:04d}_ab12cd34", f"step {number}", "", "1", (made,))
        link = Link(revision, previous)
        put(folder, *ENGINE.migration_files(link, made, store))
        links.append(link)
        before, previous = state, revision
    put(folder, *ENGINE.fixed_files(store), *ENGINE.head_files(states[-1], None, store))  # type: ignore[arg-type]  # not read
    return links


def put(folder: Path, *files: object) -> None:
    for file in files:
        path = folder / file.path  # type: ignore[attr-defined]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text, "utf-8")  # type: ignore[attr-defined]


def alembic(folder: Path, server: MysqlServer, *words: str) -> str:
    """Runs alembic in `sql/` in a process that cannot import gamemodel; returns its output."""
    url = f"mysql+pymysql://{server.target.url.partition('://')[2]}/{server.database}"
    bare = "import sys; sys.modules['gamemodel'] = None; from alembic.config import main; main(argv=sys.argv[1:])"
    done = subprocess.run(
        [sys.executable, "-c", bare, *words],
        cwd=folder / "sql",
        env={**os.environ, "DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_alembic_makes_what_gamemodel_makes_and_finds_nothing_to_do(urls: Urls, tmp_path: Path) -> None:
    project, store, schema = game()
    del project
    with opened(urls["mysql", "eu-west-1"]) as server:
        write(tmp_path, store, schema)
        alembic(tmp_path, server, "upgrade", "head")
        assert server.introspect(schema, Pace()) == schema
        assert server.external_revision() == "0001_ab12cd34"
        assert "No new upgrade operations" in alembic(tmp_path, server, "check")
        alembic(tmp_path, server, "downgrade", "base")
        assert server.introspect(Schema(), Pace()) == Schema()
        assert server.external_revision() is None


def test_alembics_sql_can_be_run(urls: Urls, tmp_path: Path) -> None:
    _, store, schema = game()
    with opened(urls["mysql", "eu-west-1"]) as server:
        write(tmp_path, store, schema)
        server.connection.query("DROP TABLE alembic_version")
        for text in alembic(tmp_path, server, "upgrade", "head", "--sql").split(";\n"):
            if text.strip():
                server.connection.query(text)
        assert server.introspect(schema, Pace()) == schema
        assert server.external_revision() == "0001_ab12cd34"


def test_schema_sql_makes_everything(urls: Urls, tmp_path: Path) -> None:
    _, store, schema = game()
    with opened(urls["mysql", "eu-west-1"]) as server:
        write(tmp_path, store, schema)
        for text in (tmp_path / "sql/schema.sql").read_text().split(";\n"):
            if text.strip():
                server.connection.query(text)
        assert server.introspect(schema, Pace()) == schema


def test_what_gamemodel_applied_alembic_knows(urls: Urls, tmp_path: Path) -> None:
    _, store, schema = game()
    with opened(urls["mysql", "eu-west-1"]) as server:
        (link,) = write(tmp_path, store, schema)
        made: Migration = link.revision.migrations[0]
        for position, step in enumerate(made.up, 1):
            list(server.run(step, ENGINE.bindings(schema, server.target), None))
            server.append(Entry(position, "done", link.revision.id, 1, position, len(made.up)))
        assert "0001_ab12cd34 (head)" in alembic(tmp_path, server, "current")
        alembic(tmp_path, server, "upgrade", "head")
        assert "No new upgrade operations" in alembic(tmp_path, server, "check")


@pytest.mark.parametrize("default", ["''", "'it''s: 100%'", "'a\\\\b\\n'", "(concat('a', 'b'))"])
def test_defaults_that_need_escapes_are_no_difference_to_alembic(urls: Urls, tmp_path: Path, default: str) -> None:
    columns = (
        Column("id", "binary(16)", nullable=False),
        Column("name", "varchar(20)", True, default, collation=COLLATION),
    )
    empty = Schema(Database("mysql-9", collation=COLLATION))
    table = Table("defaults", columns, primary_key=(IndexPart("id"),), collation=COLLATION)
    with opened(urls["mysql", "eu-west-1"]) as server:
        write(tmp_path, server.target.store, empty, replace(empty, tables=(table,)))
        alembic(tmp_path, server, "upgrade", "head")
        assert "No new upgrade operations" in alembic(tmp_path, server, "check")


@given(strategies.schemas().flatmap(lambda a: strategies.evolved(a).map(lambda b: (a, b))))
@settings(
    max_examples=max(3, int(os.environ.get("GAMEMODEL_EVOLVE", "50")) // 12),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
def test_random_revisions_lead_alembic_to_the_same(
    urls: Urls, tmp_path_factory: pytest.TempPathFactory, pair: tuple[Schema, Schema]
) -> None:
    """Up to the second state, where `alembic check` finds nothing, back to the first, and back to nothing."""
    old, new = pair
    folder = tmp_path_factory.mktemp("sql")
    with opened(urls["mysql", "eu-west-1"]) as server:
        write(folder, server.target.store, old, new)
        alembic(folder, server, "upgrade", "head")
        same(server.introspect(new, Pace()), new)
        assert "No new upgrade operations" in alembic(folder, server, "check")
        alembic(folder, server, "downgrade", "-1")
        same(server.introspect(old, Pace()), old)
        alembic(folder, server, "downgrade", "base")
        assert server.introspect(Schema(), Pace()).tables == ()
