"""The grammars against what a real OpenSearch 2.19.1 answered to 997 policies, 462 templates and 32 lifecycles."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gamemodel.engines.opensearch.dialect.grammar.templates import Existing, validate_template
from gamemodel.engines.opensearch.dialect.lifecycle import ism_validator
from gamemodel.engines.opensearch.dialect.problem import Problem
from tests.unit.engines.opensearch.dialect.grammar.stored_template import normal_template
from tests.unit.engines.opensearch.dialect.lifecycle import stored_policy
from tests.unit.engines.opensearch.dialect.lifecycle.hazards import hazards
from tests.unit.engines.opensearch.dialect.lifecycle.simulation import End, Simulation, Stop, simulate

DATA = Path(__file__).parents[5] / "data" / "opensearch"


def recorded(name: str) -> list[dict[str, Any]]:
    with gzip.open(DATA / f"{name}-2.19.1.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


POLICIES = recorded("ism-policy-answers")
TEMPLATES = recorded("template-answers")
LIFECYCLES = [line for line in recorded("ism-lifecycles") if line["kind"] == "lifecycle"]


def about_the_request(line: dict[str, Any]) -> bool:
    """Whether the server refused the request's parameters (sequence numbers, create) and not the body."""
    query = line.get("query") or ""
    return line["status"] == 409 or (
        line["status"] == 400 and ("=x" in query or "=-1" in query or "foo=" in query or "create=" in query)
    )


def judged_policies() -> Iterator[tuple[dict[str, Any], tuple[Problem, ...]]]:
    for line in POLICIES:
        others = {before["id"]: before["body"] for before in line.get("before", ()) if before["status"] < 300}
        yield line, ism_validator.validate(line["policy"], others, line.get("path_id", "case"))


def judged_templates() -> Iterator[tuple[dict[str, Any], tuple[Problem, ...]]]:
    for line in TEMPLATES:
        existing = [
            Existing(before["kind"], before["name"], before["body"])
            for before in line.get("before") or ()
            if before["status"] < 300 and before["kind"] != "template"
        ]
        yield line, validate_template(line["kind"], line.get("name", "case"), line["body"], existing)


def test_the_data_is_whole() -> None:
    assert (len(POLICIES), len(TEMPLATES), len(LIFECYCLES)) == (997, 462, 32)
    assert sum(map(about_the_request, POLICIES)) == 9
    assert sum(map(about_the_request, TEMPLATES)) == 1


def test_no_policy_that_the_server_refused_passes() -> None:
    refused = [
        (line, problems)
        for line, problems in judged_policies()
        if line["status"] >= 300 and not about_the_request(line)
    ]
    assert len(refused) == 616
    assert [(line["id"], line["reason"]) for line, problems in refused if not problems] == []


def test_the_normal_form_of_each_policy_in_the_grammar_is_what_the_server_stored() -> None:
    within = [line for line, problems in judged_policies() if not problems and line["status"] < 300]
    different = [
        line["id"]
        for line in within
        if stored_policy.normal_form(line["policy"], line.get("path_id", "case"))
        != stored_policy.timeless(line["stored"])
    ]
    accepted = sum(line["status"] < 300 for line in POLICIES)
    assert different == []
    assert (len(within), accepted) == (205, 372)


def test_the_grammar_covers_every_part_that_it_claims() -> None:
    within = [line["stored"] for line, problems in judged_policies() if not problems and line["status"] < 300]
    states = [state for policy in within for state in policy["states"]]
    actions = {key for state in states for action in state["actions"] for key in action}
    conditions = {key for state in states for each in state["transitions"] for key in each.get("conditions", ())}
    assert actions >= {
        "rollover",
        "index_priority",
        "read_only",
        "read_write",
        "force_merge",
        "replica_count",
        "delete",
    }
    assert actions >= {"allocation", "open", "close", "retry", "timeout"}
    assert conditions == {"min_index_age", "min_rollover_age", "min_size", "min_doc_count", "cron"}


