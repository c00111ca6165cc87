"""Each scenario that no engine refuses, on real servers: the base, the change, what is there, back again, what is there then."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from gamemodel.apply import Order, Result, Run, execute
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

    def run(self, order: Order) -> None:
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
    live.run(Order())
    live.clean(1)
    live.case.edit(live.model)
    live.sync()
    revision = make(Project(live.root), "after").revision
    assert revision is not None
    live.run(Order(allowed=("2",)))
    live.clean(2)
    if all(migration.down is not None for migration in revision.migrations):
        live.run(Order(action="down", to=1, allowed=("2",)))
        live.clean(1)
