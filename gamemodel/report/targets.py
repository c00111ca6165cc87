"""Formats target names and the matrix of stores and regions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from gamemodel.report.paint import PLAIN, Paint
from gamemodel.topology import Target

Cell = tuple[str, Callable[[str], str]]
"""The text of a cell of the matrix, and its style."""
WIDEST = 100


def name(target: Target) -> str:
    """`cassandra eu-west-1+us-east-1`."""
    return f"{target.store.name} {target.label}"


def data(target: Target) -> dict[str, Any]:
    """A target as JSON values, without its URL, which may contain secrets."""
    return {
        "store": target.store.name,
        "environment": target.environment,
        "regions": list(target.regions),
        "flavour": target.store.flavour,
        "replica": target.replica,
        "canary": target.canary,
    }


def matrix(cells: Sequence[tuple[Target, Cell]], paint: Paint = PLAIN) -> str:
    """Stores by regions, transposed if too wide. A cluster that spans regions is shown in its first."""
    stores = list(dict.fromkeys(target.store.name for target, _ in cells))
    regions = list(dict.fromkeys(region for target, _ in cells for region in target.regions))
    known: dict[tuple[str, str], Cell] = {}
    for target, cell in cells:
        first, *others = target.regions
        known[target.store.name, first] = cell
        known |= {(target.store.name, region): (f"as {first}", paint.dim) for region in others}
    width = sum(3 + max(len(known.get((store, region), ("", str))[0]) for store in stores) for region in regions)
    if width > WIDEST and len(regions) > len(stores):
        return _table(regions, stores, lambda row, column: known.get((column, row)), paint)
    return _table(stores, regions, lambda row, column: known.get((row, column)), paint)


def _table(rows: Sequence[str], heads: Sequence[str], cell: Callable[[str, str], Cell | None], paint: Paint) -> str:
    body = [[(row, paint.bold), *(cell(row, head) or ("-", paint.dim) for head in heads)] for row in rows]
    table: list[list[Cell]] = [[("", paint.dim), *((head, paint.dim) for head in heads)], *body]
    widths = [max(len(line[i][0]) for line in table) for i in range(len(heads) + 1)]
    return "".join(f"{_line(line, widths)}\n" for line in table)


def _line(cells: Sequence[Cell], widths: Sequence[int]) -> str:
    """Cells padded outside their style; the last one is not padded."""
    line, blank = "", ""
    for (words, painted), width in zip(cells, widths, strict=True):
        line += blank + painted(words) if words else blank
        blank = " " * (width - len(words) + 3)
    return line
