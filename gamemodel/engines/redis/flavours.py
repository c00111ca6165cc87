"""What each flavour of Redis can do, as a table. No other file of the engine asks for a flavour's name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Flavour:
    """`setuser`: ACL SETUSER is allowed (otherwise rights are access strings); `config`: CONFIG GET is; `save`: ACL SAVE is."""

    name: str
    setuser: bool = True
    config: bool = True
    save: bool = True
    forbidden: tuple[str, ...] = ()


_FORBIDDEN: Final = (
    "acl|deluser acl|load acl|save acl|setuser bgrewriteaof bgsave cluster|addslot cluster|addslotsrange cluster|bumpepoch "
    "cluster|delslot cluster|delslotsrange cluster|failover cluster|flushslots cluster|forget cluster|meet cluster|replicate "
    "cluster|reset cluster|saveconfig cluster|setslot config debug migrate module psync replicaof save shutdown slaveof sync"
)
ELASTICACHE_FORBIDDEN: Final = tuple(_FORBIDDEN.split())
"""From ElastiCache's documentation of restricted commands; not tried there."""

FLAVOURS: Final[dict[str, Flavour]] = {
    "redis-7": Flavour("redis-7"),
    "valkey-8": Flavour("valkey-8"),
    "elasticache": Flavour("elasticache", setuser=False, config=False, save=False, forbidden=ELASTICACHE_FORBIDDEN),
}
NAMES: Final = tuple(FLAVOURS)
