"""YAML text -> nodes with places, through PyYAML's C parser and without implicit typing; what the keys mean is left to the binder."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Final, cast

from gamemodel.diagnostics import Span
from gamemodel.source import codes
from gamemodel.source.node import Mark, Node
from gamemodel.source.report import Report

DEEPEST: Final = 40
"""Levels of nesting that are read; beyond it a file is not a model, and the C parser would use up the stack."""

_NO_BRACKETS: Final = re.compile(r"[^\[\]{}]+")
_CONTROL: Final = "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
_SPLIT: Final = frozenset(")>")
_DEEP_INDENT: Final = re.compile(r"^[-?: ]{40}", re.MULTILINE)


def read_yaml(text: str, file: str, report: Report) -> Node | None:
    """The one document of `text` as a node; None where there is none, with the reasons in `report`."""
    from yaml.error import MarkedYAMLError, YAMLError

    text = text.removeprefix("\ufeff")
    if not _plain(text, file, report):
        return None
    try:
        root = _composer()(text).get_single_node()
    except MarkedYAMLError as error:
        _syntax(error, text, file, report)
        return None
    except (YAMLError, UnicodeError):
        _unreadable(text, file, report)
        return None
    if root is None:
        report.add(
            codes.EMPTY_FILE, "nothing is written in this file", Span(file, 1, 1), "write its keys, or remove the file"
        )
        return None
    return _convert(root, file, report)


@cache
def _composer() -> type[Any]:
    """The C parser with PyYAML's composer, and a resolver that types nothing. Raises ImportError without libyaml."""
    from yaml._yaml import CParser

    class Composer(CParser):
        # Called three times for each node, with arguments that do not matter; "".format takes any and gives "", in C.
        resolve = descend_resolver = ascend_resolver = "".format

    return Composer


