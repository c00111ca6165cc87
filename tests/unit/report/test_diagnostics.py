"""Findings as text, JSON and annotations."""

from __future__ import annotations

from gamemodel.diagnostics import Diagnostic, Severity, Span
from gamemodel.report import diagnostics
from gamemodel.report.paint import Paint

WRONG = Diagnostic(
    "GM104", "unknown type 'txt'; did you mean 'text'?", Span("schema/a.yaml", 2, 7, 2, 10), "write one of the types"
)
PLACELESS = Diagnostic("GM294", "50% stale:\nsecond line", None, "", Severity.WARNING)
SOURCES = {"schema/a.yaml": "fields:\n\tbody: txt\n"}


def test_text_has_place_severity_code_fact_and_cure() -> None:
    assert diagnostics.text([WRONG]) == (
        "schema/a.yaml:2:7: error GM104 unknown type 'txt'; did you mean 'text'?\n  help: write one of the types\n"
    )


def test_text_of_a_finding_without_place_indents_what_follows() -> None:
    assert diagnostics.text([PLACELESS]) == "warning GM294 50% stale:\n  second line\n"


def test_a_terminal_sees_the_line_with_a_mark_under_the_word_and_tabs_kept() -> None:
    text = diagnostics.text([WRONG], Paint(terminal=True), SOURCES)
    assert "  2 | \tbody: txt\n    | \t     ^^^\n" in text


def test_colour_only_where_asked() -> None:
    assert "\x1b[" in diagnostics.text([WRONG], Paint(terminal=True, colour=True), SOURCES)
    assert "\x1b[" not in diagnostics.text([WRONG], Paint(terminal=True), SOURCES)


def test_a_place_outside_the_source_has_no_excerpt() -> None:
    far = Diagnostic("GM104", "gone", Span("schema/a.yaml", 99, 1))
    assert diagnostics.text([far], Paint(terminal=True), SOURCES) == "schema/a.yaml:99:1: error GM104 gone\n"


def test_annotations_escape_what_the_code_host_would_read() -> None:
    assert diagnostics.github([WRONG, PLACELESS]) == (
        "::error file=schema/a.yaml,line=2,endLine=2,col=7,endColumn=10,title=GM104::"
        "unknown type 'txt'; did you mean 'text'?%0Ahelp: write one of the types\n"
        "::warning title=GM294::50%25 stale:%0Asecond line\n"
    )


def test_data_spells_out_absent_values() -> None:
    assert diagnostics.data([PLACELESS]) == [
        {"code": "GM294", "severity": "warning", "message": "50% stale:\nsecond line", "help": None, "span": None}
    ]


def test_summary_counts_by_severity_and_is_empty_for_nothing() -> None:
    assert diagnostics.summary([WRONG, WRONG, PLACELESS]) == "2 errors, 1 warning"
    assert diagnostics.summary([]) == ""
