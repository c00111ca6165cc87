"""Small models with one MySQL store, read as a user would write them."""

from __future__ import annotations

from gamemodel.change import Compiled
from gamemodel.diagnostics import Diagnostic
from gamemodel.engine import get
from gamemodel.engines.mysql.schema import Schema
from gamemodel.model import Model
from gamemodel.source.reader import read_model

ENGINE = get("mysql")
TOPOLOGY = """
gamemodel: 1
model: game
regions:
  eu-west-1: {zone: eu}
stores:
  mysql: {flavour: FLAVOUR, scope: each-region, schema: gameEXTRA}
roles: [game]
"""
TYPES = """
types:
  money: {parts: {amount: "decimal(15,4)", currency: string(3)}}
enums:
  status: {values: {open: 1, done: 2}}
"""
HEAD = "doc: Things.\nowner: team\nhome: mysql\n"
ITEMS = """
identity: [id]
fields:
  id: uuid
FIELDS
mysql:
  primary_key: [id]
BLOCK
"""


def items(fields: str = "", block: str = "") -> str:
    """An entity `items` with more fields (two spaces deep) and more keys in its block."""
    return ITEMS.replace("FIELDS", fields).replace("BLOCK", block)


def read(
    entities: dict[str, str], flavour: str = "mysql-9", extra: str = ""
) -> tuple[Model | None, tuple[Diagnostic, ...]]:
    topology = TOPOLOGY.replace("FLAVOUR", flavour).replace("EXTRA", f", {extra}" if extra else "")
    files = {f"schema/entities/{name}.yaml": HEAD + text for name, text in entities.items()}
    reading = read_model({"schema/topology.yaml": topology, "schema/types.yaml": TYPES, **files}, get, ("mysql",))
    return reading.model, reading.diagnostics


def compiled(
    text: str, flavour: str = "mysql-9", extra: str = "", order_from: Schema | None = None
) -> Compiled[Schema]:
    model, diagnostics = read({"items": text}, flavour, extra)
    assert model is not None, diagnostics
    found: Compiled[Schema] = ENGINE.compile(model, model.topology.store("mysql"), order_from)
    return found


def codes(text: str, flavour: str = "mysql-9", extra: str = "", **more: str) -> list[str]:
    """The codes of everything found in `items` (and other entities), while binding or while checking."""
    model, diagnostics = read({"items": text, **more}, flavour, extra)
    found = list(diagnostics)
    if model is not None:
        found += ENGINE.check(model, model.topology.store("mysql"))
    return sorted({each.code for each in found})
