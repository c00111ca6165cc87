"""The registry of key families inside Redis: one hash with a field per family, JSON that services and auditors can read.

    HGET game:gamemodel:registry users.profile
    {"key":"game:user:<name>:profile","kind":"hash","fields":[{"name":"age","form":"integer"},...],"ttl_s":900,...}

The field `gamemodel` describes the registry itself. Field names of families always have a dot, so the two never meet.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Final

from gamemodel.codec import CodecError, dump, load
from gamemodel.engines.redis.dialect.patterns import PatternError
from gamemodel.engines.redis.dialect.quoting import line
from gamemodel.engines.redis.schema import Family, Registry, Schema, Violation

HEADER: Final = "gamemodel"
FORMAT: Final = 1


def entry(family: Family) -> str:
    """A family as the JSON in the registry (its name is the hash field)."""
    data = dump(family)
    del data["name"]
    return json.dumps(data, ensure_ascii=True, separators=(",", ":"))


def header(registry: Registry) -> str:
    """The registry's own description."""
    return json.dumps({"format": FORMAT, **dump(registry)}, ensure_ascii=True, separators=(",", ":"))


def set_family(registry: Registry, family: Family) -> str:
    """The command that writes a family's entry, as a line."""
    return line("HSET", registry.key, family.name, entry(family))


def unset_family(registry: Registry, name: str) -> str:
    """The command that removes a family's entry, as a line."""
    return line("HDEL", registry.key, name)


def read_header(text: str) -> Registry:
    """What header() made `text` from. Raises ValueError."""
    data = json.loads(text)
    if not isinstance(data, dict) or data.pop("format", None) != FORMAT:
        raise CodecError(f"the registry is not of format {FORMAT}")
    found: Registry = load(data, Registry)
    return found


def read_family(name: str, text: str) -> Family:
    """What entry() made `text` from. Raises ValueError, also for a key pattern that cannot be read."""
    data = json.loads(text)
    if not isinstance(data, dict):
        raise CodecError("not a JSON object")
    found: Family = load({"name": name, **data}, Family)
    return replace(found, key=str(found.pattern))


def read(fields: dict[str, str]) -> Schema:
    """The whole hash as a schema without roles; entries that cannot be read are violations of the family they name."""
    families, problems = [], []
    registry = None
    for name, text in sorted(fields.items()):
        try:
            if name == HEADER:
                registry = read_header(text)
            else:
                families.append(read_family(name, text))
        except (ValueError, KeyError, PatternError) as error:
            problems.append(Violation(name, f"its registry entry cannot be read: {error}", 1, text[:200]))
    return Schema(registry, tuple(families), violations=tuple(problems))
