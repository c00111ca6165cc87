"""Collects the findings while a model is read, so that all of them are reported at once."""

from __future__ import annotations

from gamemodel.diagnostics import Code, Diagnostic, Severity, Span
from gamemodel.model.model import Waiver
from gamemodel.source.scope import EMPTY, Scope


class Report:
    """The findings and waivers (`allow:`) so far, and the names of the project (`scope`)."""

    __slots__ = ("found", "scope", "waivers")

    def __init__(self, scope: Scope = EMPTY) -> None:
        self.found: list[Diagnostic] = []
        self.waivers: list[Waiver] = []
        self.scope = scope

    def add(self, code: Code, message: str, span: Span | None, help: str = "") -> None:
        """Add a finding with the code's own severity."""
        self.found.append(code.at(span, message, help))

    @property
    def has_errors(self) -> bool:
        return any(each.severity is Severity.ERROR for each in self.found)
