"""One step from a physical schema to the next, and what a comparison of two schemas yields; the changes themselves are the engines'."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from gamemodel.diagnostics import Span
from gamemodel.step import Step

S = TypeVar("S")


class Change(Protocol[S]):
    """Everything about one change in one class: words, effect, steps and inverse. Frozen, serialisable by codec.py.

    Engines' changes inherit from it. Each declares TAG, its name in the history, which never follows the class's name.
    """

    __slots__ = ()
    TAG: ClassVar[str]

    @property
    def subject(self) -> str:
        """What it touches, dotted: `game.messages_by_sender.body`."""
        ...

    @property
    def destroys(self) -> bool:
        """Data are lost when it is applied."""
        return False

    def describe(self) -> str:
        """One line that begins with `+`, `-` or `~`: `+ column body text`."""
        ...

    def apply_to(self, schema: S) -> S:
        """The schema after it. Pure."""
        ...

    def steps(self, schema: S) -> tuple[Step, ...]:
        """What a server has to be asked, given the schema before it."""
        ...

    def inverse(self, schema: S) -> Change[S] | None:
        """The change that leads back, given the schema before it; None where nothing does."""
        ...


@dataclass(frozen=True, slots=True)
class HandWritten:
    """Statements and data steps that a person wrote (`make --empty`). Touches only what the model does not declare."""

    TAG: ClassVar[str] = "HandWritten"

    subject: str
    up: tuple[Step, ...]
    down: tuple[Step, ...] = ()
    destroys: bool = False

    def describe(self) -> str:
        return f"~ {self.subject.rstrip(':')}: {len(self.up)} hand-written step{'s' if len(self.up) != 1 else ''}"

    def apply_to(self, schema: Any) -> Any:
        return schema

    def steps(self, schema: Any) -> tuple[Step, ...]:  # noqa: ARG002
        return self.up

    def inverse(self, schema: Any) -> HandWritten | None:  # noqa: ARG002
        return HandWritten(self.subject, self.down, self.up) if self.down else None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A difference that no server can make in place: what, why, and the exact edits of the model that lead around it."""

    subject: str
    code: str
    message: str
    help: tuple[str, ...] = ()
    describe: str = ""
    """The difference as a diff line (`~ column body text -> blob`), for `verify`."""


@dataclass(frozen=True, slots=True)
class Difference(Generic[S]):
    """What leads from one schema to another: changes in the order they can be applied, and what was refused."""

    changes: tuple[Change[S], ...] = ()
    refusals: tuple[Refusal, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.changes or self.refusals)


@dataclass(frozen=True, slots=True)
class Hints:
    """What the model says beyond the schema: declared renames and drops, fills, and where each subject is written.

    `renames`: (old subject, new subject); `dropped`: subjects that may vanish; `fills`: (subject, value as text) for
    existing rows; `in_place`: subjects whose rename may be done in place; `spans`: subject -> place in the model;
    `lacking`: subjects that every row must have and that nothing gives to rows that exist.
    """

    renames: tuple[tuple[str, str], ...] = ()
    dropped: tuple[str, ...] = ()
    fills: tuple[tuple[str, str], ...] = ()
    in_place: tuple[str, ...] = ()
    spans: tuple[tuple[str, Span], ...] = field(default=(), compare=False)
    lacking: tuple[str, ...] = ()
    _places: Mapping[str, Span] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_places", dict(self.spans))

    def span(self, subject: str) -> Span | None:
        """The place of `subject`, or of the nearest enclosing subject (dots cut from the right)."""
        while subject:
            if subject in self._places:
                return self._places[subject]
            subject = subject.rpartition(".")[0]
        return None


@dataclass(frozen=True, slots=True)
class Compiled(Generic[S]):
    """What an engine makes of the model for one store."""

    schema: S
    hints: Hints = Hints()
