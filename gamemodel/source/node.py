"""YAML as nodes that know their place: text, sequence or mapping; nothing is typed here, so `no` stays Norway. Meaning is left to bind.py."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gamemodel.diagnostics import Span


@dataclass(frozen=True, slots=True)
class Node:
    """A node of a YAML file. `text` is set for scalars, `items` for sequences, `pairs` (key, value) for mappings."""

    kind: Literal["scalar", "sequence", "mapping"]
    span: Span
    text: str = ""
    items: tuple[Node, ...] = ()
    pairs: tuple[tuple[Node, Node], ...] = ()
    quoted: bool = False

    def get(self, key: str) -> Node | None:
        """The value of `key` in a mapping; None where it is absent or this is no mapping."""
        return next((value for name, value in self.pairs if name.text == key), None)
