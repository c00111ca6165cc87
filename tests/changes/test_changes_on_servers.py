"""Each scenario that no engine refuses, on real servers: the base, the change, what is there, back again, what is there then."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from gamemodel.apply import ApplyOptions, Result, Run, execute
from gamemodel.engine import Pace
from gamemodel.make import make
from gamemodel.project import Project
from gamemodel.topology import Target
from gamemodel.verify import verify
from tests.changes import scenario
from tests.servers.cases import cassandra, mysql, opensearch, redis
from tests.servers.checkout import REGIONS, unique

CASES = [scenario.read(path) for path in sorted(Path(__file__).parent.glob("*.txt"))]
SENT = [case for case in CASES if scenario.stores(case.expected) and not scenario.refused(case.expected)]
DROP = {"cassandra": cassandra.drop, "mysql": mysql.drop, "opensearch": opensearch.drop}
SETTINGS = {
    "cassandra": 'replicas = "1"',
    "mysql": 'flavour = "mysql-9"',
    "opensearch": 'replicas = "0"\nlifecycle = "not-applied"',
}
ROLES = ("lobby", "shop")
PLAYER = "8a2f1c1e-5d3b-4c6e-9f00-1b2c3d4e5f60"


@dataclass(frozen=True)
class Live:
    """A scenario's checkout under a name of its own, and the stores that its change touches."""

    case: scenario.Scenario
    model: Path
    root: Path
    name: str
    stores: tuple[str, ...]

    def sync(self) -> None:
        """The model as it is now, with the name of this run for the keyspace, the schema, the prefixes and the roles."""
        shutil.rmtree(self.root / "schema" / "entities", ignore_errors=True)
        for file in self.model.rglob("*.yaml"):
            place = self.root / file.relative_to(self.model)
            place.parent.mkdir(parents=True, exist_ok=True)
            text = file.read_text(encoding="utf-8")
            text = re.sub(r"\bgame\b", self.name, text) if file.name == "topology.yaml" else text
            place.write_text(re.sub(rf"\b({'|'.join(ROLES)})\b", rf"{self.name}_\1", text), encoding="utf-8")

    def targets(self) -> tuple[Target, ...]:
        project = Project(self.root)
        return tuple(t for name in self.stores for t in project.targets("local", project.topology.store(name)))

    def run(self, order: ApplyOptions) -> None:
        results: tuple[Result, ...] = execute(Run(Project(self.root), "local", order), self.targets())
        good = ("applied", "follows", "nothing")
        bad = [f"{r.target.label}: {r.status}: {r.error}" for r in results if r.status not in good]
        assert not bad, "\n".join(bad)

    def clean(self, at: int) -> None:
        """Every target has what its ledger says, which is revision `at`."""
        found = verify(Project(self.root), self.targets(), Pace(None))
        bad = [
            f"{v.target.label}: {v.status} at {v.at} {v.error} {v.drift}"
            for v in found
            if (v.status, v.at) != ("clean", at)
        ]
        assert not bad, "\n".join(bad)


def seed(name: str, urls: dict[tuple[str, str], str]) -> None:
    """A player with an address and one without, in both stores that rows have to be filled in."""
    cql, where = cassandra.session(urls["cassandra", REGIONS[0]]), f"{name}.players"
    row = "(id, name, rank, coins, joined_at"
    cql.execute(f"INSERT INTO {where} {row}, email) VALUES ({PLAYER}, 'ann', 1, 7, 0, 'ann@x') USING TTL 900")
    cql.execute(f"INSERT INTO {where} {row}) VALUES ({PLAYER}, 'bob', 1, 8, 0)")
    with mysql.connection(urls["mysql", REGIONS[0]], name) as connection, connection.cursor() as cursor:
        row = "INSERT INTO players (id, name, `rank`, coins, joined_at, email) VALUES"
        cursor.execute(f"{row} (1, 'ann', 1, 7, now(3), 'ann@x'), (2, 'bob', 1, 8, now(3), NULL)")


def players(name: str, column: str, urls: dict[tuple[str, str], str]) -> list[list[tuple[object, ...]]]:
    """(name, value of the column) of each player, by name; Cassandra's and MySQL's."""
    cql = cassandra.session(urls["cassandra", REGIONS[0]]).execute(f"SELECT name, {column} FROM {name}.players")
    with mysql.connection(urls["mysql", REGIONS[0]], name) as connection, connection.cursor() as cursor:
        cursor.execute(f"SELECT name, {column} FROM players")
        return [sorted(tuple(row) for row in rows) for rows in (cql, cursor.fetchall())]


