"""A node of a YAML file with its place: text, sequence or mapping. Values are not typed: `no` is a text."""

from __future__ import annotations

from typing import Literal, NamedTuple, Protocol, cast

from gamemodel.diagnostics import Span


class Mark(Protocol):
    """A 0-based place as the YAML parser keeps it."""

    @property
    def line(self) -> int: ...

    @property
    def column(self) -> int: ...


class Node(NamedTuple):
    """A node of a YAML file. `text` is set for scalars, `items` for sequences, `pairs` (key, value) for mappings.

    A model of a thousand entities has a quarter of a million nodes, so this is a tuple, and `place` becomes a Span only
    when somebody asks: it is a Span, or file, start mark and end mark.
    """

    kind: Literal["scalar", "sequence", "mapping"]
    place: Span | tuple[str, Mark, Mark]
    text: str = ""
    items: tuple[Node, ...] = ()
    pairs: tuple[tuple[Node, Node], ...] = ()
    quoted: bool = False

    @property
    def span(self) -> Span:
        if isinstance(self.place, Span):
            return self.place
        file, start, end = self.place
        return Span(file, start.line + 1, start.column + 1, end.line + 1, end.column + 1)

    def through(self, end: Node) -> Span:
        """From the first character of this node to the last of `end`."""
        if isinstance(self.place, Span) or isinstance(end.place, Span):
            first, last = self.span, end.span
            return Span(first.file, first.line, first.column, last.end_line, last.end_column)
        file, start, _ = self.place
        last_mark = end.place[2]
        return Span(file, start.line + 1, start.column + 1, last_mark.line + 1, last_mark.column + 1)

    @property
    def is_empty(self) -> bool:
        """Nothing was written: `key:` with no value."""
        return self.kind == "scalar" and not self.text and not self.quoted

    def get(self, key: str) -> Node | None:
        """The value of `key`. None if the key is absent or this is not a mapping."""
        return next((value for name, value in self.pairs if name.text == key), None)


def marks(node: Node) -> tuple[str, Mark, Mark]:
    """The place of a node that came from the parser, which is never a Span."""
    return cast("tuple[str, Mark, Mark]", node.place)


def end_mark(node: Node) -> Mark:
    return marks(node)[2]
