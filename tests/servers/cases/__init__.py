"""What the conformance suite needs to know of each engine: a small model, three changes of it, and changes made by hand."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass, field

from gamemodel.engine import NAMES

TOPOLOGY = """\
gamemodel: 1
model: NAME
regions:
  eu-west-1: {zone: eu}
  us-east-1: {zone: us}
stores:
  %s
roles: [game, accounts]
"""


@dataclass(frozen=True)
class ByHand:
    """A change that a person makes on the server behind gamemodel's back, and the words that `verify` must find."""

    what: str
    do: Callable[[str, str], None]
    """Called with the URL and the name of the checkout's keyspace, schema or prefix."""
    words: str


@dataclass(frozen=True)
class Case:
    """One engine's part in the suite. `entity` is schema/entities/items.yaml; each edit is (old, new) in it."""

    engine: str
    store: str
    entity: str
    additive: tuple[str, str]
    """An edit that only adds: made, applied, rolled back and applied again."""
    second_additive: tuple[str, str]
    destructive: tuple[str, str]
    """An edit that destroys something, from the state after both additive edits."""
    by_hand: tuple[ByHand, ...]
    drop: Callable[[str, str], None]
    settings: dict[str, str] = field(default_factory=dict)
    needs: Callable[[str, str], None] | None = None
    """What must exist on the server before (users whose rights are managed)."""


def case(engine: str) -> Case:
    found = importlib.import_module(f"tests.servers.cases.{engine}").CASE
    assert isinstance(found, Case)
    return found


ALL = NAMES
