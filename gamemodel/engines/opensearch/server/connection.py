"""What the readers and writers of a search server need of a connection; opening one is server.py's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from gamemodel.errors import ServerRefused


@dataclass(frozen=True, slots=True)
class Answer:
    """HTTP status and parsed JSON (or text) of one call."""

    status: int
    body: Any

    @property
    def ok(self) -> bool:
        return self.status < 300


class Wire(Protocol):
    """One open connection."""

    def ask(self, method: str, path: str, body: Any = None, timeout: float = 90) -> Answer:
        """The answer, whatever its status. Raises Unreachable where none came."""
        ...


def words_of(body: Any) -> str:
    """The server's own words: the root cause, then the causes below it, each once (the useful one is often the last)."""
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


def expect(wire: Wire, method: str, path: str, body: Any = None, timeout: float = 90) -> Any:
    """The body of a good answer. Raises ServerRefused with the server's words."""
    answer = wire.ask(method, path, body, timeout)
    if not answer.ok:
        raise ServerRefused(words_of(answer.body), f"{method} {path}")
    return answer.body


def find(wire: Wire, path: str) -> Any | None:
    """The body of a GET, or None where nothing is there. Raises ServerRefused for everything else."""
    answer = wire.ask("GET", path)
    if answer.status == 404:
        return None
    if not answer.ok:
        raise ServerRefused(words_of(answer.body), f"GET {path}")
    return answer.body
