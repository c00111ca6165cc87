"""Bring SQL expressions that people or servers write to one canonical form.

The canonical form drops redundant parentheses, backticks and `_utf8mb4` introducers, and writes synonyms one way, as
MySQL 9.7 was seen to print them. Where people wrote what the server rewrites more deeply (`a IN (1)` becomes `a = 1`),
server/canonicalize.py asks the server itself how it prints the declared text.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from gamemodel.engines.mysql.dialect import quoting
from gamemodel.engines.mysql.dialect.tokens import ExpressionError, Token, string_value, tokens

_BINARY: Final = {
    "OR": 1, "||": 1, "XOR": 2, "AND": 3, "&&": 3, "=": 6, "<=>": 6, ">=": 6, ">": 6, "<=": 6, "<": 6, "<>": 6, "!=": 6,
    "|": 7, "&": 8, "<<": 9, ">>": 9, "+": 10, "-": 10, "*": 11, "/": 11, "DIV": 11, "%": 11, "MOD": 11, "^": 12,
}  # fmt: skip
_NOT, _COMPARE, _UNARY, _BANG, _COLLATE, _ATOM = 4, 6, 13, 14, 15, 99
_WRITTEN: Final = {"||": "OR", "&&": "AND", "!=": "<>", "MOD": "%"}
_OPPOSITE: Final = {"=": "<>", "<>": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_SYNONYMS: Final = {
    "substring": "substr", "mid": "substr", "ucase": "upper", "lcase": "lower", "character_length": "char_length",
    "octet_length": "length", "power": "pow", "ceiling": "ceil", "current_timestamp": "now", "localtime": "now",
    "localtimestamp": "now", "current_date": "curdate", "current_time": "curtime", "dayofmonth": "day", "nvl": "ifnull",
}  # fmt: skip
_UNITS: Final = frozenset(
    ("MICROSECOND", "SECOND", "MINUTE", "HOUR", "DAY", "WEEK", "MONTH", "QUARTER", "YEAR", "SECOND_MICROSECOND",
     "MINUTE_MICROSECOND", "MINUTE_SECOND", "HOUR_MICROSECOND", "HOUR_SECOND", "HOUR_MINUTE", "DAY_MICROSECOND", "DAY_SECOND",
     "DAY_MINUTE", "DAY_HOUR", "YEAR_MONTH"),
)  # fmt: skip
_FORBIDDEN: Final = frozenset(("SELECT", "INSERT", "UPDATE", "DELETE", "INTO", "UNION", "FROM", "EXISTS", "WITH"))


Node = tuple[int, str]
"""The binding strength of the outermost operator, and the text in canonical form."""


@lru_cache(16384)
def canonical(text: str) -> str:
    """The canonical form of one expression. Raises ExpressionError where it is not one balanced expression."""
    reader = _Reader(tokens(text))
    node = reader.expression(0)
    if reader.at < len(reader.items):
        raise ExpressionError(f"unexpected {reader.items[reader.at][1]!r} after {node[1]!r}")
    return node[1]


@lru_cache(4096)
def canonical_list(text: str) -> str:
    """The canonical form of a comma-separated list of expressions."""
    reader = _Reader(tokens(text))
    parts = [reader.expression(0)[1]]
    while reader.take(","):
        parts.append(reader.expression(0)[1])
    if reader.at < len(reader.items):
        raise ExpressionError(f"unexpected {reader.items[reader.at][1]!r}")
    return ", ".join(parts)


def lenient(text: str) -> str:
    """The canonical form, or the text itself where it is beyond this grammar (a server may print what people may not write)."""
    try:
        return canonical(text)
    except ExpressionError:
        return text


class _Reader:
    """A precedence-climbing parser that prints as it goes."""

    def __init__(self, items: tuple[Token, ...]) -> None:
        self.items, self.at = items, 0

    def peek(self) -> str:
        return self.items[self.at][1].upper() if self.at < len(self.items) and self.items[self.at][0] in (
            "word", "operator") else ""  # fmt: skip

    def take(self, *words: str) -> str:
        if self.peek() in words:
            self.at += 1
            return self.items[self.at - 1][1].upper()
        return ""

    def need(self, *words: str) -> str:
        found = self.take(*words)
        if not found:
            here = self.items[self.at][1] if self.at < len(self.items) else "the end"
            raise ExpressionError(f"expected {' or '.join(words)}, found {here}")
        return found

    def expression(self, least: int) -> Node:
        left = self.prefix()
        while True:
            word = self.peek()
            if word in _BINARY and _BINARY[word] >= least:
                left = self.binary(left, word)
            elif least <= _COMPARE and word in ("IS", "IN", "BETWEEN", "LIKE", "REGEXP", "RLIKE", "NOT"):
                left = self.predicate(left)
            elif word == "COLLATE":
                self.at += 1
                left = (_COLLATE, f"{_wrap(left, _COLLATE)} COLLATE {self.word()}")
            elif word in ("->", "->>"):
                left = self.arrow(left)
            else:
                return left

    def binary(self, left: Node, word: str) -> Node:
        self.at += 1
        strength, written = _BINARY[word], _WRITTEN.get(word, word)
        right = self.expression(strength + 1)
        if word in ("OR", "||", "AND", "&&") and right[0] == strength:
            return (strength, f"{_wrap(left, strength)} {written} {right[1]}")
        return (strength, f"{_wrap(left, strength)} {written} {_wrap(right, strength + 1)}")

    def arrow(self, left: Node) -> Node:
        unquote = self.take("->", "->>") == "->>"
        text = f"json_extract({left[1]}, {self.prefix()[1]})"
        return (_ATOM, f"json_unquote({text})" if unquote else text)

    def predicate(self, left: Node) -> Node:
        inner = _wrap(left, _COMPARE + 1) if left[0] <= _COMPARE else left[1]
        if self.take("IS"):
            negated = "NOT " if self.take("NOT") else ""
            return (_COMPARE, f"{inner} IS {negated}{self.need('NULL', 'TRUE', 'FALSE', 'UNKNOWN')}")
        negated = "NOT " if self.take("NOT") else ""
        word = self.need("IN", "BETWEEN", "LIKE", "REGEXP", "RLIKE")
        if word == "IN":
            self.need("(")
            return (_COMPARE, f"{inner} {negated}IN ({self.arguments()})")
        if word == "BETWEEN":
            low = self.expression(_COMPARE + 1)
            self.need("AND")
            high = self.expression(_COMPARE + 1)
            return (_COMPARE, f"{inner} {negated}BETWEEN {_wrap(low, 7)} AND {_wrap(high, 7)}")
        right = self.expression(_COMPARE + 1)
        if word != "LIKE":
            call: Node = (_ATOM, f"regexp_like({left[1]}, {right[1]})")
            return (_NOT, f"NOT {call[1]}") if negated else call
        escape = f" ESCAPE {self.prefix()[1]}" if self.take("ESCAPE") else ""
        return (_COMPARE, f"{inner} {negated}LIKE {_wrap(right, 7)}{escape}")

    def prefix(self) -> Node:
        if self.take("NOT"):
            return _negated(self.expression(_NOT + 1))
        if self.take("!"):
            return _negated(self.expression(_BANG))
        sign = self.take("-", "+", "~")
        if sign:
            inner = self.expression(_UNARY)
            return inner if sign == "+" else (_UNARY, f"{sign}{_wrap(inner, _UNARY + 1)}")
        if self.take("BINARY"):
            return (_ATOM, f"cast({self.expression(_BANG)[1]} as char charset binary)")
        return self.atom()

    def atom(self) -> Node:
        if self.at >= len(self.items):
            raise ExpressionError("the expression ends too early")
        kind, text = self.items[self.at]
        self.at += 1
        match kind:
            case "string":
                return (_ATOM, quoting.literal(string_value(text)))
            case "bits":
                return (_ATOM, _bits(text))
            case "number":
                return (_ATOM, text.lower())
            case "quoted":
                return self.dotted(text[1:-1].replace("``", "`"))
            case "word":
                return self.named(text)
        if text == "(":
            return self.parenthesised()
        raise ExpressionError(f"unexpected {text!r}")

    def parenthesised(self) -> Node:
        inner = self.expression(0)
        if self.peek() != ",":
            self.need(")")
            return inner
        rest = [inner[1]]
        while self.take(","):
            rest.append(self.expression(0)[1])
        self.need(")")
        return (_ATOM, f"({', '.join(rest)})")

    def named(self, text: str) -> Node:
        upper = text.upper()
        if upper in _FORBIDDEN:
            raise ExpressionError(f"{upper} may not stand in an expression")
        if upper == "CASE":
            return self.case()
        if upper == "INTERVAL" and self.peek() != "(":
            amount = self.expression(_COMPARE + 1)
            return (_ATOM, f"INTERVAL {_wrap(amount, _UNARY)} {self.need(*sorted(_UNITS))}")
        if upper.startswith("_") and self.at < len(self.items) and self.items[self.at][0] in ("string", "bits"):
            value = self.atom()[1]
            return (_ATOM, value if upper == "_UTF8MB4" else f"{text.lower()} {value}")
        if self.peek() == "(":
            self.at += 1
            return self.call(text.lower())
        if upper in ("NULL", "TRUE", "FALSE", "DEFAULT", "MAXVALUE"):
            return (_ATOM, upper)
        if upper in ("CURRENT_TIMESTAMP", "LOCALTIME", "LOCALTIMESTAMP", "CURRENT_DATE", "CURRENT_TIME"):
            return (_ATOM, f"{_SYNONYMS[text.lower()]}()")
        if upper in ("DATE", "TIME", "TIMESTAMP") and self.at < len(self.items) and self.items[self.at][0] == "string":
            return (_ATOM, f"{upper} {self.atom()[1]}")
        if upper in quoting.RESERVED:
            raise ExpressionError(f"{text} is a reserved word; write `{text}` for a column of that name")
        return self.dotted(text)

    def dotted(self, first: str) -> Node:
        parts = [first]
        while self.take("."):
            parts.append(self.word())
        return (_ATOM, ".".join(quoting.bare(each) for each in parts))

    def word(self) -> str:
        if self.at >= len(self.items) or self.items[self.at][0] not in ("word", "quoted"):
            raise ExpressionError("expected a name")
        self.at += 1
        text = self.items[self.at - 1][1]
        return text[1:-1].replace("``", "`") if text[0] == "`" else text

    def case(self) -> Node:
        words = ["CASE"]
        if self.peek() != "WHEN":
            words.append(self.expression(0)[1])
        while self.take("WHEN"):
            condition = self.expression(0)[1]
            self.need("THEN")
            words.append(f"WHEN {condition} THEN {self.expression(0)[1]}")
        if self.take("ELSE"):
            words.append(f"ELSE {self.expression(0)[1]}")
        self.need("END")
        return (_ATOM, " ".join((*words, "END")))

    def call(self, function: str) -> Node:
        function = _SYNONYMS.get(function, function)
        if function in ("cast", "convert", "trim", "extract", "position", "substr", "date_add", "date_sub", "mod"):
            return self.special(function)
        return (_ATOM, f"{function}({self.arguments()})")

    def arguments(self) -> str:
        if self.take(")"):
            return ""
        parts = [self.expression(0)[1]]
        while self.take(","):
            parts.append(self.expression(0)[1])
        self.need(")")
        return ", ".join(parts)

    def special(self, function: str) -> Node:
        """The functions whose arguments are separated by words."""
        side = ""
        if function == "trim":
            side = self.take("BOTH", "LEADING", "TRAILING")
        if function == "extract":
            side = self.need(*sorted(_UNITS))
        first = self.expression(_COMPARE + 1 if function == "position" else 0) if self.peek() != "FROM" else (_ATOM, "")
        word = self.take("AS", "USING", "FROM", "IN", ",")
        if not word:
            self.need(")")
            return (_ATOM, f"{function}({first[1]})")
        if word in ("AS", "USING"):
            return (_ATOM, f"{function}({first[1]} {word} {self.rest()})")
        second = self.expression(0)
        if function == "position":
            self.need(")")
            return (_ATOM, f"locate({first[1]}, {second[1]})")
        if function in ("trim", "extract"):
            self.need(")")
            words = " ".join(each for each in (side.lower() if function == "trim" else side, first[1]) if each)
            return (_ATOM, f"{function}({words} FROM {second[1]})")
        return self.listed(function, first, second)

    def listed(self, function: str, first: Node, second: Node) -> Node:
        third = self.expression(0) if self.take(",", "FOR") else None
        self.need(")")
        if function in ("date_add", "date_sub") and second[1].startswith("INTERVAL "):
            sign = "+" if function == "date_add" else "-"
            return (10, f"{_wrap(first, 10)} {sign} {second[1]}")
        if function == "mod":
            return (11, f"{_wrap(first, 11)} % {_wrap(second, 12)}")
        parts = [first[1], second[1], *([third[1]] if third else [])]
        return (_ATOM, f"{function}({', '.join(parts)})")

    def rest(self) -> str:
        """Everything up to the closing parenthesis: a type or a character set."""
        words: list[str] = []
        depth = 0
        while self.at < len(self.items):
            text = self.items[self.at][1]
            self.at += 1
            if text == ")" and not depth:
                return _type_words(words)
            depth += {"(": 1, ")": -1}.get(text, 0)
            words.append(text.lower())
        raise ExpressionError("a parenthesis is not closed")


def _type_words(words: list[str]) -> str:
    text = re.sub(r" ?([(),]) ?", r"\1", " ".join(words)).replace("character set", "charset")
    text = re.sub(r"^(signed|unsigned) integer$", r"\1", text)
    return re.sub(r"^(char(?:\(\d+\))?)$", r"\1 charset utf8mb4", text)


def _bits(text: str) -> str:
    if text[0] in "xX":
        return "0x" + text[2:-1].lower()
    if text[0] in "bB":
        return "0b" + text[2:-1]
    return text.lower()


def _wrap(node: Node, strength: int) -> str:
    return node[1] if node[0] >= strength else f"({node[1]})"


def _negated(node: Node) -> Node:
    if node[0] == _COMPARE:
        single = re.fullmatch(r"([^ ']+) (=|<>|<=|>=|<|>) ([^ ']+)", node[1])
        if single:
            return (_COMPARE, f"{single[1]} {_OPPOSITE[single[2]]} {single[3]}")
    return (_NOT, f"NOT {_wrap(node, _COMPARE)}")
