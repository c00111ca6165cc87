"""Runs steps on a Redis target: each command goes to the node that owns its key, or to every node."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.engines.redis.dialect.quoting import split
from gamemodel.engines.redis.server import backfill, users
from gamemodel.engines.redis.server.nodes import Nodes
from gamemodel.engines.redis.server.target import without_roles
from gamemodel.errors import CheckFailed, UsageError
from gamemodel.step import SEND, Backfill, Bindings, Capability, Check, Progress, Statement, Step, Wait
from gamemodel.topology import Target

_EVERY_NODE: Final = {"acl", "config"}
_EVERY_PRIMARY: Final = {"function", "script"}


def capability(nodes: Nodes, target: Target, step: Step) -> Capability:
    """Rights need users that exist, on a target whose rights gamemodel may set; everything else is sent."""
    if not isinstance(step, Statement) or not step.subject.startswith("role:"):
        return SEND
    name = step.subject.partition(":")[2]
    reason = without_roles(target)
    if reason:
        return Capability("skip", reason, f"access string of {name}: see acl/{name}.txt among the files at head")
    lacking = users.missing(nodes, name)
    if lacking:
        return Capability("refuse", f"no user '{name}' on {', '.join(lacking)}", users.create_words(name))
    return SEND


def run(nodes: Nodes, step: Step, bindings: Bindings, cursor: str | None) -> Iterator[Progress]:
    """Send it and yield its progress. Raises CheckFailed for a check that returns something, ServerRefused, Unreachable."""
    match step:
        case Statement():
            _send(nodes, split(bindings.fill(step.text, (*step.placeholders, *step.draws))))
            yield Progress(1, 1)
        case Check():
            found = _send(nodes, split(step.text))
            if found:
                rows = found if isinstance(found, list) else [found]
                raise CheckFailed(step.message, [str(row) for row in rows[:3]])
            yield Progress(1, 1)
        case Backfill():
            yield from backfill.run(nodes, step, cursor)
        case Wait():
            raise UsageError(f"Redis has nothing to wait for: {step.until}")


def _send(nodes: Nodes, words: tuple[str, ...]) -> Any:
    command = words[0].lower()
    if command == "acl" and len(words) > 2 and words[1].lower() == "setuser":
        users.set_rights(nodes, words)
        return None
    if command in _EVERY_NODE | _EVERY_PRIMARY:
        chosen = nodes.every if command in _EVERY_NODE else nodes.primaries
        return [node.connection.call(*words) for node in chosen]
    if command == "eval" and words[2:3] == ("0",):
        return [node.connection.call(*words) for node in nodes.primaries]
    return nodes.keyed(words[1] if len(words) > 1 else "", *words)