def _is_shallow(text: str) -> bool:
    """Whether the text surely nests less than DEEPEST levels deep; brackets in comments and quotes may hide that it does."""
    brackets = _NO_BRACKETS.sub("", text)
    for _ in range(DEEPEST // 2):
        fewer = brackets.replace("[]", "").replace("{}", "")
        if fewer == brackets:
            break
        brackets = fewer
    return len(brackets) < DEEPEST // 2 and not _DEEP_INDENT.search(text)


def _plain(text: str, file: str, report: Report) -> bool:
    """Whether there are neither anchors nor aliases nor a depth that would hurt; reports what there is."""
    if "&" not in text and "*" not in text and _is_shallow(text):
        return True
    from yaml import AliasEvent, MappingStartEvent, NodeEvent, SequenceStartEvent, YAMLError
    from yaml._yaml import CParser

    plain, depth = True, 0
    try:
        parser = CParser(text)
        while parser.check_event():
            event = parser.get_event()
            if isinstance(event, (MappingStartEvent, SequenceStartEvent)):
                depth += 1
            elif type(event).__name__ in ("MappingEndEvent", "SequenceEndEvent"):
                depth -= 1
            if depth > DEEPEST:
                report.add(codes.SYNTAX, f"more than {DEEPEST} levels of nesting", _span(file, event))
                return False
            if isinstance(event, NodeEvent) and event.anchor is not None:
                plain = False
                sign, what = ("*", "alias") if isinstance(event, AliasEvent) else ("&", "anchor")
                report.add(
                    codes.ANCHOR,
                    f"the {what} {sign}{event.anchor} is not read",
                    _span(file, event),
                    "write the value out, or quote it",
                )
    except (YAMLError, UnicodeError):
        return True  # composing meets the same error and reports it
    return plain


def _span(file: str, thing: Any) -> Span:
    start, end = thing.start_mark, thing.end_mark
    return Span(file, start.line + 1, start.column + 1, end.line + 1, end.column + 1)


def _marks(node: Node) -> tuple[str, Mark, Mark]:
    """The place of a node that was made here, which is never a Span."""
    return cast("tuple[str, Mark, Mark]", node.place)


def _end(node: Node) -> Mark:
    return _marks(node)[2]


def _words(text: str) -> str:
    return " ".join(text.split())


def _unreadable(text: str, file: str, report: Report) -> None:
    """The first character that YAML does not allow."""
    found = re.search(_CONTROL, text)
    before = text[: found.start()] if found else ""
    span = Span(file, before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1)
    what = f"the character U+{ord(found[0]):04X}" if found else "the text"
    report.add(codes.ENCODING, f"{what} cannot be read", span, "remove it" if found else "save the file as UTF-8")


def _syntax(error: Any, text: str, file: str, report: Report) -> None:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    lines = text.splitlines()
    here = lines[line - 1] if line <= len(lines) else ""
    indent = here[: len(here) - len(here.lstrip())]
    if "\t" in indent:
        place = Span(file, line, indent.index("\t") + 1)
        report.add(codes.SYNTAX, "a tab in the indentation", place, "indent with spaces")
        return
    problem = _words(error.problem or error.context or "not YAML")
    if "single document" in str(error):
        report.add(
            codes.SYNTAX,
            "a second document begins here",
            Span(file, line, column),
            "one file holds one document: remove the ---",
        )
        return
    help = ""
    if "mapping values are not allowed" in problem:
        help = "a value that contains ': ' is quoted; otherwise look at the indentation of this line and the one above"
    elif "cannot start any token" in problem:
        help = "a value that begins with this character is quoted"
    elif error.context and error.context_mark and error.context_mark.line + 1 != line:
        help = f"{_words(error.context)} in line {error.context_mark.line + 1}"
    report.add(codes.SYNTAX, problem, Span(file, line, column), help)


def _convert(root: Any, file: str, report: Report) -> Node:
    from yaml.nodes import MappingNode, ScalarNode

    new = tuple.__new__  # a NamedTuple's own __new__ is a Python function; this runs a quarter of a million times
    waiving: dict[int, Node] = {}

    def convert(node: Any) -> Node:
        if node.tag:
            help = "leave it out; a value that begins with ! is quoted"
            tag = node.tag.replace("tag:yaml.org,2002:", "!!")
            report.add(codes.ANCHOR, f"the tag {tag} is not read", _span(file, node), help)
        cls = node.__class__
        if cls is ScalarNode:
            return new(Node, ("scalar", (file, node.start_mark, node.end_mark), node.value, (), (), bool(node.style)))
        if cls is MappingNode:
            return mapping(node)
        items = [convert(each) for each in node.value]
        if node.flow_style:
            items = _rejoined_items(items, report)
        end = _end(items[-1]) if items and not node.flow_style else node.end_mark
        return Node("sequence", (file, node.start_mark, end), "", tuple(items))

    def mapping(node: Any) -> Node:
        pairs = [(convert(key), convert(value)) for key, value in node.value]
        names = {key.text for key, _ in pairs}
        if len(names) != len(pairs) or "" in names:
            pairs = _single(pairs, report)
        if node.flow_style and not _SPLIT.isdisjoint("".join(names)):
            pairs = _rejoined_pairs(pairs, report)
        if "<<" in names:
            merged = next(key for key, _ in pairs if key.text == "<<")
            report.add(codes.ANCHOR, "the merge key << is not read", merged.span, "write the keys out")
            pairs = [pair for pair in pairs if pair[0].text != "<<"]
        end = _end(pairs[-1][1]) if pairs and not node.flow_style else node.end_mark
        made = Node("mapping", (file, node.start_mark, end), "", (), tuple(pairs))
        if waiving:
            made = made._replace(pairs=tuple((key, _from_key(key, value, waiving)) for key, value in pairs))
        if "allow" in names:
            waiving[id(made)] = made
        return made

    return convert(root)


def _from_key(key: Node, value: Node, waiving: dict[int, Node]) -> Node:
    """A mapping that carries `allow:` begins at its key, so that what is found at the key is waived too."""
    if waiving.pop(id(value), None) is not None:
        return value._replace(place=(_marks(key)[0], _marks(key)[1], _end(value)))
    return value


def _single(pairs: list[tuple[Node, Node]], report: Report) -> list[tuple[Node, Node]]:
    """The pairs with the first of each key; the others, and keys that are no text, are reported."""
    first: dict[str, tuple[Node, Node]] = {}
    for key, value in pairs:
        if key.kind != "scalar":
            report.add(
                codes.WRONG_KIND,
                "a key is one text, found a list or mapping",
                key.span,
                "quote a key that begins with [ or {",
            )
        elif key.text in first:
            line = first[key.text][0].span.line
            report.add(
                codes.DUPLICATE,
                f"'{key.text}' is written twice",
                key.span,
                f"remove one of the two; the first is in line {line}",
            )
        else:
            first[key.text] = (key, value)
    return list(first.values())


def _open(text: str) -> int:
    return text.count("(") + text.count("<") - text.count(")") - text.count(">")


def _rejoined_pairs(pairs: list[tuple[Node, Node]], report: Report) -> list[tuple[Node, Node]]:
    """`{a: decimal(15,4)}` is `a: decimal(15` and `4)`: put together again, and reported with what to write."""
    whole: list[tuple[Node, Node]] = []
    for key, value in pairs:
        before = whole[-1][1] if whole else None
        if (
            before is not None
            and value.is_empty
            and _open(key.text) < 0
            and not before.quoted
            and _open(before.text) > 0
        ):
            whole[-1] = (whole[-1][0], _joined(before, key, f"{whole[-1][0].text}: ", report))
        else:
            whole.append((key, value))
    return whole


def _rejoined_items(items: list[Node], report: Report) -> list[Node]:
    whole: list[Node] = []
    for item in items:
        before = whole[-1] if whole else None
        if before is not None and not item.quoted and not before.quoted and _open(item.text) < 0 < _open(before.text):
            whole[-1] = _joined(before, item, "", report)
        else:
            whole.append(item)
    return whole


def _joined(before: Node, after: Node, key: str, report: Report) -> Node:
    text = f"{before.text},{after.text}"
    node = Node("scalar", (_marks(before)[0], _marks(before)[1], _end(after)), text)
    report.add(codes.COMMA, f"the comma splits '{text}' in two", node.span, f'quote it: {key}"{text}"')
    return node