@pytest.fixture
def live(request: pytest.FixtureRequest, tmp_path: Path, urls: dict[tuple[str, str], str]) -> Iterator[Live]:
    made = Live(request.param, tmp_path / "model", tmp_path / "game", unique(), scenario.stores(request.param.expected))
    made.case.lay_out(made.model)
    made.sync()
    (made.root / "gamemodel.toml").write_text("\n".join(_toml(urls)), encoding="utf-8")
    places = {(store, urls[store, region]) for store in made.stores for region in REGIONS}
    for store, url in places:
        if store == "redis":
            with redis.client(url) as client:
                for role in ROLES:
                    client.execute_command("ACL", "SETUSER", f"{made.name}_{role}", "on", ">secret")
    yield made
    for store, url in places:
        if store == "redis":
            with redis.client(url) as client:
                for key in client.scan_iter(match=f"{made.name}*", count=1000):
                    client.delete(key)
                client.execute_command("ACL", "DELUSER", *(f"{made.name}_{role}" for role in ROLES))
        else:
            DROP[store](url, made.name)


def _toml(urls: dict[tuple[str, str], str]) -> Iterator[str]:
    for store in ("cassandra", "mysql", "opensearch", "redis"):
        yield f"[environments.local.stores.{store}]"
        yield SETTINGS.get(store, "")
        for region in REGIONS:
            yield f"[environments.local.stores.{store}.{region}]"
            yield f'url = "{urls[store, region]}"'


@pytest.mark.servers
@pytest.mark.parametrize("live", SENT, ids=lambda case: case.name, indirect=True)
def test_real_servers_take_the_change_and_give_it_back(live: Live) -> None:
    make(Project(live.root), "before")
    live.run(ApplyOptions())
    live.clean(1)
    live.case.edit(live.model)
    live.sync()
    revision = make(Project(live.root), "after").revision
    assert revision is not None
    live.run(ApplyOptions(allowed=("2",)))
    live.clean(2)
    # A revision that sends nothing leaves nothing in the ledger that could be undone.
    if all(migration.up and migration.down is not None for migration in revision.migrations):
        live.run(ApplyOptions(action="down", to=1, allowed=("2",)))
        live.clean(1)


FILLED = {
    "field_required_with_default": ("level", [("ann", 1), ("bob", 1)]),
    "field_required_with_fill": ("realm", [("ann", "middle"), ("bob", "middle")]),
    "field_required_from_another": ("nick", [("ann", "ann"), ("bob", "bob")]),
    "field_expanded_from_another": ("mail", [("ann", "ann@x"), ("bob", None)]),
    "type_expanded": ("wealth", [("ann", 7), ("bob", 8)]),
}


@pytest.mark.servers
@pytest.mark.parametrize("live", [c for c in SENT if c.name in FILLED], ids=lambda case: case.name, indirect=True)
def test_rows_that_exist_get_what_the_model_says(live: Live, urls: dict[tuple[str, str], str]) -> None:
    make(Project(live.root), "before")
    live.run(ApplyOptions())
    seed(live.name, urls)
    live.case.edit(live.model)
    live.sync()
    make(Project(live.root), "after")
    live.run(ApplyOptions())
    column, expected = FILLED[live.case.name]
    assert players(live.name, column, urls) == [expected, expected]
    if column == "mail":
        text = f"SELECT ttl(mail), ttl(email) FROM {live.name}.players WHERE name = 'ann'"
        ((copy, source),) = cassandra.session(urls["cassandra", REGIONS[0]]).execute(text)
        assert abs(copy - source) <= 5, "the copy would outlive what it was copied from"


@pytest.mark.servers
@pytest.mark.parametrize("live", [c for c in SENT if c.name == "partition_split"], ids=lambda c: c.name, indirect=True)
def test_rows_survive_a_split_partition_and_its_way_back(live: Live, urls: dict[tuple[str, str], str]) -> None:
    def count(where: str = "") -> int:
        with mysql.connection(urls["mysql", REGIONS[0]], live.name) as connection, connection.cursor() as cursor:
            cursor.execute(f"SELECT COUNT(*) FROM audits {where}")
            (found,) = cursor.fetchone()
            return int(found)

    make(Project(live.root), "before")
    live.run(ApplyOptions())
    mysql.sql(
        "INSERT INTO audits (id, at, what) VALUES (1, '2026-05-01', 'x'), (2, '2027-05-01', 'y'), (3, '2031-01-01', 'z')"
    )(urls["mysql", REGIONS[0]], live.name)
    live.case.edit(live.model)
    live.sync()
    make(Project(live.root), "after")
    live.run(ApplyOptions())
    assert (count(), count("PARTITION (p2027)")) == (3, 1)
    live.run(ApplyOptions(action="down", to=1))
    assert count() == 3


def test_every_filled_scenario_is_one_that_servers_take() -> None:
    assert {case.name for case in SENT} >= set(FILLED)
