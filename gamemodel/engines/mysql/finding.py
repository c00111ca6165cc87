"""How a check says what it found; severities come from the codes."""

from __future__ import annotations

from gamemodel.diagnostics import Code, Diagnostic, Span


def finding(code: Code, message: str, span: Span | None, help: str = "") -> Diagnostic:
    return Diagnostic(code.id, message, span, help, code.severity)
