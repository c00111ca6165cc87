"""What can be proven of a search store's model without a server, one sort of proof per file."""

from __future__ import annotations

from gamemodel.diagnostics import Code, Diagnostic, Span


def finding(code: Code, message: str, span: Span | None, help: str = "") -> Diagnostic:
    """A diagnostic with its code's own severity."""
    return Diagnostic(code.id, message, span, help, code.severity)
