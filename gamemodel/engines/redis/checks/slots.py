"""Checks that families which are used together lie in one slot of a cluster: their keys need the same hash tag."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from gamemodel.diagnostics import Diagnostic
from gamemodel.engines.redis import codes
from gamemodel.engines.redis.checks.families import DeclaredFamily
from gamemodel.engines.redis.dialect.patterns import Placeholder


def prove(families: tuple[DeclaredFamily, ...]) -> Iterator[Diagnostic]:
    """Findings over all families with the same `together:`."""
    groups: dict[str, list[DeclaredFamily]] = defaultdict(list)
    for family in families:
        if family.declared.together:
            groups[family.declared.together].append(family)
    for name, members in sorted(groups.items()):
        if len(members) == 1:
            yield members[0].at(
                codes.TOGETHER, f"no other family says together: {name}", "name it in the others too, or leave it out"
            )
        for family in members:
            if family.compiled.pattern.tag is None:
                yield family.at(
                    codes.TOGETHER,
                    f"it is used together with {name} and has no hash tag",
                    "put the part that they share in braces: {user:<name>}",
                )
        tagged = [each for each in members if each.compiled.pattern.tag is not None]
        for a, b in combinations(tagged, 2):
            if _meaning(a) != _meaning(b):
                yield b.at(
                    codes.TOGETHER,
                    f"its hash tag {_written(b)} is not that of {a.compiled.name}, {_written(a)}",
                    "the texts must be the same, and the placeholders the same values",
                )


def _meaning(family: DeclaredFamily) -> tuple[str, ...]:
    """The tag with each placeholder as the field that it refers to in the end, so that two names of one value are equal."""
    return tuple(
        _field(family, part) if isinstance(part, Placeholder) else part for part in family.compiled.pattern.tag or ()
    )


def _field(family: DeclaredFamily, part: Placeholder) -> str:
    field = family.entity.field(part.field)
    root = str(field.ref) if field.ref else f"{family.entity.name}.{field.name}"
    return f"<{root}:{part.form}>"


def _written(family: DeclaredFamily) -> str:
    return "{" + "".join(str(part) for part in family.compiled.pattern.tag or ()) + "}"
