"""The connection to a search cluster, and how its answers are read."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from gamemodel.engines.opensearch.server.address import address, driver_options
from gamemodel.errors import ServerRefused, Unreachable
from gamemodel.topology import Target


@dataclass(frozen=True, slots=True)
class Answer:
    """HTTP status and parsed JSON (or text) of one call."""

    status: int
    body: Any

    @property
    def ok(self) -> bool:
        return self.status < 300


class Connection:
    """One open connection over opensearch-py's synchronous client.

    It never repeats a request: after a broken connection the outcome is looked up. A 5xx answer to a PUT is a refusal (measured on
    OpenSearch 2.19.1: `the [enabled] parameter can't be updated` is 500).
    """

    def __init__(self, target: Target) -> None:
        from opensearchpy import OpenSearch

        logging.getLogger("opensearch").setLevel(logging.CRITICAL)  # a 404 is an answer here, not a warning
        self.address = address(target.url)
        self.client = OpenSearch(max_retries=0, retry_on_timeout=False, **driver_options(target))

    def ask(self, method: str, path: str, body: Any = None, timeout: float = 90) -> Answer:
        """The answer, whatever its status. Raises Unreachable where none came."""
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


def words_of(body: Any) -> str:
    """The server's message: the root cause, then the causes below it, each once (the useful one is often the last)."""
    if not isinstance(body, dict):
        return str(body)
    error = body.get("error", body)
    if not isinstance(error, dict):
        return str(error)
    reasons = [str(each.get("reason", "")) for each in error.get("root_cause") or ()] + list(_causes(error))
    return "; ".join(dict.fromkeys(reason for reason in reasons if reason)) or str(error.get("type", error))


def _causes(error: dict[str, Any]) -> Iterator[str]:
    cause: Any = error
    while isinstance(cause, dict):
        yield str(cause.get("reason", ""))
        cause = cause.get("caused_by")


def expect(wire: Connection, method: str, path: str, body: Any = None, timeout: float = 90) -> Any:
    """The body of a good answer. Raises ServerRefused with the server's words."""
    answer = wire.ask(method, path, body, timeout)
    if not answer.ok:
        raise ServerRefused(words_of(answer.body), f"{method} {path}")
    return answer.body


def find(wire: Connection, path: str) -> Any | None:
    """The body of a GET, or None where nothing is there. Raises ServerRefused for everything else."""
    answer = wire.ask("GET", path)
    if answer.status == 404:
        return None
    if not answer.ok:
        raise ServerRefused(words_of(answer.body), f"GET {path}")
    return answer.body
