"""Checks that each family has a TTL, and that it is within the retention and what privacy classes allow."""

from __future__ import annotations

from collections.abc import Iterator

from gamemodel.diagnostics import Diagnostic
from gamemodel.engines.redis import codes
from gamemodel.engines.redis.block.sections import UNSAID
from gamemodel.engines.redis.checks.families import DeclaredFamily
from gamemodel.engines.redis.compile.families import field_names, written_fields
from gamemodel.engines.redis.dialect.durations import duration
from gamemodel.model import Model
from gamemodel.topology import Store


def prove(family: DeclaredFamily, model: Model, store: Store) -> Iterator[Diagnostic]:
    """Findings about one family."""
    declared = family.declared
    if declared.ttl == UNSAID:
        yield family.at(codes.NO_TTL, "it says no TTL", "write ttl: 15m, or ttl: none where somebody deletes the keys")
        return
    if declared.ttl == 0:
        yield family.at(codes.NO_TTL, "a TTL of 0 deletes a key as it is written", "write ttl: none, or a duration")
        return
    if declared.ttl is None and (declared.jitter or declared.sliding):
        word = "jitter" if declared.jitter else "sliding"
        yield family.at(codes.TTL_WORDS, f"{word} varies a TTL, and there is none", f"leave {word} out, or say a TTL")
    if declared.jitter >= 1:
        yield family.at(codes.TTL_WORDS, "a jitter of 100% can draw a TTL of 0", "write less, for example 10%")
    yield from _retention(family, store)
    yield from _keep(family, model)


def _retention(family: DeclaredFamily, store: Store) -> Iterator[Diagnostic]:
    kept = family.entity.retention.seconds(store.name)
    if kept is None:
        return
    longest = _longest(family)
    if longest is None or longest > kept:
        lives = "without end" if longest is None else duration(longest)
        yield family.at(
            codes.TTL_RETENTION,
            f"its keys live {lives}, and retention says {store.name}: {duration(kept)}",
            f"write a ttl of at most {duration(kept)}, jitter included, or change the retention",
        )


def _longest(family: DeclaredFamily) -> float | None:
    bounds = family.compiled.ttl_range_ms
    return None if bounds is None else bounds[1] / 1000


def _keep(family: DeclaredFamily, model: Model) -> Iterator[Diagnostic]:
    declared = family.declared
    names = {*written_fields(declared.key), *field_names(family.entity, declared)}
    names |= {name for name in (declared.member, declared.score, declared.value) if name}
    longest = _longest(family)
    for name in sorted(names):
        class_ = model.privacy_class(family.entity.field(name).privacy)
        if class_ is None or class_.keep_s is None:
            continue
        if longest is None or longest > class_.keep_s:
            lives = "without end" if longest is None else duration(longest)
            yield family.at(
                codes.TTL_KEEP,
                f"{name} is {class_.name}, kept for {duration(class_.keep_s)} at most, and the key lives {lives}",
                f"write a ttl of at most {duration(class_.keep_s)}, or leave {name} out",
            )
