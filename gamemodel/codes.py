"""Every finding code with its page and examples, for `explain` and `rules`."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources

from gamemodel.diagnostics import Code


@dataclass(frozen=True, slots=True)
class Documented:
    """A code with what it finds (`fails`) and what it does not (`passes`), each as edits of a small model."""

    code: Code
    fails: str = ""
    passes: str = ""


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


def documented(code: Code) -> Documented:
    """The code with its examples: those in its rule's file, else those in an `examples/GMnnn.txt` beside what finds it."""
    from gamemodel import engine

    for name in engine.NAMES:
        for rule in engine.get(name).rules():
            if rule.code.id == code.id:
                return Documented(code, rule.fails.strip("\n"), rule.passes.strip("\n"))
    packages = ("gamemodel.source", "gamemodel.checks", *(f"gamemodel.engines.{name}.checks" for name in engine.NAMES))
    for package in packages:
        file = resources.files(package) / "examples" / f"{code.id}.txt"
        if file.is_file():
            _, fails, passes = (
                ("\n" + file.read_text(encoding="utf-8"))
                .replace("\n=== passes\n", "\n=== fails\n")
                .split("\n=== fails\n")
            )
            return Documented(code, fails.strip("\n"), passes.strip("\n"))
    return Documented(code)
