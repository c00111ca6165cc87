"""A later branch that was applied somewhere is not renumbered before it is rolled back there."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from gamemodel.errors import RefusedError
from gamemodel.rebase import rebase
from tests.servers.cases import TOPOLOGY, case
from tests.servers.checkout import REGIONS, Checkout

ITEMS = "schema/entities/items.yaml"
KIND = case("redis")


@pytest.fixture
def merged(tmp_path: Path, urls: dict[tuple[str, str], str]) -> Iterator[Checkout]:
    """Two branches that add a field each; the later one, checked out, is applied in one region, and main is merged into it."""
    checkout = Checkout(tmp_path, urls)
    checkout.write("schema/topology.yaml", TOPOLOGY % KIND.store)
    checkout.write(ITEMS, KIND.entity)
    checkout.write(".gitignore", ".gamemodel/\n")
    checkout.servers(KIND.engine, KIND.settings)
    git(checkout, "init", "-qb", "main")
    checkout.make("initial")
    commit(checkout)
    git(checkout, "switch", "-qc", "later")
    checkout.edit(ITEMS, "fields: [id, title]", "fields: [id, title, score]")
    checkout.make("score")
    commit(checkout)
    git(checkout, "switch", "-q", "main")
    checkout.edit(ITEMS, "readers: [game]", "readers: [game, accounts]")
    checkout.make("more readers")
    commit(checkout)
    git(checkout, "switch", "-q", "later")
    assert [r.status for r in checkout.migrate("eu-west-1")] == ["applied"]
    git(checkout, "merge", "-q", "main")
    yield checkout
    for region in REGIONS:
        KIND.drop(urls["redis", region], checkout.name)


def git(checkout: Checkout, *words: str) -> None:
    """Run git; a merge that stops at a conflict is no failure here."""
    identity = ("-c", "user.name=ann", "-c", "user.email=ann@example.org")
    done = subprocess.run(["git", *identity, *words], cwd=checkout.root, capture_output=True, text=True, check=False)
    assert done.returncode == 0 or "CONFLICT" in done.stdout, done.stderr


def commit(checkout: Checkout) -> None:
    git(checkout, "add", "-A")
    git(checkout, "commit", "-qm", "work")


def test_a_ledger_that_holds_the_old_id_stops_it_until_it_is_rolled_back(merged: Checkout) -> None:
    before = {
        path: path.read_bytes() for path in merged.root.rglob("*.*") if path.is_file() and ".git" not in path.parts
    }
    with pytest.raises(RefusedError, match=r"are applied: redis eu-west-1 \(local\) has 0002_") as caught:
        rebase(merged.project)
    assert "gamemodel rollback redis --to 1 --env local" in caught.value.help
    assert {path: path.read_bytes() for path in before} == before
    git(merged, "merge", "--abort")
    assert [r.status for r in merged.rollback(1, "eu-west-1", destroy=(merged.project.history.revisions[1].id,))] == [
        "applied"
    ]
    git(merged, "merge", "-q", "main")
    done = rebase(merged.project)
    assert done.unasked == ()
    assert [(m.old.title, m.new.number if m.new else 0) for m in done.moved] == [("score", 3)]
    assert {r.status for r in merged.release()} == {"applied"}
    assert {s.status for s in merged.status()} == {"current"}


def test_a_server_that_does_not_answer_is_named(merged: Checkout) -> None:
    merged.servers("redis", KIND.settings, eu_west_1="redis://127.0.0.1:1")
    done = rebase(merged.project)
    ((place, _, why),) = [each.partition(": ") for each in done.unasked]
    assert place == "redis eu-west-1 (local)"
    assert "127.0.0.1:1" in why


def test_ledgers_are_not_asked_offline(merged: Checkout) -> None:
    assert [m.old.title for m in rebase(merged.project, environments=()).moved] == ["score"]
