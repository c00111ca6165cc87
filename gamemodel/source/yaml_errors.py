"""What cannot be read as YAML, and what is not allowed in it: broken syntax, anchors, deep nesting."""

from __future__ import annotations

import re
from typing import Any, Final

from gamemodel.diagnostics import Span
from gamemodel.source import codes
from gamemodel.source.report import Report

DEEPEST: Final = 40
"""The deepest nesting that is read. More would use up the C parser's stack."""


_NO_BRACKETS: Final = re.compile(r"[^\[\]{}]+")


_CONTROL: Final = "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"


_DEEP_INDENT: Final = re.compile(r"^[-?: ]{40}", re.MULTILINE)


def _is_shallow(text: str) -> bool:
    """Whether the text surely nests less than DEEPEST levels. False if brackets in comments or quotes make it unclear."""
    brackets = _NO_BRACKETS.sub("", text)
    for _ in range(DEEPEST // 2):
        fewer = brackets.replace("[]", "").replace("{}", "")
        if fewer == brackets:
            break
        brackets = fewer
    return len(brackets) < DEEPEST // 2 and not _DEEP_INDENT.search(text)


def is_plain(text: str, file: str, report: Report) -> bool:
    """Whether the text has no anchors, no aliases and no deep nesting. Reports what it has."""
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
                report.add(codes.SYNTAX, f"more than {DEEPEST} levels of nesting", span_of(file, event))
                return False
            if isinstance(event, NodeEvent) and event.anchor is not None:
                plain = False
                sign, what = ("*", "alias") if isinstance(event, AliasEvent) else ("&", "anchor")
                report.add(
                    codes.ANCHOR,
                    f"the {what} {sign}{event.anchor} is not supported",
                    span_of(file, event),
                    "write the value out, or quote it",
                )
    except (YAMLError, UnicodeError):
        return True  # composing meets the same error and reports it
    return plain


def span_of(file: str, thing: Any) -> Span:
    start, end = thing.start_mark, thing.end_mark
    return Span(file, start.line + 1, start.column + 1, end.line + 1, end.column + 1)


def _words(text: str) -> str:
    return " ".join(text.split())


def report_unreadable(text: str, file: str, report: Report) -> None:
    """Report the first character that YAML does not allow."""
    found = re.search(_CONTROL, text)
    before = text[: found.start()] if found else ""
    span = Span(file, before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1)
    what = f"the character U+{ord(found[0]):04X}" if found else "the text"
    report.add(codes.ENCODING, f"{what} cannot be read", span, "remove it" if found else "save the file as UTF-8")


def report_syntax(error: Any, text: str, file: str, report: Report) -> None:
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
        help = "quote a value that contains ': '; otherwise check the indentation of this line and the one above"
    elif "cannot start any token" in problem:
        help = "quote a value that begins with this character"
    elif error.context and error.context_mark and error.context_mark.line + 1 != line:
        help = f"{_words(error.context)} in line {error.context_mark.line + 1}"
    report.add(codes.SYNTAX, problem, Span(file, line, column), help)
