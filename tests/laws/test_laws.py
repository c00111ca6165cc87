"""The laws of every engine over random schemas: comparing, folding, writing down, and what a real server has afterwards."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from gamemodel import codec
from gamemodel.change import Hints
from gamemodel.engine import NAMES
from gamemodel.step import Backfill, Statement, Step
from tests.laws.cases import Case, FileCase, Place, case
from tests.laws.fold import difference, fold, migration, prove_same

QUICK = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
LIVE = settings(
    max_examples=int(os.environ.get("GAMEMODEL_EVOLVE", "50")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
CASES = tuple(case(name) for name in NAMES)
FILE_CASES = tuple(each for each in CASES if isinstance(each, FileCase))
every_engine = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


@every_engine
@given(data=st.data())
@QUICK
def test_a_schema_does_not_differ_from_itself(case: Case, data: st.DataObject) -> None:
    schema = data.draw(case.schemas())
    assert not case.engine.diff(schema, schema, Hints())


@every_engine
@given(data=st.data())
@QUICK
def test_changes_lead_there_and_their_inverses_back(case: Case, data: st.DataObject) -> None:
    old, new = data.draw(case.pairs())
    found = difference(case, old, new)
    states = fold(old, found)
    assert states[-1] == new
    inverses = [change.inverse(before) for change, before in zip(found.changes, states, strict=False)]
    back = [each for each in inverses if each is not None]
    if case.reversible:
        assert len(back) == len(inverses)
    if len(back) == len(inverses):
        for inverse in reversed(back):
            new = inverse.apply_to(new)
        assert new == old


@every_engine
@given(data=st.data())
@QUICK
def test_what_is_written_is_read_back(case: Case, data: st.DataObject) -> None:
    old, new = data.draw(case.pairs())
    schema: Any = codec.load(json.loads(json.dumps(codec.dump(new))), case.engine.schema_type)
    assert schema == new
    case.prove_read_back(new)
    found, type_ = difference(case, old, new), case.engine.change_type()
    for change, before in zip(found.changes, fold(old, found), strict=False):
        again: Any = codec.load(json.loads(json.dumps(codec.dump(change, type_))), type_)
        assert again == change
        assert again.steps(before) == change.steps(before)


@pytest.mark.parametrize("case", FILE_CASES, ids=lambda case: case.name)
@given(data=st.data())
@QUICK
def test_a_migration_file_holds_what_is_sent(case: FileCase, data: st.DataObject) -> None:
    old, new = data.draw(case.pairs())
    made = migration(case, old, new)
    files = case.link_files(made, old)
    assert files == case.link_files(made, old)
    said, sent = case.statements(files, made)
    assert said == sent


@pytest.fixture(scope="module", params=CASES, ids=lambda case: case.name)
def live(request: pytest.FixtureRequest, urls: dict[tuple[str, str], str]) -> Iterator[tuple[Case, Any]]:
    """An engine, and its connection to a real server."""
    case: Case = request.param
    with case.connected(urls) as connected:
        yield case, connected


def send(case: Case, place: Place, step: Step, before: Any, after: Any, schema: Any) -> None:
    """Send one step, or what replaces it on this server, and look its outcome up."""
    capability = place.server.capability(step)
    sent = step if capability.kind == "send" else capability.instead
    assert capability.kind == "send" or case.skips, step
    if sent is not None:
        bound = case.engine.bindings(schema, place.target).adding(place.server.generate_ids(sent))
        progress = list(place.server.run(sent, bound, None))
        assert progress or isinstance(sent, Backfill), sent  # a backfill without rows has no progress
        if case.outcomes and isinstance(step, Statement):
            assert place.server.outcome(step, before, after, bound) in case.outcomes, step


def move(case: Case, place: Place, old: Any, new: Any) -> None:
    """Apply what leads from one schema to the other, and compare what the server has."""
    found = difference(case, old, new)
    states = fold(old, found)
    for change, before, after in zip(found.changes, states, states[1:], strict=False):
        for step in change.steps(before):
            send(case, place, step, before, after, new)
    case.use(place, old, new)
    prove_same(case, *case.seen(place, old, new))


def move_back(case: Case, place: Place, old: Any, new: Any) -> None:
    """Undo what led from `old` to `new`."""
    for step in migration(case, old, new).down or ():
        send(case, place, step, new, old, old)
    prove_same(case, *case.seen(place, new, old))


@pytest.mark.servers
@given(data=st.data())
@LIVE
def test_a_real_server_has_what_was_applied(live: tuple[Case, Any], data: st.DataObject) -> None:
    case, connected = live
    with case.place(connected, data.draw(case.pairs())) as place:
        move(case, place, case.engine.empty(), place.old)
        move(case, place, place.old, place.new)
        if case.goes_back:
            move_back(case, place, place.old, place.new)
