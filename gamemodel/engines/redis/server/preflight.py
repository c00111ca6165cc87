"""Checks, before the first statement, what would make applying fail or dangerous: nodes, versions, rights, persistence."""

from __future__ import annotations

from collections.abc import Iterator

from gamemodel.diagnostics import Diagnostic
from gamemodel.engines.redis import codes
from gamemodel.engines.redis.block.sections import Options
from gamemodel.engines.redis.server import users
from gamemodel.engines.redis.server.nodes import Node, Nodes
from gamemodel.engines.redis.server.target import without_roles
from gamemodel.errors import ServerRefused
from gamemodel.topology import Target

_NEEDS = ("acl|getuser", "acl|setuser", "acl|save")


def preflight(target: Target, nodes: Nodes) -> tuple[Diagnostic, ...]:
    """All findings; errors stop before anything is sent."""
    options = target.store.options_as(Options)
    manages = options.acl == "managed" and not without_roles(target)
    found = [*_shape(target, nodes, options)]
    for node in nodes.every:
        found += _node(node, manages)
    return tuple(found)


def _shape(target: Target, nodes: Nodes, options: Options) -> Iterator[Diagnostic]:
    if not nodes.primaries and not target.replica:
        node = nodes.every[0]
        yield codes.NODE.at(
            None,
            f"{node.connection} is a replica of {node.follows}",
            "name the primary in the environment's URL; its replicas are found by themselves",
        )
    if nodes.clustered and not options.cluster:
        yield codes.NODE.at(
            None,
            f"{nodes.every[0].connection} runs in cluster mode, and the model says cluster: false",
            "write cluster: true at the store, so that the checker proves what is used together",
        )
    elif not nodes.clustered and len(nodes.primaries) > 1:
        places = ", ".join(str(node.connection) for node in nodes.primaries)
        yield codes.NODE.at(
            None,
            f"{places} are primaries of their own, not one cluster",
            "one target is one primary with its replicas",
        )


def _node(node: Node, manages: bool) -> Iterator[Diagnostic]:
    if node.version < (7, 0, 0):
        yield codes.FLAVOUR.at(
            None,
            f"{node.connection} is Redis {node.said('redis_version')}; selectors and %R~ begin with 7.0",
            "upgrade the server",
        )
        return
    policy = node.said("maxmemory_policy")
    if policy.startswith("allkeys"):
        yield codes.NOT_PERSISTED.at(
            None,
            f"{node.connection} evicts any key (maxmemory-policy {policy}): also the registry, the ledger and keys with ttl: none",
            "set maxmemory-policy to noeviction or volatile-*",
        )
    if manages:
        yield from _rights(node)


def _rights(node: Node) -> Iterator[Diagnostic]:
    try:
        me = node.connection.call("ACL", "WHOAMI")
        held = users.rights_on(node, (me,))[me]
    except ServerRefused as refused:
        yield codes.ACL_RIGHTS.at(
            None, f"{node.connection}: {refused.words}", f"grant {' '.join(f'+{each}' for each in _NEEDS)}"
        )
        return
    for need in _NEEDS if held is not None else ():
        answer = _dryrun(node, me, need)
        if answer:
            yield codes.ACL_RIGHTS.at(None, f"{node.connection}: {answer}", f"ACL SETUSER {me} +{need}")
    if not users.has_acl_file(node):
        yield codes.NOT_PERSISTED.at(
            None,
            f"{node.connection} has no ACL file: rights are lost when it restarts",
            "start it with an aclfile, or write the head's acl/*.acl into its configuration",
        )


def _dryrun(node: Node, me: str, need: str) -> str:
    """The server's words where `me` may not run `need`; empty where it may, or where it may not even ask."""
    words = {"acl|getuser": ("x",), "acl|setuser": ("x",), "acl|save": ()}[need]
    try:
        reply = str(node.connection.call("ACL", "DRYRUN", me, *need.split("|"), *words))
    except ServerRefused:
        return ""
    return "" if reply == "OK" else reply
