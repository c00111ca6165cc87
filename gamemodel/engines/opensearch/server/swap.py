"""Moves the alias of a rebuilt index to another copy, in one request."""

from __future__ import annotations

from collections.abc import Iterator

from gamemodel.engines.opensearch.dialect.ownership import Ownership
from gamemodel.engines.opensearch.schema import is_numbered
from gamemodel.engines.opensearch.server.connection import Connection, expect
from gamemodel.errors import UsageError
from gamemodel.step import Progress


def swap(wire: Connection, own: Ownership, name: str, to: str | None) -> Iterator[Progress]:
    """Point the alias at `to`, or at the newest copy by name. Raises UsageError where there is no such copy or alias."""
    alias = name if name.startswith(own.prefix) else own.prefix + name
    query = "expand_wildcards=open&ignore_unavailable=true&allow_no_indices=true"
    found = expect(wire, "GET", f"{alias},{alias}-*?{query}")
    if alias in found:
        raise UsageError(
            f"{alias} is an index, not an alias", "delete or reindex it; a writer created it before the alias existed"
        )
    holders = {index: body["aliases"][alias] for index, body in found.items() if alias in body["aliases"]}
    if any("is_write_index" in each for each in holders.values()):
        raise UsageError(f"{alias} is a rolling alias; only rebuilt indices are swapped")
    copies = sorted(index for index in found if is_numbered(index, alias) or index == to)
    if not copies:
        raise UsageError(f"there is no copy {alias}-… to move {alias} to", "let the job make one first")
    target = to or copies[-1]
    if target not in copies:
        raise UsageError(f"{target} is not a copy of {alias}", f"copies: {', '.join(copies)}")
    if set(holders) == {target}:
        yield Progress(1, 1, note=f"{alias} is on {target} already")
        return
    if to is None:
        _compare(wire, alias, target, sorted(holders))
    actions = [{"remove": {"index": index, "alias": alias}} for index in sorted(holders) if index != target]
    expect(wire, "POST", "_aliases", {"actions": [*actions, {"add": {"index": target, "alias": alias}}]})
    was = ", ".join(sorted(holders)) or "nothing"
    yield Progress(1, 1, note=f"{alias}: {was} -> {target}")


def _compare(wire: Connection, alias: str, target: str, holders: list[str]) -> None:
    """Raises UsageError where an empty copy would replace a full one: the job has not run. Not called for a named copy."""
    expect(wire, "POST", f"{target}/_refresh")
    new = expect(wire, "GET", f"{target}/_count")["count"]
    old = expect(wire, "GET", f"{','.join(holders)}/_count")["count"] if holders else 0
    if old and not new:
        raise UsageError(f"{target} is empty and {alias} has {old} documents", f"name it to swap anyway: --to {target}")
