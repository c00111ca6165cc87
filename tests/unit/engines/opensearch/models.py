"""Small models with one search store, read as a user would write them."""

from __future__ import annotations

from gamemodel.change import Compiled
from gamemodel.diagnostics import Diagnostic
from gamemodel.engine import get
from gamemodel.engines.opensearch.schema import Schema
from gamemodel.model import Model
from gamemodel.source.reader import read_model

TOPOLOGY = """
gamemodel: 1
model: NAME
regions:
  eu-west-1: {zone: eu}
  us-east-1: {zone: us}
stores:
  opensearch: {flavour: FLAVOUR, scope: each-regionEXTRA}
roles: [game]
"""
TYPES = """
types:
  money:  {parts: {amount: "decimal(15,4)", currency: string(3)}}
enums:
  status: {values: {open: 1, done: 2}}
"""
ORDERS = """
doc: A purchase.
owner: team
home: opensearch
identity: [id]
volume: {rows: 300M, writes: 10/s}
fields:
  id:         {type: timeuuid, default: now}
  user_name:  string(32)
  amount:     int32
  price:      money
  status:     {type: status, default: open}
  note?:      text(2000)
  attrs?:     {type: "map<string(64),string(256)>", max_size: 64}
  created_at: {type: timestamp, default: now}
queries:
  search: {store: opensearch, filter: [user_name, status], range: created_at}
opensearch:
  index: orders
  rollover: {size: 30gb, age: 30d}
  lifecycle: {hot: {priority: 100}, warm: {after: 0d, read_only: true, priority: 50}}
  settings: {shards: 3, replicas: 2, refresh: 1s}
  fields: [id, user_name, amount, price, status, attrs, created_at]
retention: {opensearch: 365d, grace: 30d}
"""
Edit = tuple[str, str]


def edited(*edits: Edit, text: str = ORDERS) -> str:
    """The text with each edit made once; an edit that finds nothing is a mistake of the test."""
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def read(
    *edits: Edit,
    flavour: str = "opensearch-2.19",
    extra: str = "",
    more: dict[str, str] | None = None,
    name: str = "game",
) -> tuple[Model | None, tuple[Diagnostic, ...]]:
    """The model with the edited orders, and what reading found."""
    files = {
        "schema/topology.yaml": TOPOLOGY.replace("NAME", name)
        .replace("FLAVOUR", flavour)
        .replace("EXTRA", f", {extra}" if extra else ""),
        "schema/types.yaml": TYPES,
        "schema/entities/orders.yaml": edited(*edits),
        **{f"schema/entities/{entity}.yaml": text for entity, text in (more or {}).items()},
    }
    reading = read_model(files, get, ("opensearch",))
    return reading.model, reading.diagnostics


def model(
    *edits: Edit,
    flavour: str = "opensearch-2.19",
    extra: str = "",
    more: dict[str, str] | None = None,
    name: str = "game",
) -> Model:
    found, diagnostics = read(*edits, flavour=flavour, extra=extra, more=more, name=name)
    assert found is not None, diagnostics
    return found


def compiled(*edits: Edit, flavour: str = "opensearch-2.19", extra: str = "", name: str = "game") -> Compiled[Schema]:
    made = model(*edits, flavour=flavour, extra=extra, name=name)
    result: Compiled[Schema] = get("opensearch").compile(made, made.topology.store("opensearch"))
    return result


def checked(
    *edits: Edit, flavour: str = "opensearch-2.19", extra: str = "", more: dict[str, str] | None = None
) -> dict[str, list[Diagnostic]]:
    """The engine's findings by code."""
    made = model(*edits, flavour=flavour, extra=extra, more=more)
    found: dict[str, list[Diagnostic]] = {}
    for each in get("opensearch").check(made, made.topology.store("opensearch")):
        found.setdefault(each.code, []).append(each)
    return found
