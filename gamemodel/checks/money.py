"""Money is stored exactly, never in floating point."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from gamemodel.checks import codes
from gamemodel.checks.context import CheckContext
from gamemodel.diagnostics import Diagnostic

_WORDS: Final = frozenset(("price", "cost", "fee", "tax", "money", "revenue", "refund", "currency", "salary"))
_FLOATS: Final = ("float32", "float64")


def check(context: CheckContext) -> Iterator[Diagnostic]:
    for entity in context.model.entities:
        for field in entity.fields:
            if field.type.kind in _FLOATS and _WORDS & set(field.name.split("_")):
                message = f"{entity.name}.{field.name} looks like money and is {field.type}"
                yield codes.MONEY.at(field.span, message, 'write "decimal(15,4)"')
    for named in context.model.types:
        parts = dict(named.type.parts)
        inexact = next((name for name, type_ in parts.items() if type_.kind in _FLOATS), "")
        if "currency" in parts and inexact:
            message = f"the part {inexact} of the type {named.name} is {parts[inexact]}, beside a currency"
            yield codes.MONEY.at(named.span, message, f'write {inexact}: "decimal(15,4)"')
