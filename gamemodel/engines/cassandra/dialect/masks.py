"""The canonical form of a data mask."""

from __future__ import annotations

from gamemodel.engines.cassandra.dialect.cql import literal, significant


def canonical_mask(text: str) -> str:
    """`DEFAULT` is `mask_default()`; `system.` and white space are removed: `mask_inner(1, null)`; an empty mask stays empty."""
    if not text.strip():
        return ""
    if text.strip().upper() == "DEFAULT":
        return "mask_default()"
    words = [token.text for token in significant(text)]
    if words[:2] == ["system", "."]:
        words = words[2:]
    return "".join(words).replace(",", ", ")


def read_mask(keyspace: str, function: str, types: list[str], values: list[str | None], nulls: list[bool]) -> str:
    """A row of `system_schema.column_masks` in canonical form; the first argument's type is the column's own."""
    arguments = []
    for type_, value, null in zip(types[-len(values) :] if values else [], values, nulls, strict=False):
        quoted = type_ in ("text", "varchar", "ascii")
        arguments.append("null" if null or value is None else literal(value) if quoted else value)
    prefix = "" if keyspace == "system" else f"{keyspace}."
    return f"{prefix}{function}({', '.join(arguments)})"
