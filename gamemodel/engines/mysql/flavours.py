"""What each flavour of MySQL can do from which version, and its limits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

NAMES: Final = ("aurora-mysql-3", "mysql-8.4", "mysql-9")

Version = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Flavour:
    """The features of the lowest version that a store allows. `community` is the MySQL version it is built on.

    `instant_anywhere`: columns are added at any place, and dropped, without a rebuild (8.0.29).
    `vectors`: the VECTOR type (9.0). `row_versions`: INSTANT adds and drops before a rebuild is forced.
    """

    name: str
    community: Version
    instant_anywhere: bool
    vectors: bool
    row_versions: int


_COMMUNITY: Final[dict[str, dict[Version, Version]]] = {
    "aurora-mysql-3": {
        (3, 1): (8, 0, 23), (3, 2): (8, 0, 23), (3, 3): (8, 0, 26), (3, 4): (8, 0, 28), (3, 5): (8, 0, 32),
        (3, 6): (8, 0, 34), (3, 7): (8, 0, 36), (3, 8): (8, 0, 39), (3, 9): (8, 0, 40), (3, 10): (8, 0, 42), (3, 11): (8, 0, 43),
    },
}  # fmt: skip
"""Aurora MySQL 3.x -> the community version it is compatible with, from its release notes."""
_LOWEST: Final[dict[str, Version]] = {"aurora-mysql-3": (8, 0, 23), "mysql-8.4": (8, 4, 0), "mysql-9": (9, 0, 0)}


def version(text: str) -> Version:
    """`3.05` -> (3, 5), `8.0.32-log` -> (8, 0, 32); an empty text gives an empty version."""
    numbers: list[int] = []
    for word in text.split("-", maxsplit=1)[0].split("."):
        if not word.isdigit():
            break
        numbers.append(int(word))
    return tuple(numbers)


def community(flavour: str, at_least: str) -> Version:
    """The MySQL version that `flavour` has at least, when its own version is at least `at_least`."""
    wanted = version(at_least)
    table = _COMMUNITY.get(flavour)
    if table is None:
        return max(_LOWEST.get(flavour, (8, 0, 23)), wanted)
    return max((ours for theirs, ours in table.items() if theirs <= wanted[:2]), default=_LOWEST[flavour])


def flavour(name: str, at_least: str = "") -> Flavour:
    """The features of `name` from its version `at_least` on; an unknown or empty name has the fewest features."""
    base = community(name or "aurora-mysql-3", at_least)
    return Flavour(
        name=name,
        community=base,
        instant_anywhere=base >= (8, 0, 29),
        vectors=base >= (9, 0, 0),
        row_versions=255 if base >= (9, 1, 0) else 64,
    )


IDENTIFIER: Final = 64
"""Characters in the name of a table, column, index or constraint."""
COLUMNS: Final = 1017
"""Columns of an InnoDB table."""
INDEXES: Final = 64
"""Secondary indexes of an InnoDB table."""
INDEX_PARTS: Final = 16
INDEX_BYTES: Final = 3072
"""Bytes of an index entry in row formats dynamic and compressed."""
SHORT_INDEX_BYTES: Final = 767
"""Bytes of an index entry in row formats compact and redundant."""
ROW_BYTES: Final = 65_535
"""Bytes of a row without what is stored beside it (text, blob, json)."""
PARTITIONS: Final = 8192
COMMENTS: Final[dict[str, int]] = {"table": 2048, "column": 1024, "index": 1024, "partition": 1024}
"""Characters of each comment."""
