"""Law 5: killed at any boundary, also between a statement and its record, the next runs end where an undisturbed run ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from gamemodel.apply import ApplyOptions, Run
from gamemodel.apply.session import TargetSession
from gamemodel.apply.target_runner import run_target
from gamemodel.step import Bindings, Progress, Step
from tests.servers.cases import Case
from tests.servers.checkout import Checkout
from tests.servers.test_conformance import ITEMS, checkout, clean, kind

__all__ = ["checkout", "kind"]


class Killed(BaseException):
    """The process is gone; nothing after this line happens."""


class Dying:
    """A real server whose client dies at one boundary: before or after a statement, before or after a row."""

    def __init__(self, server: Any, boundary: str, state: str = "") -> None:
        self.server, self.boundary, self.state = server, boundary, state

    def __getattr__(self, name: str) -> Any:
        return getattr(self.server, name)

    def run(self, step: Step, bindings: Bindings, cursor: str | None) -> Iterator[Progress]:
        if self.boundary == "before statement":
            raise Killed
        yield from self.server.run(step, bindings, cursor)
        if self.boundary == "after statement":
            raise Killed

    def append(self, entry: Any) -> None:
        if self.boundary == "before row" and entry.state == self.state:
            raise Killed
        self.server.append(entry)
        if self.boundary == "after row" and entry.state == self.state:
            raise Killed


BOUNDARIES = (
    ("before row", "intent"),
    ("after row", "intent"),
    ("before statement", ""),
    ("after statement", ""),
    ("before row", "done"),
    ("after row", "done"),
)


def killed_runs(of: Checkout, order: ApplyOptions) -> int:
    """Run the first target again and again, dying at each boundary in turn, until a run gets through. Returns how many died."""
    deaths = 0
    while deaths < 400:
        project = of.project
        target = of.targets()[0]
        with project.connect(target) as server:
            dying: Any = Dying(server, *BOUNDARIES[deaths % len(BOUNDARIES)])
            try:
                result = run_target(TargetSession(Run(project, of.environment, order), target, dying))
            except Killed:
                deaths += 1
                continue
            assert result.error is None, f"{result.error} {result.error.help if result.error else ''}"
            return deaths
    raise AssertionError("the runs never got through")


def test_every_step_takes_effect_once_wherever_the_client_dies(checkout: Checkout, kind: Case) -> None:
    checkout.edit(ITEMS, *kind.additive)
    checkout.make("add")
    assert killed_runs(checkout, ApplyOptions()) >= len(BOUNDARIES)
    done = Counter(
        (e.revision, e.position)
        for s in checkout.status()[:1]
        for e in s.ledger.entries
        if e.state == "done" and e.direction == "up"
    )
    assert done
    assert set(done.values()) == {1}
    checkout.migrate()
    clean(checkout)


def test_a_rollback_killed_anywhere_still_ends_at_its_revision(checkout: Checkout, kind: Case) -> None:
    checkout.edit(ITEMS, *kind.additive)
    checkout.make("add")
    checkout.migrate()
    assert killed_runs(checkout, ApplyOptions(action="down", to=1, allowed=("2",))) >= 1
    assert checkout.status()[0].at == 1
    checkout.rollback(1, destroy=("2",))
    clean(checkout)


@pytest.mark.parametrize("racers", [2])
def test_racing_runners_have_no_second_effect(checkout: Checkout, racers: int) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(racers) as pool:
        list(pool.map(lambda _: checkout.migrate(), range(racers)))
    checkout.migrate()
    clean(checkout)
    for status in checkout.status():
        done = Counter((e.revision, e.position) for e in status.ledger.entries if e.state == "done")
        assert set(done.values()) == {1}
