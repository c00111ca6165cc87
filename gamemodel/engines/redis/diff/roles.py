"""Compares the rights of roles."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from gamemodel.engines.redis.changes import AddRole, AlterRole, DropRole
from gamemodel.engines.redis.dialect.rights import label
from gamemodel.engines.redis.schema import Rights, Schema, Selector


def role_changes(old: Schema, new: Schema) -> Iterator[AddRole | AlterRole | DropRole]:
    """What roles gain and lose. Roles that vanish because rights are not managed any more keep what they have."""
    unmanaged = not new.roles and any(each.readers or each.writers for each in new.families)
    for role in old.roles:
        if new.role(role.name) is None:
            yield DropRole(role.name, released=unmanaged)
    for role in new.roles:
        before = old.role(role.name)
        if before is None:
            yield AddRole(role)
        elif before != role:
            gained, lost = _delta(before.rights, role.rights)
            yield AlterRole(role, gained, lost)


def _delta(old: Rights, new: Rights) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Grants that come and go, as words: `~game:user:*(both hash)`. A grant that a wider one replaces is not lost."""
    before, after = _grants(old), _grants(new)
    held, holds = frozenset().union(*before.values()), frozenset().union(*after.values())
    gained = sorted(words for words, grant in after.items() if grant - held)
    return tuple(gained), tuple(sorted(words for words, grant in before.items() if grant - holds))


_Grant: TypeAlias = frozenset[tuple[str, str, str]]
"""(access, key or channel, command): what is allowed, one by one."""


def _grants(rights: Rights) -> dict[str, _Grant]:
    """Every grant in words, with what it allows."""
    found: dict[str, _Grant] = {command: frozenset({("", "", command)}) for command in rights.commands}
    root = Selector(rights.commands, rights.keys, rights.channels)
    for selector in (root, *rights.selectors):
        words = "" if selector is root else f"({label(selector.commands)})"
        for key in selector.keys:
            found[f"{key}{words}"] = frozenset(
                (access, key.partition("~")[2], command) for command in selector.commands for access in _accesses(key)
            )
        for channel in selector.channels:
            found[f"&{channel}{words}"] = frozenset(("&", channel, command) for command in selector.commands)
        if not selector.keys and not selector.channels and selector is not root:
            found[words] = frozenset(("", "", command) for command in selector.commands)
    return found


def _accesses(key: str) -> str:
    return key.partition("~")[0].removeprefix("%") or "RW"
