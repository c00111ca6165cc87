"""What each flavour of Redis can do, as a table. No other file of the engine asks for a flavour's name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Flavour:
    """`setuser`: ACL SETUSER is allowed; otherwise rights are access strings."""

    name: str
    setuser: bool = True


FLAVOURS: Final[dict[str, Flavour]] = {
    "redis-7": Flavour("redis-7"),
    "valkey-8": Flavour("valkey-8"),
    "elasticache": Flavour("elasticache", setuser=False),
}
NAMES: Final = tuple(FLAVOURS)
