"""Random Redis schemas that a real server takes, and schemas that supported changes lead to from a given one."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from hypothesis import strategies as st

from gamemodel.engines.redis.block.sections import Grant, Options
from gamemodel.engines.redis.compile.roles import derived_roles
from gamemodel.engines.redis.dialect.formats import FORMATS, FREE, PERIODS, widens
from gamemodel.engines.redis.schema import Family, Kind, Registry, Schema, Value

PREFIX: Final = "law:"
ROLES: Final = ("law_game", "law_shop", "law_jobs")
NAMES: Final = ("age", "body", "item", "level", "rank_", "score", "seen_at", "tags", "x")
STORED: Final = tuple(sorted(set(FORMATS) - set(PERIODS)))
KINDS: Final[tuple[Kind, ...]] = (
    "string", "counter", "bitmap", "hyperloglog", "hash", "list", "set", "zset", "geo", "stream",
)  # fmt: skip
TTLS: Final = (None, 60, 900, 1800, 86_400, 31_536_000)
_DEEP: Final = ("text", "uuid", "unsigned", "integer", "flag", "date", "month", "hour")


def _forms(*only: str) -> st.SearchStrategy[str]:
    return st.sampled_from(only or STORED)


def _fields() -> st.SearchStrategy[tuple[Value, ...]]:
    names = st.lists(st.sampled_from(NAMES), min_size=1, max_size=5, unique=True)
    return names.flatmap(lambda chosen: st.tuples(*(st.builds(Value, st.just(n), _forms()) for n in sorted(chosen))))


@st.composite
def keys(draw: st.DrawFn, number: int) -> str:
    """A pattern whose first segment is the family's own, so that no two overlap."""
    text = f"{PREFIX}f{number}"
    for index in range(draw(st.integers(0, 2))):
        form = draw(st.sampled_from(_DEEP))
        placeholder = f"<p{index}>" if form == "text" else f"<p{index}:{form}>"
        text += f":{{{placeholder}}}" if index == 0 and draw(st.booleans()) else f":{placeholder}"
    return text + draw(st.sampled_from(("", ":end", ":a.b-c")))


@st.composite
def families(draw: st.DrawFn, number: int) -> Family:
    """One family of any kind."""
    kind = draw(st.sampled_from(KINDS))
    roles = st.lists(st.sampled_from(ROLES), unique=True, max_size=3).map(lambda found: tuple(sorted(found)))
    ttl = draw(st.sampled_from(TTLS))
    version = draw(st.sampled_from((1, 1, 1, 2, 7)))
    return Family(
        f"things.f{number}",
        draw(keys(number)) + (f":v{version}" if version > 1 else ""),
        kind,
        draw(_fields()) if kind in ("hash", "stream") else (),
        Value("who", draw(_forms())) if kind in ("set", "zset", "geo") else None,
        Value("score", draw(_forms("integer", "unsigned", "number"))) if kind == "zset" else None,
        Value("what", draw(_forms("integer") if kind == "counter" else _forms())) if kind in ("string", "list", "counter") else None,
        ttl,
        draw(st.sampled_from((0.0, 0.0, 0.1, 0.25))) if ttl else 0.0,
        draw(st.booleans()) if ttl else False,
        draw(st.sampled_from(("writers", "writers", "read-through"))),
        draw(roles),
        draw(roles),
        draw(st.sampled_from(("", "", "group"))),
        version,
    )  # fmt: skip


def _with_roles(registry: Registry, found: tuple[Family, ...], managed: bool, grants: tuple[Grant, ...]) -> Schema:
    found = tuple(sorted(found, key=lambda each: each.name))
    options = Options(PREFIX, registry.cluster, "managed", grants)
    return Schema(registry, found, derived_roles(found, registry, options) if managed else ())


GRANTS: Final = st.sampled_from(
    ((), (Grant("law_jobs", ("publish", "script|load"), ("chat:*",)),), (Grant("law_shop", ("dbsize",)),))
)


