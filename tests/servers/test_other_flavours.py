"""What is written for a cloud's dialect runs on the open engine as far as both speak the same: Keyspaces, Aurora, MySQL 8.4, Valkey, ElastiCache."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.servers.cases import TOPOLOGY, case
from tests.servers.checkout import REGIONS, Checkout

ITEMS = "schema/entities/items.yaml"


@pytest.mark.parametrize(
    ("engine", "written_for", "runs_on"),
    [
        ("cassandra", "keyspaces", "cassandra-5.0"),
        ("mysql", "aurora-mysql-3", "mysql-9"),
        ("mysql", "mysql-8.4", "mysql-9"),
        ("redis", "valkey-8", "redis-7"),
        ("redis", "elasticache", "redis-7"),
    ],
)
def test_a_dialects_statements_run_on_the_open_engine(
    engine: str, written_for: str, runs_on: str, tmp_path: Path, urls: dict[tuple[str, str], str]
) -> None:
    kind = case(engine)
    checkout = Checkout(tmp_path, urls)
    assert kind.store.count(runs_on) == 1
    checkout.write("schema/topology.yaml", TOPOLOGY % kind.store.replace(runs_on, written_for))
    checkout.write(ITEMS, kind.entity)
    checkout.servers(kind.engine, {**kind.settings, "flavour": runs_on})
    try:
        checkout.make("initial")
        first = checkout.migrate()
        assert [(r.status, str(r.error)) for r in first if r.status not in ("applied", "follows")] == []
        checkout.edit(ITEMS, *kind.additive)
        checkout.make("add")
        second = checkout.migrate()
        assert [(r.status, str(r.error)) for r in second if r.status not in ("applied", "follows")] == []
        assert {(v.status, v.at) for v in checkout.verify()} == {("clean", 2)}
    finally:
        for url in {urls[kind.engine, region] for region in REGIONS}:
            kind.drop(url, checkout.name)
