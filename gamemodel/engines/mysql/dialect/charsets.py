"""Character sets: bytes per character, and their default collations."""

from __future__ import annotations

from typing import Final

BYTES: Final[dict[str, int]] = {
    "utf8mb4": 4, "utf8mb3": 3, "ascii": 1, "latin1": 1, "latin2": 1, "binary": 1, "utf16": 4, "utf16le": 4, "utf32": 4,
    "ucs2": 2, "cp1250": 1, "cp1251": 1, "cp1252": 1, "koi8r": 1, "koi8u": 1, "gbk": 2, "gb2312": 2, "gb18030": 4, "sjis": 2,
    "cp932": 2, "ujis": 3, "eucjpms": 3, "euckr": 2, "big5": 2, "greek": 1, "hebrew": 1, "tis620": 1, "latin5": 1, "latin7": 1,
    "cp850": 1, "cp852": 1, "cp866": 1, "cp1256": 1, "cp1257": 1, "dec8": 1, "hp8": 1, "swe7": 1, "keybcs2": 1, "macce": 1,
    "macroman": 1, "armscii8": 1, "geostd8": 1,
}  # fmt: skip
"""Most bytes that one character takes."""

DEFAULTS: Final[dict[str, str]] = {
    "utf8mb4": "utf8mb4_0900_bin", "utf8mb3": "utf8mb3_bin", "ascii": "ascii_bin", "latin1": "latin1_bin", "binary": "binary",
}  # fmt: skip
"""What a character set means where no collation is written: exact comparison, as in every other store of the model."""

DEFAULT: Final = "utf8mb4_0900_bin"
"""Exact and without padding, so that two keys are equal here when they are equal in the other stores. Since MySQL 8.0.17, in Aurora 3."""


def collation(charset: str) -> str:
    """The collation that a character set means where none is written."""
    return DEFAULTS.get(charset, f"{charset}_bin")


def effective(collation_name: str, charset: str, inherited: str) -> str:
    """The collation that is written, or that of the written character set, or the inherited one."""
    return collation_name or (collation(charset) if charset else inherited)


def width(collation_name: str) -> int:
    """Most bytes of one character under the collation; 4 where the character set is not known."""
    return BYTES.get(collation_name.partition("_")[0], 4)
