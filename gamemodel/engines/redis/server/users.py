"""Reads and sets the rights of users on every node. Users are never created, and their passwords and on/off never touched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from gamemodel.engines.redis import codes
from gamemodel.engines.redis.dialect.rights import Categories, from_getuser, setuser
from gamemodel.engines.redis.schema import Rights, Role
from gamemodel.engines.redis.server.connection import is_error, pack, text
from gamemodel.engines.redis.server.nodes import Node, Nodes
from gamemodel.errors import ServerRefused

NOTHING = Rights()


def categories_on(node: Node) -> Categories:
    """ACL category -> commands, in two round trips; kept for the connection's life."""
    if not node.categories:
        names = node.connection.call("ACL", "CAT")
        answers = node.connection.replies([pack("ACL", "CAT", name) for name in names])
        node.categories.update({name: frozenset(text(each)) for name, each in zip(names, answers, strict=True)})
    return node.categories


def rights_on(node: Node, names: Iterable[str]) -> dict[str, Rights | None]:
    """User -> rights on one node, None where it has no such user; one round trip. Raises ServerRefused where the reader may not ask."""
    wanted = list(names)
    answers = node.connection.replies([pack("ACL", "GETUSER", name) for name in wanted])
    known = categories_on(node)
    found: dict[str, Rights | None] = {}
    for name, answer in zip(wanted, answers, strict=True):
        if is_error(answer):
            raise ServerRefused(
                str(answer), f"ACL GETUSER {name}", f"the URL's user needs +acl|getuser on {node.connection}"
            )
        flat = text(answer)
        found[name] = from_getuser(dict(zip(flat[::2], flat[1::2], strict=True)), known) if flat else None
    return found


def roles(nodes: Nodes, expected: Iterable[Role]) -> tuple[Role, ...]:
    """The expected roles as the nodes have them. A role whose user no node has is left out.

    Where nodes differ, the first node's rights count, and `elsewhere` says how the others differ.
    """
    wanted = {role.name: role for role in expected}
    if not wanted:
        return ()
    by_node = [(str(node.connection), rights_on(node, wanted)) for node in nodes.every]
    found = []
    for name, role in sorted(wanted.items()):
        seen = [(place, held[name]) for place, held in by_node]
        if any(rights is not None for _, rights in seen):
            found.append(_agreed(role, seen))
    return tuple(found)


def _agreed(expected: Role, seen: list[tuple[str, Rights | None]]) -> Role:
    first = seen[0][1] or NOTHING
    others = tuple((place, _words(expected, rights)) for place, rights in seen if (rights or NOTHING) != first)
    if seen[0][1] is None:
        others = ((seen[0][0], "no such user"), *others)
    return Role(expected.name, first, others)


def _words(expected: Role, rights: Rights | None) -> str:
    if rights is None:
        return "no such user"
    if rights == expected.rights:
        return "as declared"
    return "no rights" if rights == NOTHING else setuser(replace(expected, rights=rights))


def missing(nodes: Nodes, name: str) -> tuple[str, ...]:
    """The nodes that have no user of that name."""
    return tuple(str(node.connection) for node in nodes.every if rights_on(node, (name,))[name] is None)


def without_rights(nodes: Nodes, expected: Iterable[Role]) -> Iterator[Role]:
    """Roles of which some node has the user but not one right, as a node that was added later has, while another has all."""
    wanted = {role.name: role for role in expected}
    held = [rights_on(node, wanted) for node in nodes.every] if wanted else []
    for name, role in sorted(wanted.items()):
        seen = [each[name] for each in held]
        if NOTHING in seen and all(rights in (NOTHING, role.rights) for rights in seen):
            yield role


def set_rights(nodes: Nodes, words: tuple[str, ...]) -> None:
    """Send one ACL SETUSER to every node that has the user, then keep it over restarts where the node has an ACL file.

    Raises ServerRefused before the first node when one lacks the user: the command would create it.
    """
    name = words[2]
    lacking = missing(nodes, name)
    if lacking:
        raise ServerRefused(f"no user '{name}' on {', '.join(lacking)}", f"ACL SETUSER {name} …", create_words(name))
    for node in nodes.every:
        node.connection.call(*words)
    for node in nodes.every:
        if has_acl_file(node):
            node.connection.call("ACL", "SAVE")


def create_words(name: str) -> str:
    """What to run for a user that does not exist."""
    command = f"ACL SETUSER {name} on '>PASSWORD'"
    return f"create it once on every node, with the password its service has: {command} (gamemodel explain {codes.ACL_USER.id})"


def has_acl_file(node: Node) -> bool:
    """Whether the node keeps its users in a file of their own. False where it cannot be asked."""
    try:
        reply = node.connection.call("CONFIG", "GET", "aclfile")
    except ServerRefused:
        return False
    return len(reply) == 2 and bool(reply[1])


def held(nodes: Nodes, role: Role) -> bool:
    """Whether every node has exactly these rights for the role."""
    return all(rights_on(node, (role.name,))[role.name] == role.rights for node in nodes.every)
