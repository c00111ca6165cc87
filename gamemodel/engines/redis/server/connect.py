"""The Server of a Redis target: runs steps on the right nodes, tells what became of them, keeps ledger and lock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, cast

from gamemodel.diagnostics import Diagnostic
from gamemodel.engine import Lease, Outcome, Pace
from gamemodel.engines.redis.block.sections import Options
from gamemodel.engines.redis.changes import AddRole
from gamemodel.engines.redis.dialect import registry
from gamemodel.engines.redis.dialect.quoting import split
from gamemodel.engines.redis.schema import Registry, Rights, Role, Schema
from gamemodel.engines.redis.server import backfill, users
from gamemodel.engines.redis.server.ledger import LedgerKey
from gamemodel.engines.redis.server.lock import LockKey
from gamemodel.engines.redis.server.nodes import Nodes
from gamemodel.engines.redis.server.target import without_roles
from gamemodel.errors import RefusedError, UsageError
from gamemodel.ledger import Entry, Head, Holder, Ledger, LockInfo
from gamemodel.step import SEND, Backfill, Bindings, Capability, Check, Progress, Statement, Step, Wait
from gamemodel.topology import Target

_EVERY_NODE = {"acl", "config"}
_EVERY_PRIMARY = {"function", "script"}


class RedisServer:
    """Server[Schema] over all nodes of one target."""

    def __init__(self, target: Target, nodes: Nodes) -> None:
        options = cast("Options", target.store.options)
        self.target = target
        self.nodes = nodes
        self.prefix = options.prefix
        self.options = options
        self._ledger = LedgerKey(nodes, self.prefix)
        self._lock = LockKey(lambda: Nodes(target), nodes, self.prefix)

    def cluster(self) -> str:
        return self._ledger.identity()

    def flavour(self) -> str:
        node = self.nodes.first
        valkey = node.said("valkey_version")
        return f"valkey {valkey}" if valkey else f"redis {node.said('redis_version')}"

    def preflight(self) -> tuple[Diagnostic, ...]:
        from gamemodel.engines.redis.server.preflight import preflight

        return preflight(self.target, self.nodes)

    def introspect(self, expected: Schema, pace: Pace) -> Schema:
        from gamemodel.engines.redis.server.introspect import introspect

        return introspect(self.nodes, self.target, expected, pace)

    def placement(self, expected: Schema) -> tuple[Step, ...]:
        """Rights for nodes that were added since, whose users have none yet."""
        if without_roles(self.target):
            return ()
        found = users.without_rights(self.nodes, expected.roles)
        return tuple(step for role in found for step in AddRole(role).steps(expected))

    def capability(self, step: Step) -> Capability:
        if not isinstance(step, Statement) or not step.subject.startswith("role:"):
            return SEND
        name = step.subject.partition(":")[2]
        reason = without_roles(self.target)
        if reason:
            return Capability("skip", reason, f"access string of {name}: see acl/{name}.txt among the files at head")
        lacking = users.missing(self.nodes, name)
        if lacking:
            return Capability("refuse", f"no user '{name}' on {', '.join(lacking)}", users.create_words(name))
        return SEND

    def generate_ids(self, step: Step) -> dict[str, str]:  # noqa: ARG002
        return {}

    def run(self, step: Step, bindings: Bindings, cursor: str | None) -> Iterator[Progress]:
        """A statement goes to the node that owns its key, or to every node (ACL, CONFIG) or primary (FUNCTION, SCRIPT)."""
        match step:
            case Statement():
                self._send(split(bindings.fill(step.text, (*step.placeholders, *step.draws))))
                yield Progress(1, 1)
            case Check():
                found = self._send(split(step.text))
                if found:
                    raise RefusedError(step.message, f"{step.text} returned {str(found)[:200]}")
                yield Progress(1, 1)
            case Backfill():
                yield from backfill.run(self.nodes, step, cursor)
            case Wait():
                raise UsageError(f"Redis has nothing to wait for: {step.until}")

    def _send(self, words: tuple[str, ...]) -> Any:
        command = words[0].lower()
        if command == "acl" and len(words) > 2 and words[1].lower() == "setuser":
            users.give(self.nodes, words)
            return None
        if command in _EVERY_NODE | _EVERY_PRIMARY:
            chosen = self.nodes.every if command in _EVERY_NODE else self.nodes.primaries
            return [node.connection.call(*words) for node in chosen]
        if command == "eval" and words[2:3] == ("0",):
            return [node.connection.call(*words) for node in self.nodes.primaries]
        return self.nodes.keyed(words[1] if len(words) > 1 else "", *words)

    def outcome(self, step: Step, before: Schema, after: Schema, bindings: Bindings) -> Outcome:  # noqa: ARG002
        """A data step counts as not done: it can be repeated at its cursor."""
        kind, _, rest = step.subject.partition(":")
        if not isinstance(step, Statement):
            return Outcome.NOT_DONE
        if kind == "role":
            wanted = after.role(rest) or Role(rest, Rights())
            return Outcome.DONE if users.held(self.nodes, wanted) else Outcome.NOT_DONE
        live = self.registry(after.registry or before.registry)
        if kind == "family":
            name = ".".join(rest.split(".")[:2])
            states = (live.family(name), after.family(name), before.family(name))
        else:
            states = (live.registry, after.registry, before.registry)  # type: ignore[assignment]
        now, new, old = states
        if now == new:
            return Outcome.DONE
        return Outcome.NOT_DONE if now == old else Outcome.NEITHER

    def registry(self, known: Registry | None) -> Schema:
        """The registry as it stands on the server."""
        key = (known or Registry(self.prefix)).key
        flat = self.nodes.keyed(key, "HGETALL", key)
        return registry.read(dict(zip(flat[::2], flat[1::2], strict=True)))

    def ledger(self) -> Ledger:
        return self._ledger.read()

    def ensure_ledger(self, head: Head) -> None:
        self._ledger.ensure_ledger(head)

    def append(self, entry: Entry) -> None:
        self._ledger.append(entry)

    def lock(self, holder: Holder) -> AbstractContextManager[Lease]:
        return self._lock.hold(holder)

    def locked(self) -> LockInfo | None:
        return self._lock.info()

    def unlock(self) -> None:
        self._lock.take_away()

    def external_revision(self) -> str | None:
        return None

    def swap(self, name: str, to: str | None, bindings: Bindings) -> Iterator[Progress]:  # noqa: ARG002
        raise UsageError(
            f"Redis has no alias that could be swapped: {name}", "a new version of a key family is another family"
        )

    def close(self) -> None:
        self.nodes.close()


@contextmanager
def connect(target: Target, model: str) -> Iterator[RedisServer]:  # noqa: ARG001
    """A connection to every node of the target. Raises Unreachable, ServerRefused, UsageError."""
    server = RedisServer(target, Nodes(target))
    try:
        yield server
    finally:
        server.close()
