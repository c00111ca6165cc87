"""Every finding code of gamemodel with its page, for `explain` and `rules`; the checks themselves lie where they belong."""

from __future__ import annotations

from gamemodel.diagnostics import Code


def catalogue() -> tuple[Code, ...]:
    """All codes by id. Raises ValueError where one id has two meanings."""
    from gamemodel import checks, engine, history
    from gamemodel.source import codes as source

    known: dict[str, Code] = {}
    found = (
        *source.CODES,
        *history.CODES,
        *checks.CODES,
        *(c for name in engine.NAMES for c in engine.get(name).codes()),
        *(rule.code for name in engine.NAMES for rule in engine.get(name).rules()),
    )
    for code in found:
        if known.setdefault(code.id, code) != code:
            raise ValueError(f"{code.id} has two meanings: {known[code.id].title!r} and {code.title!r}")
    return tuple(known[id_] for id_ in sorted(known))
