"""Reads `allow:`, the waivers of a mapping."""

from __future__ import annotations

import re

from gamemodel.model.model import Waiver
from gamemodel.source import codes
from gamemodel.source.node import Node
from gamemodel.source.report import Report


def read_allow(node: Node, around: Node, report: Report) -> None:
    """Read `allow: {GM304: reason}`. `node` is its value; the waivers hold within the mapping `around`."""
    if node.kind != "mapping" or not node.pairs:
        report.add(
            codes.BAD_WAIVER,
            "allow needs a mapping of codes to reasons",
            node.span,
            "write allow: {GM304: why it is accepted}",
        )
    for key, reason in node.pairs:
        if not re.fullmatch(r"GM\d{3}", key.text):
            report.add(
                codes.BAD_WAIVER, f"'{key.text}' is not a finding's code", key.span, "a code is GM and three digits"
            )
        elif reason.kind != "scalar" or not reason.text.strip():
            report.add(
                codes.BAD_WAIVER,
                f"the waiver of {key.text} gives no reason",
                key.span,
                f"write allow: {{{key.text}: why}}",
            )
        else:
            report.waivers.append(Waiver(key.text, reason.text, around.span, key.span))
