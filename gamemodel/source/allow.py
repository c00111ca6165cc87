"""Reads `allow:`, the waivers of a mapping."""

from __future__ import annotations

import re

from gamemodel.model.model import Waiver
from gamemodel.source.codes import BAD_WAIVER
from gamemodel.source.node import Node
from gamemodel.source.report import Report


def read_allow(node: Node, around: Node, report: Report) -> None:
    """Read `allow: {GM304: reason}`. `node` is its value; the waivers hold within the mapping `around`."""
    if node.kind != "mapping" or not node.pairs:
        help = "write allow: {GM304: why it is accepted}"
        report.add(BAD_WAIVER, "allow needs a mapping of codes to reasons", node.span, help)
    for key, reason in node.pairs:
        code = key.text
        if not re.fullmatch(r"GM\d{3}", code):
            report.add(BAD_WAIVER, f"'{code}' is not a finding's code", key.span, "a code is GM and three digits")
        elif reason.kind != "scalar" or not reason.text.strip():
            report.add(BAD_WAIVER, f"the waiver of {code} gives no reason", key.span, f"write allow: {{{code}: why}}")
        else:
            report.waivers.append(Waiver(code, reason.text, around.span, key.span))