def test_a_stored_policy_sent_again_is_stored_as_it_is() -> None:
    for line, problems in judged_policies():
        if not problems and line["status"] < 300:
            stored = stored_policy.timeless(line["stored"])
            again = {"policy": stored}
            assert ism_validator.validate(again) == ()
            assert stored_policy.normal_form(again, stored["policy_id"]) == stored


def test_no_template_that_the_server_refused_passes() -> None:
    refused = [
        (line, problems)
        for line, problems in judged_templates()
        if line["status"] >= 300 and not about_the_request(line)
    ]
    assert len(refused) == 197
    assert [(line["id"], line["reason"]) for line, problems in refused if not problems] == []


def test_the_normal_form_of_each_template_in_the_grammar_is_what_the_server_stored() -> None:
    within = [line for line, problems in judged_templates() if not problems and line["status"] < 300]
    different = [line["id"] for line in within if normal_template(line["kind"], line["body"]) != line["stored"]]
    accepted = sum(line["status"] < 300 for line in TEMPLATES)
    assert different == []
    assert (len(within), accepted) == (192, 264)


def test_the_templates_of_the_game_are_within_the_grammar() -> None:
    of_the_game = [(line["note"], problems) for line, problems in judged_templates() if line["group"] == "language"]
    assert len(of_the_game) == 6
    assert [(note, problems) for note, problems in of_the_game if problems] == []


def test_an_index_can_be_made_from_each_template_in_the_grammar() -> None:
    made = [line["use"] for line, problems in judged_templates() if not problems and "use" in line]
    assert len(made) >= 150
    assert [use["reason"] for use in made if use["status"] >= 300] == []


def test_a_server_without_ism_refuses_its_settings() -> None:
    body = {"index_patterns": ["t-*"], "template": {"settings": {"plugins.index_state_management.rollover_alias": "t"}}}
    assert validate_template("index_template", "t", body) == ()
    assert [problem.path for problem in validate_template("index_template", "t", body, ism=False)] == [
        "template.settings.index.plugins.index_state_management.rollover_alias"
    ]


# What the server could not do, beside the policy: the alias is missing or not written to, the name has no number, the time is over.
STUCK = {"retry2", "noalias", "notwrite", "missingalias", "badname", "timeout"}


def watched(line: dict[str, Any]) -> Simulation:
    """The course of a recorded lifecycle's first index, as `explain` showed it."""
    stops: list[Stop] = []
    end = End.WAITING
    for row in line["states"]:
        if row["index"] not in (line["first_index"], f".ds-{line['first_index']}-000001"):
            continue
        if row.get("gone"):
            stops.append(Stop(stops[-1].state, "delete"))
            end = End.DELETED
        elif row.get("transition_to"):
            stops.append(Stop(row["transition_to"]))
        elif "state" in row and row.get("action") != "transition":
            stops.append(Stop(row["state"], row.get("action", "")))
        end = End.COMPLETED if row.get("policy_completed") else end
    each_once = [stop for index, stop in enumerate(stops) if index == 0 or stop != stops[index - 1]]
    return Simulation(tuple(each_once), end)


@pytest.mark.parametrize("line", LIFECYCLES, ids=lambda line: str(line["name"]))
def test_the_course_of_an_index_is_the_recorded_one(line: dict[str, Any]) -> None:
    problems = ism_validator.validate(line["policy"])
    if line["name"] in {"shrinker", "aliaser", "snap", "snapbad", "notify", "shrinkloop"}:
        assert [problem.message for problem in problems][:1] == ["is not an action that gamemodel knows"]
        return
    assert problems == ()

    def met(condition: str, value: object) -> bool:
        few_documents = condition != "min_doc_count" or (isinstance(value, int) and value <= line["documents"])
        return few_documents and not (condition == "rollover" and line["name"] in STUCK)

    assert simulate(line["policy"], met) == watched(line)


def test_the_harm_seen_in_lifecycles_is_foretold() -> None:
    harmful = {
        line["name"] for line in LIFECYCLES if not ism_validator.validate(line["policy"]) and hazards(line["policy"])
    }
    assert harmful == {"neverrolled", "emptyroll", "order"}
