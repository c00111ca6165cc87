"""Changes in histories that version 0.1 wrote, and the tags of today's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gamemodel import codec
from gamemodel.engines.opensearch.changes import AnyChange
from gamemodel.engines.opensearch.changes.component_templates import AddComponentTemplate, AlterComponentTemplate
from gamemodel.engines.opensearch.changes.index_templates import AddIndexTemplate, AlterIndexTemplate
from gamemodel.engines.opensearch.changes.policies import AddPolicy, AlterPolicy
from gamemodel.engines.opensearch.schema import Schema
from tests.unit.engines.opensearch.models import compiled

HISTORY = Path(__file__).parents[4] / "fixtures" / "0.1" / "checkout" / "schema" / "history"
PUT = {"PutComponent": AddComponentTemplate, "PutPolicy": AddPolicy, "PutTemplate": AddIndexTemplate}
ALTER = {
    AddComponentTemplate: AlterComponentTemplate,
    AddPolicy: AlterPolicy,
    AddIndexTemplate: AlterIndexTemplate,
}


def recorded(value: Any) -> Iterator[dict[str, Any]]:
    """Every change below a JSON value that was written under a tag of PUT."""
    if isinstance(value, dict) and value.get("is") in PUT:
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from recorded(each)


WRITTEN = [each for file in sorted(HISTORY.glob("*.json")) for each in recorded(json.loads(file.read_text("utf-8")))]


def test_the_history_holds_each_of_them() -> None:
    assert {each["is"] for each in WRITTEN} == set(PUT)
    assert {bool(each.get("how")) for each in WRITTEN} == {True, False}


@pytest.mark.parametrize("written", WRITTEN, ids=lambda each: f"{each['is']}-{len(each.get('how', ()))}")
def test_an_old_change_is_read_and_written_as_it_was(written: dict[str, Any]) -> None:
    change: Any = codec.load(written, AnyChange)
    assert change.__class__.__name__ == PUT[written["is"]].__name__
    assert change.describe().startswith("~ " if written.get("how") else "+ ")
    assert codec.dump(change, AnyChange) == written


def test_the_inverse_of_an_alteration_is_an_alteration() -> None:
    old = compiled().schema
    for add in (
        AddComponentTemplate(old.components[0]),
        AddPolicy(old.policies[0]),
        AddIndexTemplate(old.templates[0]),
    ):
        inverse: Any = add.inverse(old)
        assert inverse.__class__.__name__ == ALTER[type(add)].__name__
        assert codec.dump(inverse, AnyChange)["is"] == inverse.TAG
        assert add.inverse(Schema()).describe().startswith("- ")
