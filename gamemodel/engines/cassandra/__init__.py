"""The engine for Apache Cassandra 5.0 and Amazon Keyspaces."""

from gamemodel.engine import Engine
from gamemodel.engines.cassandra.schema import Schema

ENGINE = Engine(
    "cassandra",
    Schema,
    folder="cql",
    settings=(("replicas", r"[1-9][0-9]*"), ("datacentre.", r"\S+")),
)
