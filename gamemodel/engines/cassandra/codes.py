"""The codes that this engine raises, with the pages that `gamemodel explain` prints; each stands beside what finds it."""

from __future__ import annotations

from gamemodel.diagnostics import Code


def codes() -> tuple[Code, ...]:
    """All of them, by id."""
    from gamemodel.engines.cassandra import check_codes, rules, target_codes
    from gamemodel.engines.cassandra.diff import refusals
    from gamemodel.engines.cassandra.files import drafts as draft

    found = (*refusals.CODES, *draft.CODES, *check_codes.CODES, *target_codes.CODES, *rules.codes())
    return tuple(sorted(found, key=lambda code: code.id))
