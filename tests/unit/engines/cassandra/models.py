"""Small models with one Cassandra store, read as a user would write them."""

from __future__ import annotations

from gamemodel.change import Compiled
from gamemodel.diagnostics import Diagnostic
from gamemodel.engine import get
from gamemodel.engines.cassandra.block.sections import Options, Replication
from gamemodel.engines.cassandra.schema import Schema
from gamemodel.model import Model
from gamemodel.source.reader import read_model
from gamemodel.topology import Scope, Store, Target

REGIONS = ("eu-west-1", "us-east-1")

TOPOLOGY = """
gamemodel: 1
model: game
regions:
  eu-west-1: {zone: eu}
  us-east-1: {zone: us}
stores:
  cassandra: {flavour: FLAVOUR, scope: spanning, keyspace: KEYSPACE, replication: 3EXTRA}
roles: [game]
"""
TYPES = """
types:
  money:  {parts: {amount: "decimal(15,4)", currency: string(3)}}
  handle: {is: string(3..32), pattern: "^[a-z0-9_]+$"}
enums:
  status: {values: {open: 1, done: 2}}
privacy:
  secret: {erase: blank, zones: any}
"""
HEAD = """
doc: Things.
owner: team
home: cassandra
"""


def read(
    entities: dict[str, str], flavour: str = "cassandra-5.0", extra: str = "", keyspace: str = "game"
) -> tuple[Model | None, tuple[Diagnostic, ...]]:
    """The model of entity files given without their heads, and what reading found."""
    topology = (
        TOPOLOGY.replace("FLAVOUR", flavour)
        .replace("KEYSPACE", keyspace)
        .replace("EXTRA", f", {extra}" if extra else "")
    )
    files = {f"schema/entities/{name}.yaml": HEAD + text for name, text in entities.items()}
    reading = read_model({"schema/topology.yaml": topology, "schema/types.yaml": TYPES, **files}, get, ("cassandra",))
    return reading.model, reading.diagnostics


def model(entities: dict[str, str], flavour: str = "cassandra-5.0", extra: str = "", keyspace: str = "game") -> Model:
    found, diagnostics = read(entities, flavour, extra, keyspace)
    assert found is not None, diagnostics
    return found


def compiled(
    entities: dict[str, str], flavour: str = "cassandra-5.0", extra: str = "", keyspace: str = "game"
) -> Compiled[Schema]:
    made = model(entities, flavour, extra, keyspace)
    result: Compiled[Schema] = get("cassandra").compile(made, made.topology.store("cassandra"))
    return result


def checked(
    entities: dict[str, str], flavour: str = "cassandra-5.0", extra: str = "", keyspace: str = "game"
) -> dict[str, list[str]]:
    """Messages of the engine's check by code."""
    made = model(entities, flavour, extra, keyspace)
    found: dict[str, list[str]] = {}
    for each in get("cassandra").check(made, made.topology.store("cassandra")):
        found.setdefault(each.code, []).append(each.message)
    return found


def store(keyspace: str = "game", flavour: str = "cassandra-5.0", **options: object) -> Store:
    bound = Options(keyspace, Replication(3), **options)  # type: ignore[arg-type]
    return Store("cassandra", "cassandra", flavour, Scope("spanning"), bound, folder="cql")


def target(url: str, keyspace: str = "game", **settings: str) -> Target:
    """A target on the sandbox: one replica in each of its data centres."""
    given = {"replicas": "1", **settings}
    return Target(store(keyspace), "local", REGIONS, url, settings=tuple(given.items()))
