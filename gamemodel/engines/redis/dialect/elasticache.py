"""Validates ElastiCache access strings by its documentation; not tried against the service."""

from __future__ import annotations

import re
from typing import Final

_FORBIDDEN: Final = (
    "acl|deluser acl|load acl|save acl|setuser bgrewriteaof bgsave cluster|addslot cluster|addslotsrange cluster|bumpepoch "
    "cluster|delslot cluster|delslotsrange cluster|failover cluster|flushslots cluster|forget cluster|meet cluster|replicate "
    "cluster|reset cluster|saveconfig cluster|setslot config debug migrate module psync replicaof save shutdown slaveof sync"
)
FORBIDDEN: Final = frozenset(_FORBIDDEN.split())
"""Restricted commands, from ElastiCache's documentation."""

_COMMAND: Final = re.compile(r"[+-](@?[a-z][a-z0-9_-]*(?:\|[a-z0-9_-]+)?)")
_KEY: Final = re.compile(r"(?:~|%(?:R|W|RW|WR)~)[^\s()]+|allkeys|resetkeys")
_CHANNEL: Final = re.compile(r"&[^\s()]+|allchannels|resetchannels")
LONGEST: Final = 10_240
"""Characters. The API's own limit is not documented; the console takes this many."""


def problems(text: str) -> tuple[str, ...]:
    """Everything that is wrong with an access string, in words; empty when nothing is."""
    found = []
    selectors = re.findall(r"\(([^()]*)\)", text)
    root = re.sub(r"\([^()]*\)", " ", text)
    if "(" in root or ")" in root:
        found.append("its parentheses do not match")
    words = root.split()
    if not words or words[0] not in ("on", "off"):
        found.append("it must begin with on or off")
    for word in words[1:]:
        found += _word(word)
    for inner in selectors:
        for word in inner.split():
            found += _word(word)
    if len(text) > LONGEST:
        found.append(f"it has {len(text)} characters; {LONGEST} is the most")
    return tuple(dict.fromkeys(found))


def _word(word: str) -> list[str]:
    if word[:1] in "><#!" or word in ("nopass", "resetpass"):
        return [f"'{word[:1] if word[:1] in '><#!' else word}' sets a password, which goes through the API"]
    if word == "reset":
        return ["'reset' would remove the passwords"]
    if word in ("on", "off"):
        return [f"'{word}' is there twice"]
    command = _COMMAND.fullmatch(word)
    if command:
        name = command[1]
        whole = name.partition("|")[0]
        if word[0] == "+" and (name in FORBIDDEN or whole in FORBIDDEN):
            return [f"{name} is forbidden on ElastiCache"]
        return []
    if _KEY.fullmatch(word) or _CHANNEL.fullmatch(word) or word in ("allcommands", "nocommands", "clearselectors"):
        return []
    return [f"'{word}' is not a rule"]
