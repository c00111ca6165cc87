"""The lifecycles of the model as ISM and ILM policies, and back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from gamemodel.engines.opensearch.dialect.lifecycle import (
    ilm,
    ilm_reader,
    ilm_validator,
    ism,
    ism_reader,
    ism_validator,
    units,
)
from gamemodel.engines.opensearch.dialect.lifecycle.types import (
    Allocation,
    Lifecycle,
    Phase,
    PhaseName,
    Policy,
    Refused,
    Rollover,
    faults,
    normalised,
)
from tests.unit.engines.opensearch.dialect.lifecycle.hazards import hazards

GB = 1 << 30
DAY = 86_400_000
HOT, WARM, COLD = PhaseName.HOT, PhaseName.WARM, PhaseName.COLD
ORDERS = Lifecycle(
    rollover=Rollover(size=30 * GB, age=30 * DAY),
    phases=(Phase(HOT, priority=100), Phase(WARM, priority=50, read_only=True)),
)
MESSAGES = replace(ORDERS, rollover=Rollover(size=30 * GB, age=7 * DAY), delete_after=365 * DAY)


def test_orders_as_an_ism_policy() -> None:
    written = ism.write(Policy(ORDERS, note="game orders 0001", patterns=("orders-*",), priority=50))
    assert written == {
        "policy": {
            "description": "gamemodel: game orders 0001",
            "default_state": "hot",
            "states": [
                {
                    "name": "hot",
                    "actions": [
                        {"index_priority": {"priority": 100}},
                        {"rollover": {"min_size": "30gb", "min_index_age": "30d"}},
                    ],
                    "transitions": [{"state_name": "warm"}],
                },
                {
                    "name": "warm",
                    "actions": [{"index_priority": {"priority": 50}}, {"read_only": {}}],
                    "transitions": [],
                },
            ],
            "ism_template": [{"index_patterns": ["orders-*"], "priority": 50}],
        }
    }


def test_deletion_counts_from_the_rollover() -> None:
    written = ism.write(Policy(MESSAGES))
    assert not isinstance(written, Refused)
    hot, warm, delete = written["policy"]["states"]
    assert hot["transitions"] == [{"state_name": "warm"}]
    assert warm["transitions"] == [{"state_name": "delete", "conditions": {"min_rollover_age": "365d"}}]
    assert delete == {"name": "delete", "actions": [{"delete": {}}], "transitions": []}


def test_without_rollover_deletion_counts_from_the_creation() -> None:
    written = ism.write(Policy(Lifecycle(delete_after=30 * DAY)))
    assert not isinstance(written, Refused)
    assert written["policy"]["states"][0]["transitions"] == [
        {"state_name": "delete", "conditions": {"min_index_age": "30d"}}
    ]
    assert hazards(written) == ()


def test_messages_as_an_ilm_policy() -> None:
    assert ilm.write(Policy(MESSAGES, note="game messages")) == {
        "policy": {
            "phases": {
                "hot": {
                    "min_age": "0ms",
                    "actions": {
                        "set_priority": {"priority": 100},
                        "rollover": {"max_size": "30gb", "max_age": "7d", "min_docs": 0},
                    },
                },
                "warm": {
                    "min_age": "0ms",
                    "actions": {"set_priority": {"priority": 50}, "readonly": {}, "migrate": {"enabled": False}},
                },
                "delete": {"min_age": "365d", "actions": {"delete": {}}},
            },
            "_meta": {"managed_by": "gamemodel", "note": "game messages"},
        }
    }


def test_an_elasticsearch_that_does_not_know_min_docs_rolls_empty_indices_over_anyway() -> None:
    written = ilm.write(Policy(MESSAGES), minor=3)
    assert not isinstance(written, Refused)
    assert written["policy"]["phases"]["hot"]["actions"]["rollover"] == {"max_size": "30gb", "max_age": "7d"}
    assert ilm_reader.read(written, minor=3) == Policy(MESSAGES)
    assert isinstance(ilm_reader.read(written, minor=17), Refused)


@pytest.mark.parametrize(
    ("phase", "ism_refuses", "ilm_refuses"),
    [
        (Phase(WARM, tier=True), "warm.tier", None),
        (Phase(WARM, shrink=1), "warm.shrink", None),
        (Phase(HOT, replicas=1), None, "hot.replicas"),
        (Phase(HOT, allocation=Allocation.of({"box": "hot"})), None, "hot.allocation"),
        (Phase(COLD, read_only=True, force_merge=1), None, "cold.force_merge"),
        (Phase(COLD, replicas=0, allocation=Allocation.of(exclude={"box": "hot"})), None, None),
        (Phase(WARM, read_only=True, force_merge=1), None, None),
    ],
)
def test_what_one_flavour_cannot_say_is_refused_with_its_place(
    phase: Phase, ism_refuses: str | None, ilm_refuses: str | None
) -> None:
    policy = Policy(Lifecycle(Rollover(docs=5), (phase,)))
    for written, expected in ((ism.write(policy), ism_refuses), (ilm.write(policy), ilm_refuses)):
        refused = [fault.where for fault in written.faults] if isinstance(written, Refused) else []
        assert refused == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("lifecycle", "where"),
    [
        (Lifecycle(Rollover()), "rollover"),
        (Lifecycle(Rollover(age=0)), "rollover.age"),
        (Lifecycle(phases=(Phase(HOT, after=1, priority=1),)), "hot.after"),
        (Lifecycle(phases=(Phase(WARM, after=9, priority=1), Phase(COLD, after=8, priority=1))), "cold.after"),
        (Lifecycle(phases=(Phase(WARM, after=9, priority=1),), delete_after=8), "delete.after"),
        (Lifecycle(phases=(Phase(COLD, priority=1), Phase(WARM, priority=1))), "phases"),
        (Lifecycle(phases=(Phase(WARM, priority=1), Phase(WARM, priority=2))), "phases"),
        (Lifecycle(phases=(Phase(WARM),)), "phases"),
        (Lifecycle(phases=(Phase(WARM, priority=-1),)), "warm.priority"),
        (Lifecycle(phases=(Phase(WARM, force_merge=1),)), "warm.force_merge"),
        (Lifecycle(phases=(Phase(HOT, read_only=True),)), "hot.read_only"),
        (Lifecycle(phases=(Phase(WARM, tier=True, allocation=Allocation.of({"a": "b"})),)), "warm.tier"),
        (Lifecycle(phases=(Phase(WARM, allocation=Allocation((("b", "1"), ("a", "1")))),)), "warm.require"),
    ],
)
def test_a_lifecycle_that_contradicts_itself_is_refused_by_both(lifecycle: Lifecycle, where: str) -> None:
    assert [fault.where for fault in faults(lifecycle)] == [where]
    for written in (ism.write(Policy(lifecycle)), ilm.write(Policy(lifecycle))):
        assert isinstance(written, Refused)
        assert where in [fault.where for fault in written.faults]


def test_the_normal_form_orders_the_phases_and_drops_idle_ones() -> None:
    messy = Lifecycle(phases=(Phase(COLD, after=9, replicas=0), Phase(WARM, after=3), Phase(HOT, priority=1)))
    assert normalised(messy).phases == (Phase(HOT, priority=1), Phase(COLD, after=9, replicas=0))


def ism_body(**changes: Any) -> dict[str, Any]:
    written = ism.write(Policy(MESSAGES))
    assert not isinstance(written, Refused)
    body: dict[str, Any] = written["policy"]
    return body | changes


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"description": "by hand"}, "description"),
        ({"error_notification": {"channel": {"id": "x"}}}, "error_notification"),
        ({"future": 1}, "future"),
        ({"states": [{"name": "first", "actions": [], "transitions": []}], "default_state": "first"}, "states"),
        ({"ism_template": [{"index_patterns": ["a"]}, {"index_patterns": ["b"]}]}, "ism_template"),
    ],
)
def test_a_policy_of_somebody_else_is_not_read(changes: dict[str, Any], where: str) -> None:
    refused = ism_reader.read(ism_body(**changes))
    assert isinstance(refused, Refused)
    assert where in [fault.where for fault in refused.faults]


@pytest.mark.parametrize(
    ("actions", "where"),
    [
        ([{"snapshot": {"repository": "r", "snapshot": "s"}}], "states[0].actions[0]"),
        ([{"rollover": {"min_doc_count": 1}}, {"index_priority": {"priority": 1}}], "states[0].actions[1]"),
        ([{"rollover": {"min_doc_count": 1}, "timeout": "1h"}], "states[0].actions[0].timeout"),
        ([{"rollover": {"min_doc_count": 1}, "retry": {"count": 9}}], "states[0].actions[0].retry"),
        ([{"rollover": {"min_index_age": "5micros"}}], "states[0].actions[0].rollover.min_index_age"),
        ([{"rollover": {"min_doc_count": 1, "copy_alias": True}}], "states[0].actions[0].rollover.copy_alias"),
        (
            [{"rollover": {"min_doc_count": 1}}, {"allocation": {"require": {"a": "b"}}}],
            "states[0].actions[1].allocation.wait_for",
        ),
    ],
)
def test_an_action_that_gamemodel_does_not_write_is_named(actions: list[dict[str, Any]], where: str) -> None:
    refused = ism_reader.read(ism_body(states=[{"name": "hot", "actions": actions, "transitions": []}]))
    assert isinstance(refused, Refused)
    assert refused.faults[0].where == where


def test_a_deletion_that_counts_from_the_creation_of_a_rolling_index_is_not_read_as_ours() -> None:
    body = ism_body()
    body["states"][1]["transitions"][0]["conditions"] = {"min_index_age": "365d"}
    refused = ism_reader.read(body)
    assert isinstance(refused, Refused)
    assert "min_rollover_age" in str(refused)


def test_what_elasticsearch_adds_on_its_own_is_read_back() -> None:
    written = ilm.write(Policy(MESSAGES, note="x"))
    assert not isinstance(written, Refused)
    written["policy"]["phases"]["delete"]["actions"]["delete"] = {"delete_searchable_snapshot": True}
    answer = {"version": 3, "modified_date": "2026-11-21", "policy": written["policy"], "in_use_by": {"indices": []}}
    assert ilm_reader.read(answer) == Policy(MESSAGES, note="x")


@pytest.mark.parametrize(
    ("phase", "action", "options", "where"),
    [
        ("warm", "freeze", {}, "phases.warm.actions.freeze"),
        ("warm", "set_priority", {"priority": None}, "phases.warm.actions.set_priority"),
        (
            "warm",
            "forcemerge",
            {"max_num_segments": 1, "index_codec": "best_compression"},
            "phases.warm.actions.forcemerge.index_codec",
        ),
        ("warm", "allocate", {"total_shards_per_node": 1}, "phases.warm.actions.allocate.total_shards_per_node"),
        ("hot", "rollover", {"max_age": "7d"}, "phases.hot.actions.rollover.min_docs"),
        ("hot", "rollover", {"max_docs": 5, "min_size": "1gb"}, "phases.hot.actions.rollover.min_size"),
        ("delete", "wait_for_snapshot", {"policy": "p"}, "phases.delete.actions"),
        ("frozen", "searchable_snapshot", {"snapshot_repository": "r"}, "phases.frozen"),
    ],
)
def test_ilm_features_without_a_word_are_named(phase: str, action: str, options: dict[str, Any], where: str) -> None:
    written = ilm.write(Policy(MESSAGES))
    assert not isinstance(written, Refused)
    written["policy"]["phases"].setdefault(phase, {"min_age": "400d", "actions": {}})["actions"][action] = options
    refused = ilm_reader.read(written)
    assert isinstance(refused, Refused)
    assert where in [fault.where for fault in refused.faults]


def test_the_implicit_move_to_a_tier_is_read_as_one() -> None:
    body = {"phases": {"warm": {"min_age": "1d", "actions": {}}}, "_meta": {"managed_by": "gamemodel"}}
    assert ilm_reader.read(body) == Policy(Lifecycle(phases=(Phase(WARM, after=DAY, tier=True),)))


@pytest.mark.parametrize(
    ("milliseconds", "text"),
    [(0, "0ms"), (1, "1ms"), (1500, "1500ms"), (90_000, "90s"), (36 * 3_600_000, "36h"), (DAY, "1d")],
)
def test_ages_are_written_in_the_largest_exact_unit(milliseconds: int, text: str) -> None:
    assert units.age_text(milliseconds) == text
    assert units.age(text) == milliseconds


@pytest.mark.parametrize(
    ("size", "text"), [(1, "1b"), (1536, "1536b"), (30 * GB, "30gb"), (1 << 40, "1tb"), (1 << 50, "1pb")]
)
def test_sizes_are_written_in_the_largest_exact_unit(size: int, text: str) -> None:
    assert units.size_text(size) == text
    assert units.size(text) == size


def hot(**actions: Any) -> dict[str, Any]:
    return {"hot": {"actions": actions}}


@pytest.mark.parametrize(
    ("phases", "path"),
    [
        ({"warm": {"actions": {"rollover": {"max_docs": 1}}}}, "policy.phases.warm.actions.rollover"),
        ({"warm": {"min_age": "1d"}}, "policy.phases.warm.actions"),
        (hot(rollover={}), "policy.phases.hot.actions.rollover"),
        (hot(rollover={"min_docs": 1}), "policy.phases.hot.actions.rollover"),
        (hot(readonly={}), "policy.phases.hot.actions.readonly"),
        (hot(forcemerge={"max_num_segments": 1}), "policy.phases.hot.actions.forcemerge"),
        (hot(allocate={"number_of_replicas": 1}), "policy.phases.hot.actions.allocate"),
        ({"cold": {"actions": {"forcemerge": {"max_num_segments": 1}}}}, "policy.phases.cold.actions.forcemerge"),
        ({"delete": {"actions": {"readonly": {}}}}, "policy.phases.delete.actions.readonly"),
        ({"warm": {"actions": {"allocate": {}}}}, "policy.phases.warm.actions.allocate"),
        ({"warm": {"min_age": "1w", "actions": {}}}, "policy.phases.warm.min_age"),
        (
            {"warm": {"min_age": "2d", "actions": {}}, "delete": {"min_age": "1d", "actions": {"delete": {}}}},
            "policy.phases.delete.min_age",
        ),
        ({"tepid": {"actions": {}}}, "policy.phases.tepid"),
    ],
)
def test_what_elasticsearch_refuses(phases: dict[str, Any], path: str) -> None:
    assert [problem.path for problem in ilm_validator.validate({"policy": {"phases": phases}})] == [path]


def test_what_is_written_is_within_both_grammars() -> None:
    for lifecycle in (ORDERS, MESSAGES, Lifecycle(delete_after=DAY)):
        in_ism, in_ilm = ism.write(Policy(lifecycle)), ilm.write(Policy(lifecycle))
        assert not isinstance(in_ism, Refused)
        assert ism_validator.validate(in_ism) == () == hazards(in_ism)
        assert ilm_validator.validate(in_ilm) == ()
