"""What ISM does to an index under a policy, one state and action after another, as OpenSearch 2.19.1 was seen to do it."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


class End(enum.StrEnum):
    """How the life of an index ends."""

    DELETED = "deleted"
    COMPLETED = "completed"
    WAITING = "waiting"
    """for a condition that is not met"""
    CYCLE = "cycle"
    """a state is entered a second time: the rest repeats"""


@dataclass(frozen=True, slots=True)
class Stop:
    """One action carried out in a state (`action` is its ISM name), or the move to a state (`action` is empty)."""

    state: str
    action: str = ""


@dataclass(frozen=True, slots=True)
class Simulation:
    """The stops of one index in order, and how it ends. The first stop is the default state."""

    stops: tuple[Stop, ...]
    end: End


Met = Callable[[str, object], bool]
"""Whether a condition is (or becomes) true: its name, its value. For a rollover the name is "rollover" and the value its options."""


def simulate(policy: Mapping[str, Any], met: Met = lambda _name, _value: True) -> Simulation:
    """The steps of an index that starts under a policy within the grammar; by default every condition is met.

    Of several transitions the first that is met is taken; a `min_rollover_age` is never met before a rollover.
    """
    states: dict[str, Mapping[str, Any]] = {state["name"]: state for state in policy["policy"]["states"]}
    name: str = policy["policy"]["default_state"]
    stops: list[Stop] = []
    entered: set[str] = set()
    rolled = False
    while name not in entered:
        entered.add(name)
        stops.append(Stop(name))
        for entry in states[name].get("actions", []):
            action = next(key for key in entry if key not in ("retry", "timeout"))
            stops.append(Stop(name, action))
            if action == "rollover":
                if not met(action, entry[action]):
                    return Simulation(tuple(stops), End.WAITING)
                rolled = True
            if action == "delete":
                return Simulation(tuple(stops), End.DELETED)
        transitions = states[name].get("transitions", [])
        if not transitions:
            return Simulation(tuple(stops), End.COMPLETED)
        following = next((each["state_name"] for each in transitions if _holds(each, rolled, met)), None)
        if following is None:
            return Simulation(tuple(stops), End.WAITING)
        name = following
    return Simulation(tuple(stops), End.CYCLE)


def _holds(transition: Mapping[str, Any], rolled: bool, met: Met) -> bool:
    return all(
        (rolled or condition != "min_rollover_age") and met(condition, value)
        for condition, value in transition.get("conditions", {}).items()
    )
