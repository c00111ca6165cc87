"""Writes a large model for measurements: deterministic, and such as a company with many tables would have. Measuring is left to others."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

TOPOLOGY: Final = """gamemodel: 1
model: bench
regions:
  eu-west-1: {zone: eu}
  us-east-1: {zone: us}
  ap-south-1: {zone: ap}
stores:
  cassandra:  {flavour: cassandra-5.0, scope: spanning, keyspace: bench, replication: 3}
  mysql:      {flavour: aurora-mysql-3, at_least: "3.05", scope: {writer: eu-west-1, readers: [us-east-1, ap-south-1]}, schema: bench}
  opensearch: {flavour: opensearch-2.19, scope: each-region}
  redis:      {flavour: redis-7, scope: each-region, cluster: true, prefix: "bench:", acl: managed}
roles: [game, accounts, gateway]
"""

TYPES: Final = """types:
  money:  {parts: {amount: "decimal(15,4)", currency: string(3)}}
  handle: {is: string(3..32), pattern: "^[a-z0-9_]+$"}
enums:
  state: {values: {fresh: 1, active: 2, closed: 3}, reserved: [9]}
privacy:
  contact:   {erase: nullify, zones: any}
  pseudonym: {erase: delete-row, zones: any}
"""

_NOUNS: Final = (
    "guild",
    "quest",
    "item",
    "trade",
    "match",
    "season",
    "badge",
    "friend",
    "gift",
    "raid",
    "pet",
    "craft",
)
_THINGS: Final = ("members", "events", "logs", "scores", "offers", "rewards", "invites", "states")
_FIELDS: Final = (
    ("amount", "int32"), ("level", "int16"), ("score", "int64"), ("title", "string(64)"), ("note?", "text(2000)"),
    ("price", "money"), ("state", "{type: state, default: fresh}"), ("email?", "{type: string(254), privacy: contact}"),
    ("weight?", "float64"), ("seen_at?", "timestamp"), ("day?", "date"), ("open", "{type: bool, default: true}"),
    ("kind", "string(32)"), ("rank", "{type: int32, default: 0}"), ("tags?", "{type: set<string(32)>, max_size: 50}"),
    ("source?", "inet"), ("rate?", '"decimal(9,4)"'), ("code", "string(16)"), ("extra?", "json"), ("hits", "{type: int64, default: 0}"),
)  # fmt: skip


def generate(root: Path, entities: int) -> None:
    """Write `schema/` with this many entities below `root`: 8 to 20 fields, 2 to 4 queries, one to three stores each."""
    folder = root / "schema" / "entities"
    folder.mkdir(parents=True, exist_ok=True)
    (root / "schema" / "topology.yaml").write_text(TOPOLOGY, encoding="utf-8")
    (root / "schema" / "types.yaml").write_text(TYPES, encoding="utf-8")
    (folder / "players.yaml").write_text(_PLAYERS, encoding="utf-8")
    for number in range(1, entities):
        name = f"{_NOUNS[number % len(_NOUNS)]}_{_THINGS[number // len(_NOUNS) % len(_THINGS)]}_{number:04}"
        text = "\n".join(_entity(name, random.Random(number))) + "\n"
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")


_PLAYERS: Final = """doc: A player.
owner: team-identity
home: cassandra
identity: [name]
volume: {rows: 40M, writes: 50/s}
fields:
  id:         {type: timeuuid, default: now}
  name:       {type: handle, privacy: pseudonym}
  rating:     {type: int32, default: 0}
  created_at: {type: timestamp, default: now, immutable: true}
queries:
  by_name: {store: cassandra, by: [name], one: true}
cassandra:
  tables:
    players: {serves: [by_name], partition: [name]}
retention: {cassandra: forever}
"""


def _entity(name: str, chance: random.Random) -> Iterator[str]:
    home = chance.choice(("mysql", "cassandra"))
    search, cache = chance.random() < 0.5, chance.random() < 0.4
    fields = chance.sample(_FIELDS, chance.randint(4, 16))
    yield f"doc: What the game keeps of {name.replace('_', ' ')}."
    yield f"owner: team-{chance.randint(1, 20)}"
    yield f"home: {home}"
    yield "identity: [id]"
    yield f"volume: {{rows: {chance.randint(1, 900)}M, writes: {chance.randint(1, 300)}/s, per: {{player: {chance.randint(1, 90)}/d}}}}"
    yield "fields:"
    yield "  id:           {type: timeuuid, default: now}"
    yield "  player:       {ref: players.name, erase: delete-row}"
    for key, type_ in fields:
        yield f"  {key + ':':13} {type_}"
    yield "  created_at:   {type: timestamp, default: now, immutable: true}"
    yield "  updated_at:   timestamp"
    yield "queries:"
    found_in = "mysql" if home == "mysql" else "redis" if cache else "cassandra"
    key = "id" if home == "mysql" or cache else "player, id"
    yield f"  by_id:     {{store: {found_in}, by: [{key}], one: true, p99: 5ms, rate: {chance.randint(1, 9)}k/s}}"
    yield f"  of_player: {{store: {home}, by: [player], order: {{id: desc}}, limit: 50, rate: {chance.randint(10, 900)}/s}}"
    if search:
        yield "  find:      {store: opensearch, filter: [player, created_at], range: created_at}"
    if cache and home == "mysql":
        yield "  cached:    {store: redis, by: [id], one: true}"
    yield from _mysql(name) if home == "mysql" else _cassandra(name, cache)
    if search:
        yield from _search(name, [key.rstrip("?") for key, _ in fields])
    if cache:
        yield from _redis(name, "by_id" if home == "cassandra" else "cached")
    kept = f"{chance.choice((30, 90, 365))}d"
    yield (
        f"retention: {{{home}: {kept if home == 'cassandra' else 'forever'}"
        + (f", opensearch: {kept if home == 'cassandra' else 'forever'}, grace: 7d" if search else "")
        + "}"
    )


def _mysql(name: str) -> Iterator[str]:
    yield "mysql:"
    yield f"  table: {name}"
    yield "  primary_key: [id]"
    yield "  indexes:"
    yield f"    {name}_of_player: {{serves: [of_player], on: [player, {{id: desc}}]}}"


def _cassandra(name: str, cache: bool) -> Iterator[str]:
    yield "cassandra:"
    yield "  tables:"
    if not cache:
        yield f"    {name}: {{serves: [by_id], partition: [player, id]}}"
    yield f"    {name}_by_player: {{serves: [of_player], partition: [player, month(id)], cluster: {{id: desc}}}}"
    yield "  copies: double-write"


def _search(name: str, fields: list[str]) -> Iterator[str]:
    yield "opensearch:"
    yield f"  index: {name}"
    yield "  rollover: {size: 30gb, age: 7d}"
    yield "  lifecycle: {hot: {priority: 100}, warm: {after: 0d, read_only: true, priority: 50}}"
    yield "  settings: {shards: 3, replicas: 2, refresh: 1s}"
    yield f"  fields: [id, player, {', '.join(fields)}, created_at]"
    yield "  feed: {by: outbox, lag: 30s}"


def _redis(name: str, query: str) -> Iterator[str]:
    yield "redis:"
    yield "  keys:"
    family = f'serves: [{query}], key: "{name}:<id>", type: hash, fields: all, ttl: 15m, jitter: 10%'
    yield f"    {name}: {{{family}, readers: [game], writers: [accounts]}}"


if __name__ == "__main__":
    generate(Path(sys.argv[1]), int(sys.argv[2]))
