"""A small model to break: the files that a case does not write itself, and how findings are printed."""

from __future__ import annotations

from gamemodel import engine
from gamemodel.diagnostics import Diagnostic
from gamemodel.model import Model
from gamemodel.source.reader import Reading, read_model

TOPOLOGY = """gamemodel: 1
model: small
regions: {eu: {zone: eu}, us: {zone: us}}
stores:
  mysql:     {flavour: mysql-8.4, scope: {writer: eu, readers: [us]}, schema: small}
  cassandra: {flavour: cassandra-5.0, scope: spanning, keyspace: small}
roles: [game]
"""

TYPES = """types:
  money: {parts: {amount: "decimal(15,4)", currency: string(3)}}
  handle: {is: string(3..32), pattern: "^[a-z0-9_]+$"}
enums:
  state: {values: {fresh: 1, closed: 2}, reserved: [9]}
privacy:
  contact: {erase: nullify}
  pseudonym: {erase: delete-row}
"""

PLAYERS = """home: mysql
identity: [name]
fields:
  name: {type: handle, privacy: pseudonym}
  email?: {type: string(254), privacy: contact}
queries:
  by_name: {store: mysql, by: [name], one: true}
mysql:
  primary_key: [name]
"""

FILES = {
    "schema/topology.yaml": TOPOLOGY,
    "schema/types.yaml": TYPES,
    "schema/entities/players.yaml": PLAYERS,
}


def read(files: dict[str, str], **others: str) -> Reading:
    """The small model with these files in the place of its own, or beside them; `others` are entities by name."""
    entities = {f"schema/entities/{name}.yaml": text for name, text in others.items()}
    return read_model({**FILES, **files, **entities}, engine.get, engine.NAMES)


def model(**entities: str) -> Model:
    """The small model with these entities. Fails where it cannot be read."""
    reading = read({}, **entities)
    assert reading.model is not None, [line(each) for each in reading.diagnostics]
    return reading.model


def line(found: Diagnostic) -> str:
    """`place code message; cure`."""
    help = f"; {found.help}" if found.help else ""
    return f"{found.span or '-'} {found.code} {found.message}{help}"
