"""The same promises kept on four real servers: first apply, nothing to do, held locks, edited history, drift, rollback, resumption."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from gamemodel.apply import Result
from gamemodel.apply.ledger_entries import holder
from gamemodel.apply.ledger_operations import stamp
from gamemodel.errors import HistoryError, LockHeld, WrongServer
from gamemodel.ledger import Head
from tests.servers.cases import ALL, Case, case
from tests.servers.checkout import REGIONS, Checkout

ITEMS = "schema/entities/items.yaml"


@pytest.fixture(params=ALL)
def kind(request: pytest.FixtureRequest) -> Case:
    return case(request.param)


@pytest.fixture
def checkout(kind: Case, tmp_path: Path, urls: dict[tuple[str, str], str]) -> Iterator[Checkout]:
    """A checkout with one entity in one store, its first revision made and not applied."""
    from tests.servers.cases import TOPOLOGY

    made = Checkout(tmp_path, urls)
    made.write("schema/topology.yaml", TOPOLOGY % kind.store)
    made.write(ITEMS, kind.entity)
    made.servers(kind.engine, kind.settings)
    places = {urls[kind.engine, region] for region in REGIONS}
    for url in places:
        if kind.needs:
            kind.needs(url, made.name)
    made.make("initial")
    yield made
    for url in places:
        kind.drop(url, made.name)


def good(results: tuple[Result, ...], *, replicas: str = "follows") -> None:
    """Every target applied, or follows."""
    assert [(r.status, str(r.error)) for r in results if r.status not in ("applied", replicas)] == []


def clean(checkout: Checkout) -> None:
    assert [(v.target.label, v.status, v.drift, v.error) for v in checkout.verify() if v.status != "clean"] == []


def test_the_first_apply_reaches_the_model_and_the_second_does_nothing(checkout: Checkout) -> None:
    good(checkout.migrate())
    clean(checkout)
    assert {r.status for r in checkout.migrate()} <= {"nothing", "follows"}
    assert {s.status for s in checkout.status()} == {"current"}


def test_an_added_field_arrives_and_leaves_again(checkout: Checkout, kind: Case) -> None:
    good(checkout.migrate())
    checkout.edit(ITEMS, *kind.additive)
    checkout.make("add")
    assert {s.status for s in checkout.status()} == {"behind"}
    good(checkout.migrate())
    clean(checkout)
    back = checkout.rollback(1, destroy=("2",))
    good(back)
    clean(checkout)
    held = checkout.migrate()
    assert {r.status for r in held} <= {"held", "follows", "not-run"}
    assert any(r.status == "held" for r in held)
    good(checkout.release())
    clean(checkout)


def test_a_change_that_destroys_waits_to_be_allowed(checkout: Checkout, kind: Case) -> None:
    for title, edit in (("add", kind.additive), ("add more", kind.second_additive), ("drop", kind.destructive)):
        checkout.edit(ITEMS, *edit)
        checkout.make(title)
    good(checkout.migrate(to=3))
    refused = [r for r in checkout.migrate() if r.status not in ("follows", "not-run")]
    assert {r.status for r in refused} == {"failed"}
    assert all("destroys data" in str(r.error) and r.done == 0 for r in refused)
    good(checkout.migrate(destroy=("4",)))
    clean(checkout)


def test_a_target_two_revisions_behind_is_judged_at_its_own_revision(checkout: Checkout, kind: Case) -> None:
    good(checkout.migrate())
    for title, edit in (("add", kind.additive), ("add more", kind.second_additive)):
        checkout.edit(ITEMS, *edit)
        checkout.make(title)
    found = checkout.verify()
    assert {(v.status, v.at, len(v.pending)) for v in found} == {("clean", 1, 2)}


def test_a_lock_held_by_another_is_named_and_nothing_is_sent(checkout: Checkout) -> None:
    good(checkout.migrate())
    project = checkout.project
    target = checkout.targets()[0]
    with project.connect(target) as server, server.lock(holder()):
        with project.connect(target) as other, pytest.raises(LockHeld), other.lock(holder()):
            pass
        info = server.locked()
        assert info is not None
        assert info.holder.by
    with project.connect(target) as server:
        assert server.locked() is None


def test_an_edited_history_is_refused(checkout: Checkout) -> None:
    good(checkout.migrate())
    (path,) = (checkout.root / "schema/history").glob("*.json")
    path.write_text(path.read_text().replace('"initial"', '"initially"'))
    with pytest.raises(HistoryError, match="edited"):
        checkout.migrate()


def test_another_environments_server_is_refused(checkout: Checkout, kind: Case) -> None:
    good(checkout.migrate())
    checkout.environment = "production"
    checkout.servers(kind.engine, kind.settings)
    results = checkout.migrate()
    assert all(isinstance(r.error, WrongServer) for r in results if r.status == "failed")
    assert any(r.status == "failed" for r in results)


def test_a_ledger_that_came_with_a_copy_of_another_cluster_is_refused_until_it_is_adopted(checkout: Checkout) -> None:
    project, target = checkout.project, checkout.targets()[0]
    other = "the cluster that this one is a copy of"
    with project.connect(target) as server:
        server.ensure_ledger(Head(project.name, target.store.name, target.environment, other))
        travels = server.cluster() == other  # the identity is part of the ledger, so a copy is the same target
    if not travels:
        refused = checkout.migrate()[0].error
        assert isinstance(refused, WrongServer)
        assert "gamemodel stamp --adopt-cluster" in refused.help
        assert stamp(project, target, 0, adopt=True).adopted_from == other
    assert checkout.migrate()[0].status == "applied"
    clean(checkout)
    assert {s.status for s in checkout.status()} == {"current"}


def test_an_unreachable_server_is_reported_with_the_way_to_go_on(checkout: Checkout, kind: Case) -> None:
    nobody = {
        "cassandra": "cassandra://127.0.0.1:1",
        "mysql": "mysql://root@127.0.0.1:1",
        "opensearch": "http://127.0.0.1:1",
        "redis": "redis://127.0.0.1:1",
    }
    checkout.servers(kind.engine, kind.settings, eu_west_1=nobody[kind.engine])
    results = {r.target.regions[0]: r for r in checkout.migrate()}
    gone = results["eu-west-1"]
    assert gone.status == "unreachable"
    assert f"gamemodel migrate {kind.engine}" in gone.resume
    if len(results) > 1 and gone.target.store.scope.kind == "each-region":
        assert results["us-east-1"].status == "applied"


def test_a_stopped_run_goes_on_later(checkout: Checkout) -> None:
    stop = threading.Event()
    stop.set()
    results = [r for r in checkout.migrate(stop=stop) if not r.target.replica]
    assert {r.status for r in results} <= {"stopped", "not-run"}
    good(checkout.migrate())
    clean(checkout)


def test_changes_made_by_hand_are_found(checkout: Checkout, kind: Case) -> None:
    for hand in kind.by_hand:
        good(checkout.migrate()) if hand is kind.by_hand[0] else None
        for url in {checkout.urls[kind.engine, REGIONS[0]]}:
            hand.do(url, checkout.name)
        found = [v for v in checkout.verify() if not v.target.replica and REGIONS[0] in v.target.regions]
        words = [d.words for v in found for d in v.drift]
        assert any(hand.words in w for w in words), (
            f"{hand.what}: {hand.words!r} not in {words}; {[v.error for v in found]}"
        )
