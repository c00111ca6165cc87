"""Which target goes when, and whose failure stops which others."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gamemodel.apply.order import blocks_the_rest, waves
from gamemodel.topology import Scope, Store, Target
from tests.unit.apply.memory import STORE, Add, MemoryProject, history, region

SPANNING = Target(replace(STORE, name="wide", scope=Scope("spanning")), "local", ("eu", "us"), "wide")
WRITING = Store("orders", "memory", "memory-1", Scope("writer", "eu", ("us",)), None)
WRITER = Target(WRITING, "local", ("eu",), "writer")
REPLICA = Target(WRITING, "local", ("us",), "writer", replica=True)
CANARY, EU, US = region("ap", canary=True), region("eu"), region("us")


def test_shared_clusters_come_first_then_the_canary_then_regions_then_replicas() -> None:
    assert waves((REPLICA, US, CANARY, WRITER, EU, SPANNING)) == (
        (WRITER, SPANNING),
        (CANARY,),
        (US, EU),
        (REPLICA,),
    )


@pytest.mark.parametrize(("target", "blocks"), [(SPANNING, True), (WRITER, True), (CANARY, True), (EU, False), (REPLICA, False)])  # fmt: skip
def test_only_what_others_depend_on_blocks_them(target: Target, blocks: bool) -> None:
    assert blocks_the_rest(target) is blocks


def project(*targets: Target) -> MemoryProject:
    return MemoryProject(history((Add("a"), Add("b"))), targets)


def statuses(project: MemoryProject, **options: object) -> dict[str, str]:
    return {name: result.status for name, result in project.apply_to_all(**options).items()}


def test_a_failed_canary_stops_the_regions_after_it() -> None:
    checkout = project(EU, CANARY, US)
    checkout.machine(CANARY).refuses["add b"] = "no"
    results = checkout.apply_to_all()
    assert {name: r.status for name, r in results.items()} == {
        "shop eu": "not-run",
        "shop ap": "failed",
        "shop us": "not-run",
    }
    assert str(results["shop eu"].error) == "not begun, because shop ap failed"
    assert results["shop eu"].resume == "gamemodel migrate shop --region eu"
    assert checkout.machine(EU).sent == []


def test_an_unreachable_region_fails_alone() -> None:
    checkout = project(EU, US)
    checkout.machine(EU).unreachable = True
    assert statuses(checkout) == {"shop eu": "unreachable", "shop us": "applied"}


def test_an_unreachable_canary_is_named_as_the_reason() -> None:
    checkout = project(CANARY, EU)
    checkout.machine(CANARY).unreachable = True
    assert str(checkout.apply_to_all()["shop eu"].error) == "not begun, because shop ap is unreachable"


def test_a_dry_run_plans_every_target_whatever_fails() -> None:
    checkout = project(CANARY, EU)
    checkout.machine(CANARY).unreachable = True
    assert statuses(checkout, dry_run=True) == {"shop ap": "unreachable", "shop eu": "planned"}
