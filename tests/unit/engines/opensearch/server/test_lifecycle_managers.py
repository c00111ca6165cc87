"""Which policy manages which index, read from what a real server with Index State Management answered."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from gamemodel.engines.opensearch.server.capability import needs_lifecycles
from gamemodel.engines.opensearch.server.execute import _complain
from gamemodel.engines.opensearch.server.lifecycle_managers import managers_of
from gamemodel.errors import ServerRefused
from gamemodel.step import Statement

RECORDED = Path(__file__).parents[4] / "data" / "opensearch" / "ism-lifecycles-2.19.1.jsonl.gz"


def answers() -> dict[str, Any]:
    with gzip.open(RECORDED, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return {row["name"]: row["answer"] for row in rows if row["kind"] == "call"}


def test_who_manages_an_index() -> None:
    recorded = answers()
    assert managers_of(recorded["explain.unmanaged"]) == {"free-1": None}
    assert managers_of(recorded["explain.after-add"]) == {"free-1": "pfree"}


def test_an_answer_of_200_is_not_believed() -> None:
    recorded = answers()
    for name in ("add", "add.again", "remove", "remove.again"):
        _complain(recorded[name], name)
    with pytest.raises(ServerRefused, match="no such index"):
        _complain({"failures": True, "failed_indices": [{"reason": "no such index"}]}, "x")
    with pytest.raises(ServerRefused, match="not rolled over"):
        _complain({"acknowledged": False, "rolled_over": False}, "x")


@pytest.mark.parametrize(
    ("subject", "text", "needs"),
    [
        ("policy:a", "PUT _plugins/_ism/policies/a\n{}", True),
        ("policy:a", "PUT _ilm/policy/a\n{}", True),
        ("policy:a.live", "POST a-*/_ilm/remove", True),
        (
            "component:a-lifecycle",
            'PUT _component_template/a-lifecycle\n{"template": {"settings": {"lifecycle.name": "a"}}}',
            True,
        ),
        (
            "component:a-lifecycle.live",
            'PUT a-*/_settings\n{"index": {"plugins.index_state_management.rollover_alias": "a"}}',
            True,
        ),
        ("component:a", 'PUT _component_template/a\n{"template": {"settings": {"number_of_shards": 1}}}', False),
        ("component:a-lifecycle", "DELETE _component_template/a-lifecycle", False),
        ("template:a", 'PUT _index_template/a\n{"composed_of": ["a-lifecycle"]}', False),
    ],
)
def test_what_needs_the_plug_in(subject: str, text: str, needs: bool) -> None:
    assert needs_lifecycles(Statement(subject, text)) is needs
