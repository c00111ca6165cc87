"""Commands as lines of text and back, by the rules of redis-cli, so that a file can be piped into it."""

from __future__ import annotations

import re
from typing import Final

_BARE: Final = re.compile(r"[^\s\"'\\()]+")
_HEX: Final = re.compile(r"[0-9a-fA-F]{2}")
_CONTROL: Final = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "a": "\a"}


def quote(word: str) -> str:
    """One argument as redis-cli reads it: bare where that is clear, otherwise in single or double quotes."""
    if _BARE.fullmatch(word):
        return word
    if word.isprintable() and "\\'" not in word and not word.endswith("\\"):
        return "'" + word.replace("'", "\\'") + "'"
    return '"' + "".join(_escaped(c) for c in word) + '"'


def _escaped(sign: str) -> str:
    if sign in '"\\':
        return "\\" + sign
    if sign.isprintable():
        return sign
    return "".join(f"\\x{byte:02x}" for byte in sign.encode())


def line(*words: str) -> str:
    """A command as one line."""
    return " ".join(quote(word) for word in words)


def split(text: str) -> tuple[str, ...]:
    """The arguments of one line. Raises ValueError for unbalanced quotes, as redis-cli does."""
    words: list[str] = []
    at = 0
    while True:
        while at < len(text) and text[at].isspace():
            at += 1
        if at == len(text):
            return tuple(words)
        raw, at = _word(text, at)
        words.append(raw.decode("utf-8", "surrogateescape"))


def _word(text: str, at: int) -> tuple[bytes, int]:
    sign = text[at]
    if sign not in "\"'":
        end = at
        while end < len(text) and not text[end].isspace() and text[end] not in "\"'":
            end += 1
        if end < len(text) and text[end] in "\"'":
            raise ValueError(f"a quote in the middle of a word: {text[at : end + 1]}")
        return text[at:end].encode(), end
    word, end = _double(text, at + 1) if sign == '"' else _single(text, at + 1)
    if end < len(text) and not text[end].isspace():
        raise ValueError("a closing quote must be followed by a space")
    return word, end


def _double(text: str, at: int) -> tuple[bytes, int]:
    word = bytearray()
    while at < len(text):
        sign = text[at]
        if sign == '"':
            return bytes(word), at + 1
        if sign == "\\" and at + 1 < len(text):
            after = text[at + 1]
            if after == "x" and _HEX.fullmatch(text[at + 2 : at + 4]):
                word.append(int(text[at + 2 : at + 4], 16))
                at += 4
                continue
            word += _CONTROL.get(after, after).encode()
            at += 2
            continue
        word += sign.encode()
        at += 1
    raise ValueError('no closing "')


def _single(text: str, at: int) -> tuple[bytes, int]:
    word = bytearray()
    while at < len(text):
        if text.startswith("\\'", at):
            word += b"'"
            at += 2
        elif text[at] == "'":
            return bytes(word), at + 1
        else:
            word += text[at].encode()
            at += 1
    raise ValueError("no closing '")