@st.composite
def schemas(draw: st.DrawFn) -> Schema:
    """A registry with some families and, mostly, the rights that follow from them."""
    numbers = draw(st.lists(st.integers(0, 9), unique=True, max_size=5))
    found = tuple(draw(families(number)) for number in numbers)
    ignored = draw(st.sampled_from(((), (f"{PREFIX}celery:*",))))
    registry = Registry(PREFIX, draw(st.booleans()), ignored)
    return _with_roles(registry, found, draw(st.integers(0, 4)) > 0, draw(GRANTS))


def _widened(draw: st.DrawFn, part: Value) -> Value:
    return Value(part.name, draw(st.sampled_from([form for form in STORED if widens(part.form, form)])))


@st.composite
def _family_evolved(draw: st.DrawFn, family: Family) -> Family:
    """What supported changes make of one family."""
    changed = family
    if draw(st.booleans()):
        ttl = draw(st.sampled_from(TTLS))
        jitter = draw(st.sampled_from((0.0, 0.1, 0.25))) if ttl else 0.0
        changed = replace(changed, ttl_s=ttl, jitter=jitter, sliding=draw(st.booleans()) if ttl else False)
    if draw(st.booleans()):
        readers = tuple(sorted(draw(st.sets(st.sampled_from(ROLES)))))
        changed = replace(changed, readers=readers, fill=draw(st.sampled_from(("writers", "read-through"))))
    if changed.kind == "hash" and draw(st.booleans()):
        kept = tuple(each for each in changed.fields if draw(st.booleans()))
        fresh = Value("zz_new", draw(_forms()))
        changed = replace(changed, fields=(*(_widened(draw, each) for each in kept), fresh))
    if changed.kind == "stream" and draw(st.booleans()):
        changed = replace(changed, fields=(*changed.fields, Value("zz_new", draw(_forms()))))
    if changed.member and draw(st.booleans()):
        changed = replace(changed, member=_widened(draw, changed.member))
    if changed.value and changed.kind != "counter" and draw(st.booleans()):
        changed = replace(changed, value=_widened(draw, changed.value))
    if "<p0>" in changed.key and draw(st.booleans()):
        changed = replace(changed, key=changed.key.replace("<p0>", "<owner>"))
    return replace(changed, together=draw(st.sampled_from(("", "group"))))


@st.composite
def evolved(draw: st.DrawFn, schema: Schema) -> Schema:
    """A schema that supported changes lead to: families altered, dropped and added, other rights."""
    assert schema.registry is not None
    kept = [draw(_family_evolved(each)) for each in schema.families if draw(st.integers(0, 3))]
    fresh = draw(st.lists(st.integers(10, 15), unique=True, max_size=2))
    added = [draw(families(number)) for number in fresh]
    registry = Registry(PREFIX, draw(st.booleans()), draw(st.sampled_from(((), (f"{PREFIX}celery:*",)))))
    return _with_roles(registry, (*kept, *added), draw(st.integers(0, 4)) > 0, draw(GRANTS))


def renamed(schema: Schema, prefix: str) -> Schema:
    """The same schema under another prefix and with other users, so that runs do not meet."""
    assert schema.registry is not None

    def role(name: str) -> str:
        return f"{prefix.rstrip(':')}_{name}"

    registry = replace(
        schema.registry, prefix=prefix, ignore=tuple(g.replace(PREFIX, prefix, 1) for g in schema.registry.ignore)
    )
    found = tuple(
        replace(
            each,
            key=each.key.replace(PREFIX, prefix, 1),
            readers=tuple(map(role, each.readers)),
            writers=tuple(map(role, each.writers)),
        )
        for each in schema.families
    )
    grants = tuple(
        Grant(role(each.name), _extra(each.rights.commands), each.rights.channels)
        for each in schema.roles
        if _extra(each.rights.commands) or each.rights.channels
    )
    return _with_roles_of(registry, found, bool(schema.roles), grants)


def _extra(commands: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(each for each in commands if each in ("publish", "script|load", "dbsize"))


def _with_roles_of(registry: Registry, found: tuple[Family, ...], managed: bool, grants: tuple[Grant, ...]) -> Schema:
    options = Options(registry.prefix, registry.cluster, "managed", grants)
    return Schema(registry, found, derived_roles(found, registry, options) if managed else ())


__all__ = ["FREE", "PREFIX", "ROLES", "evolved", "families", "renamed", "schemas"]
