"""Families against each other: no key belongs to two, none is gamemodel's own, those used together share a slot, no right reaches too far."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from gamemodel.diagnostics import Diagnostic
from gamemodel.engines.redis import codes
from gamemodel.engines.redis.block.sections import Options
from gamemodel.engines.redis.checks.families import Subject
from gamemodel.engines.redis.compile.schema import accesses
from gamemodel.engines.redis.dialect.patterns import Placeholder, glob_atoms, overlap, reached, shared_key


def prove(subjects: tuple[Subject, ...], options: Options) -> Iterator[Diagnostic]:
    """Findings over all families of the store, of all entities."""
    own = glob_atoms(f"{options.prefix}gamemodel:*")
    for subject in subjects:
        key = shared_key(own, subject.family.pattern.atoms)
        if key is not None:
            yield subject.say(
                codes.RESERVED_KEY, f"{key} would be one of gamemodel's own keys", "choose another first segment"
            )
    for a, b in _near(subjects):
        key = overlap(a.family.pattern, b.family.pattern)
        if key is not None:
            yield b.say(
                codes.OVERLAP,
                f"{key} is a key of {a.family.name} ({a.family.key}) as well",
                "put a literal segment where the two differ",
            )
        elif options.acl == "managed":
            yield from _reach(a, b)
            yield from _reach(b, a)
    yield from _together(subjects)


def _near(subjects: tuple[Subject, ...]) -> Iterator[tuple[Subject, Subject]]:
    """Pairs that can share a key at all: by the first literal, one has to begin with the other."""
    ordered = sorted(subjects, key=_begin)
    for index, a in enumerate(ordered):
        begin = _begin(a)
        for b in ordered[index + 1 :]:
            if not _begin(b).startswith(begin):
                break
            yield a, b


def _begin(subject: Subject) -> str:
    first = subject.family.pattern.parts[0]
    return first if isinstance(first, str) else ""


def _reach(a: Subject, b: Subject) -> Iterator[Diagnostic]:
    """What roles of `a` may do to keys of `b` because a glob's * takes `:`."""
    key = reached(a.family.pattern.glob, b.family.pattern)
    if key is None:
        return
    for role in sorted({*a.family.readers, *a.family.writers}):
        has = set(accesses(b.family, role)) if role in (*b.family.readers, *b.family.writers) else set()
        gets = set(accesses(a.family, role))
        if not gets <= has and "both" not in has:
            yield a.say(
                codes.GLOB_REACH,
                f"its right {a.family.pattern.glob} lets {role} reach {key} of {b.family.name} too",
                "put different literals first in the two keys",
            )


def _together(subjects: tuple[Subject, ...]) -> Iterator[Diagnostic]:
    groups: dict[str, list[Subject]] = defaultdict(list)
    for subject in subjects:
        if subject.declared.together:
            groups[subject.declared.together].append(subject)
    for name, members in sorted(groups.items()):
        if len(members) == 1:
            yield members[0].say(
                codes.TOGETHER, f"no other family says together: {name}", "name it in the others too, or leave it out"
            )
        for subject in members:
            if subject.family.pattern.tag is None:
                yield subject.say(
                    codes.TOGETHER,
                    f"it is used together with {name} and has no hash tag",
                    "put the part that they share in braces: {user:<name>}",
                )
        tagged = [each for each in members if each.family.pattern.tag is not None]
        for a, b in combinations(tagged, 2):
            if _meaning(a) != _meaning(b):
                yield b.say(
                    codes.TOGETHER,
                    f"its hash tag {_written(b)} is not that of {a.family.name}, {_written(a)}",
                    "the texts must be the same, and the placeholders the same values",
                )


def _meaning(subject: Subject) -> tuple[str, ...]:
    """The tag with each placeholder as the field that it refers to in the end, so that two names of one value are equal."""
    return tuple(
        _field(subject, part) if isinstance(part, Placeholder) else part for part in subject.family.pattern.tag or ()
    )


def _field(subject: Subject, part: Placeholder) -> str:
    field = subject.entity.field(part.field)
    root = str(field.ref) if field.ref else f"{subject.entity.name}.{field.name}"
    return f"<{root}:{part.form}>"


def _written(subject: Subject) -> str:
    return "{" + "".join(str(part) for part in subject.family.pattern.tag or ()) + "}"
