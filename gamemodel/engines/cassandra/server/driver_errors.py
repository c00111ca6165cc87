"""What the driver's errors mean: not sent, refused, or not known."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final, TypeVar

from cassandra import OperationTimedOut, RequestExecutionException, RequestValidationException, Timeout, WriteTimeout
from cassandra.cluster import NoHostAvailable
from cassandra.connection import ConnectionException
from cassandra.protocol import ErrorMessage, ServerError

from gamemodel.errors import OutcomeUnknown, ServerRefused, Unreachable

T = TypeVar("T")

UNSENT_S: Final = 15.0
"""How long a request is tried again while no node took it."""


def was_not_sent(error: BaseException) -> bool:
    """Whether no node was tried: the driver is between two connection pools, as when gossip flaps on a busy cluster."""
    if not isinstance(error, NoHostAvailable):
        return False
    told = tuple(dict(error.errors).values())
    return all(isinstance(each, ConnectionException) and "marked down or removed" in str(each) for each in told)


def until_sent(call: Callable[[], T]) -> T:
    """What `call` yields, tried again for some seconds while nothing of it was sent."""
    end = time.monotonic() + UNSENT_S
    while True:
        try:
            return call()
        except NoHostAvailable as error:
            if not was_not_sent(error):
                raise
            if time.monotonic() > end:
                raise Unreachable(f"not sent: {words_of(error)}") from None
            time.sleep(0.1)


def _inner(error: BaseException) -> BaseException:
    """The error of a node, which the driver wraps in NoHostAvailable."""
    if isinstance(error, NoHostAvailable):
        said = [each for each in dict(error.errors).values() if isinstance(each, BaseException)]
        told = [e for e in said if isinstance(e, ErrorMessage | RequestExecutionException | RequestValidationException)]
        return (told or said or [error])[0]
    return error


def words_of(error: BaseException) -> str:
    inner = _inner(error)
    if isinstance(inner, ErrorMessage):
        return str(inner.message)
    text = str(inner)
    # `Error from server: code=2200 [Invalid query] message="…"`
    _, found, message = text.partition('message="')
    return message.removesuffix('"') if found else text or type(inner).__name__


def read_error(error: BaseException, text: str) -> Exception:
    inner = _inner(error)
    if isinstance(inner, RequestValidationException) or (
        isinstance(inner, ErrorMessage) and not isinstance(inner, ServerError)
    ):
        return ServerRefused(words_of(inner), text)
    return Unreachable(f"no answer: {words_of(inner)}")


def write_error(error: BaseException, text: str) -> Exception:
    """Refused, not sent, or not known."""
    inner = _inner(error)
    words = words_of(inner)
    if isinstance(inner, WriteTimeout | Timeout | OperationTimedOut | ServerError):
        return OutcomeUnknown(
            f"no clear answer to: {' '.join(text.split())[:120]}: {words}", "run the same command again: it looks first"
        )
    if isinstance(inner, RequestValidationException | ErrorMessage):
        return ServerRefused(words, text)
    if isinstance(inner, RequestExecutionException):  # unavailable replicas: the coordinator did nothing
        return Unreachable(f"too few replicas answer: {words}")
    if isinstance(error, NoHostAvailable):  # no node was tried, or every pool was closed
        return Unreachable(f"not sent: {words}")
    return OutcomeUnknown(f"the connection broke: {words}", "run the same command again: it looks first")
