"""The engine for Redis, Valkey and ElastiCache: key families, their registry, and the rights of roles."""

from gamemodel.engine import Engine
from gamemodel.engines.redis.schema import Schema

ENGINE = Engine(
    "redis",
    Schema,
    folder="redis_keys",
    settings=(("nodes", r".+"), ("acl", r"not-applied")),
)
