"""Whether a change of a column's type keeps every value."""

from __future__ import annotations

from typing import Literal

from gamemodel.engines.mysql import types
from gamemodel.engines.mysql.schema import Column, charset_of
from gamemodel.engines.mysql.types import ColumnType

Effect = Literal["same", "widens", "loses"]


def effect(old: Column, new: Column) -> tuple[Effect, str]:
    """Whether every value of the old type is the same value of the new one; with words where it is not."""
    before, after = types.parse(old.type), types.parse(new.type)
    losing = _losing(before, after)
    if losing:
        return "loses", losing
    if old.collation and new.collation and charset_of(old.collation) != charset_of(new.collation):
        source, target = charset_of(old.collation), charset_of(new.collation)
        wide = target in ("utf8mb4", "utf16", "utf32", "gb18030") or (source == "ascii" and target != "binary")
        wide = wide or (source == "utf8mb3" and target == "utf8mb4")
        if not wide:
            return "loses", f"the character set {target} does not have all characters of {source}"
    return ("same" if before == after else "widens"), ""


def _losing(before: ColumnType, after: ColumnType) -> str:
    if before == after:
        return ""
    if before.is_integer and after.is_integer:
        return _integers(before, after)
    if before.is_integer and after.base == "decimal":
        digits = {8: 3, 16: 5, 24: 8, 32: 10, 64: 20}[types.INTEGERS[before.base]]
        enough = int(after.arguments[0]) - int(after.arguments[1]) >= digits and not (
            after.unsigned and not before.unsigned
        )
        return "" if enough else f"{after} does not hold every {before}"
    if before.base == after.base == "decimal":
        return _decimals(before, after)
    if before.base == "float" and after.base == "double":
        return ""
    if before.is_text and after.is_text:
        return _texts(before, after)
    if before.base in ("binary", "varbinary", *types.BLOBS) and after.base in ("varbinary", *types.BLOBS):
        room = types.BLOBS.get(after.base, after.length)
        return "" if types.BLOBS.get(before.base, before.length) <= room else f"{after} is shorter than {before}"
    if before.base == after.base and before.base in ("datetime", "time", "timestamp"):
        return "" if before.length <= after.length else f"{after} has fewer digits of a second than {before}"
    if (before.base, after.base) in (("date", "datetime"), ("timestamp", "datetime")) and before.length <= after.length:
        return ""
    return f"{before} and {after} are different kinds of value"


def _integers(before: ColumnType, after: ColumnType) -> str:
    old_bits, new_bits = types.INTEGERS[before.base], types.INTEGERS[after.base]
    if before.unsigned == after.unsigned and old_bits <= new_bits:
        return ""
    if before.unsigned and not after.unsigned and old_bits < new_bits:
        return ""
    return f"{after} does not hold every {before}"


def _decimals(before: ColumnType, after: ColumnType) -> str:
    (p1, s1), (p2, s2) = (tuple(map(int, each.arguments)) for each in (before, after))
    if s2 < s1 or p2 - s2 < p1 - s1 or (after.unsigned and not before.unsigned):
        return f"{after} does not hold every {before}"
    return ""


def _texts(before: ColumnType, after: ColumnType) -> str:
    if before.base in ("enum", "set") or after.base in ("enum", "set"):
        if before.base == after.base and after.arguments[: len(before.arguments)] == before.arguments:
            return ""
        if before.base in ("enum", "set") and after.base in ("varchar", *types.TEXTS):
            return ""
        return f"{after} does not begin with the values of {before}, or is not text"
    old_room = types.TEXTS.get(before.base, before.length)
    new_room = types.TEXTS.get(after.base, after.length)
    if before.base in types.TEXTS and after.base not in types.TEXTS:
        return f"{after} is shorter than {before}"
    if after.base in types.TEXTS and before.base not in types.TEXTS:
        new_room //= 4
    if after.base == "char" and before.base != "char":
        return "char drops the spaces at the end of a value"
    return "" if old_room <= new_room else f"{after} is shorter than {before}"
