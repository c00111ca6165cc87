"""One open connection to a search cluster: sends steps, looks up outcomes, moves aliases; ledger and lock are ledger.py's and lock.py's.

A connection never repeats a request by itself: after a broken one the outcome is looked up. A 5xx answer to a PUT is a refusal
(measured on OpenSearch 2.19.1: `the [enabled] parameter can't be updated` is 500).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from gamemodel.diagnostics import Diagnostic
from gamemodel.engine import Outcome, Pace
from gamemodel.engines.opensearch.block.sections import Options
from gamemodel.engines.opensearch.flavours import flavour
from gamemodel.engines.opensearch.schema import Schema
from gamemodel.engines.opensearch.server import execute as sending
from gamemodel.engines.opensearch.server import placement, preflight
from gamemodel.engines.opensearch.server.connection import Answer, expect
from gamemodel.engines.opensearch.server.introspect import Ownership, has_lifecycles, introspect
from gamemodel.engines.opensearch.server.ledger import LedgerIndex
from gamemodel.engines.opensearch.server.lock import LockDocument
from gamemodel.engines.opensearch.server.outcome import outcome
from gamemodel.engines.opensearch.server.swap import swap
from gamemodel.engines.opensearch.server.target import bindings as bindings_of
from gamemodel.engines.opensearch.server.target import without_lifecycles
from gamemodel.errors import Unreachable
from gamemodel.ledger import Entry, Head, Holder, Ledger, LockInfo
from gamemodel.step import Bindings, Capability, Progress, Step
from gamemodel.topology import Target

_PORTS: Final = {"http": 9200, "https": 9200}


class Connection:
    """A `Wire` over opensearch-py's synchronous client, without its retries."""

    def __init__(self, target: Target) -> None:
        import logging

        from opensearchpy import OpenSearch

        logging.getLogger("opensearch").setLevel(logging.CRITICAL)  # a 404 is an answer here, not a warning
        at = urlsplit(target.url)
        self.address = f"{at.scheme}://{at.hostname}:{at.port or _PORTS.get(at.scheme, 9200)}"
        options: dict[str, Any] = {}
        if at.username:
            options["http_auth"] = (unquote(at.username), unquote(at.password or ""))
        if at.scheme == "https":
            options |= {"verify_certs": True, "ca_certs": target.setting("ca") or None}
        self.client = OpenSearch([self.address + at.path.rstrip("/")], max_retries=0, retry_on_timeout=False, **options)

    def ask(self, method: str, path: str, body: Any = None, timeout: float = 90) -> Answer:
        """The answer of the server. Raises Unreachable where none came."""
        from opensearchpy.exceptions import ConnectionError as Broken
        from opensearchpy.exceptions import TransportError

        try:
            got = self.client.transport.perform_request(
                method, f"/{path}", params={"request_timeout": timeout}, body=body
            )
        except Broken as error:
            raise Unreachable(
                f"{self.address}: {error.error}", "check the address, then run the command again"
            ) from None
        except TransportError as error:
            if not isinstance(error.status_code, int):
                raise Unreachable(f"{self.address}: {error.error}", "run the command again") from None
            return Answer(error.status_code, error.info if error.info is not None else error.error)
        return Answer(404, {"error": "not found"}) if got is False else Answer(200, got)

    def close(self) -> None:
        self.client.close()


class SearchServer:
    """See `gamemodel.engine.Server`."""

    def __init__(self, wire: Connection, target: Target, model: str, root: dict[str, Any]) -> None:
        self.wire, self.target, self.root = wire, target, root
        options = target.store.options if isinstance(target.store.options, Options) else Options()
        store = target.store.name
        self.own = Ownership(model, store, flavour(target.store.flavour).lifecycle, options.prefix, options.ignore)
        self.ledger_index = LedgerIndex(wire, model, store)
        self.lock_document = LockDocument(wire, model, store)
        self._lifecycles: bool | None = None

    def cluster(self) -> str:
        return str(self.root["cluster_uuid"])

    def flavour(self) -> str:
        version = self.root["version"]
        return f"{version.get('distribution', 'elasticsearch')} {version['number']}"

    def preflight(self) -> tuple[Diagnostic, ...]:
        return preflight.preflight(self.wire, self.target, self.root)

    def introspect(self, expected: Schema, pace: Pace) -> Schema:  # noqa: ARG002
        return introspect(self.wire, expected, self.own, bindings_of(expected, self.target))

    def placement(self, expected: Schema) -> tuple[Step, ...]:
        return placement.placement(self.wire, expected, self.own, bindings_of(expected, self.target))

    def capability(self, step: Step) -> Capability:
        return sending.capability(step, self.runs_lifecycles, self.target)

    def runs_lifecycles(self) -> bool:
        """Whether the server has ISM (or ILM); asked once."""
        if self._lifecycles is None:
            self._lifecycles = has_lifecycles(self.wire, self.own.dialect)
        return self._lifecycles

    def generate_ids(self, step: Step) -> dict[str, str]:  # noqa: ARG002
        return {}

    def run(self, step: Step, bindings: Bindings, cursor: str | None) -> Iterator[Progress]:
        return sending.run(self.wire, step, bindings, cursor)

    def outcome(self, step: Step, before: Schema, after: Schema, bindings: Bindings) -> Outcome:
        if not self.runs_lifecycles():
            before, after = without_lifecycles(before), without_lifecycles(after)
        return outcome(self.wire, self.own, step, before, after, bindings)

    def ledger(self) -> Ledger:
        return self.ledger_index.read()

    def ensure_ledger(self, head: Head) -> None:
        self.ledger_index.ensure_ledger(head)

    def append(self, entry: Entry) -> None:
        self.ledger_index.append(entry)

    def lock(self, holder: Holder) -> AbstractContextManager[Any]:
        return self.lock_document.hold(holder)

    def locked(self) -> LockInfo | None:
        return self.lock_document.locked()

    def unlock(self) -> None:
        self.lock_document.unlock()

    def external_revision(self) -> str | None:
        return None

    def swap(self, name: str, to: str | None, bindings: Bindings) -> Iterator[Progress]:  # noqa: ARG002
        return swap(self.wire, self.own, name, to)

    def close(self) -> None:
        self.wire.close()


@contextmanager
def connect(target: Target, model: str) -> Iterator[SearchServer]:
    """An open connection to `http(s)://user:password@host:9200`. Raises Unreachable, with the address."""
    wire = Connection(target)
    try:
        yield SearchServer(wire, target, model, expect(wire, "GET", "", None, 10))
    finally:
        wire.close()
