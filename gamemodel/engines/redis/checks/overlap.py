"""Checks that no key belongs to two families or to gamemodel itself, and that no right reaches another family."""

from __future__ import annotations

from collections.abc import Iterator

from gamemodel.diagnostics import Diagnostic
from gamemodel.engines.redis import codes
from gamemodel.engines.redis.block.sections import Options
from gamemodel.engines.redis.checks.families import DeclaredFamily
from gamemodel.engines.redis.compile.roles import accesses
from gamemodel.engines.redis.dialect.overlap import glob_atoms, overlap, reached, shared_key


def prove(families: tuple[DeclaredFamily, ...], options: Options) -> Iterator[Diagnostic]:
    """Findings over all families of the store, of all entities."""
    own = glob_atoms(f"{options.prefix}gamemodel:*")
    for family in families:
        key = shared_key(own, family.compiled.pattern.atoms)
        if key is not None:
            yield family.at(
                codes.RESERVED_KEY, f"{key} would be one of gamemodel's own keys", "choose another first segment"
            )
    for a, b in _near(families):
        key = overlap(a.compiled.pattern, b.compiled.pattern)
        if key is not None:
            yield b.at(
                codes.OVERLAP,
                f"{key} is a key of {a.compiled.name} ({a.compiled.key}) as well",
                "put a literal segment where the two differ",
            )
        elif options.acl == "managed":
            yield from _reach(a, b)
            yield from _reach(b, a)


def _near(families: tuple[DeclaredFamily, ...]) -> Iterator[tuple[DeclaredFamily, DeclaredFamily]]:
    """Pairs that can share a key at all: by the first literal, one has to begin with the other."""
    ordered = sorted(families, key=_begin)
    for index, a in enumerate(ordered):
        begin = _begin(a)
        for b in ordered[index + 1 :]:
            if not _begin(b).startswith(begin):
                break
            yield a, b


def _begin(family: DeclaredFamily) -> str:
    first = family.compiled.pattern.parts[0]
    return first if isinstance(first, str) else ""


def _reach(a: DeclaredFamily, b: DeclaredFamily) -> Iterator[Diagnostic]:
    """What roles of `a` may do to keys of `b` because a glob's * takes `:`."""
    key = reached(a.compiled.pattern.glob, b.compiled.pattern)
    if key is None:
        return
    for role in sorted({*a.compiled.readers, *a.compiled.writers}):
        has = set(accesses(b.compiled, role)) if role in (*b.compiled.readers, *b.compiled.writers) else set()
        gets = set(accesses(a.compiled, role))
        if not gets <= has and "both" not in has:
            yield a.at(
                codes.GLOB_REACH,
                f"its right {a.compiled.pattern.glob} lets {role} reach {key} of {b.compiled.name} too",
                "put different literals first in the two keys",
            )
