"""What the checker proves of a Redis store: one small fault each, and the code it gets."""

from __future__ import annotations

from typing import Any

import pytest

from gamemodel.engine import get
from gamemodel.engines.redis.block.sections import UNSAID
from gamemodel.model import Order, Per, PrivacyClass, Query, Retention, Volume
from tests.unit.engines.redis.models import entity, family, model

ENGINE = get("redis")


def codes(*entities: Any, privacy: tuple[PrivacyClass, ...] = (), **options: Any) -> list[str]:
    made, store = model(*entities, **options)
    if privacy:
        from dataclasses import replace

        made = replace(made, privacy=privacy)
    return sorted(each.code for each in ENGINE.check(made, store) if each.code != "GM760")


def test_a_faultless_family_has_no_finding() -> None:
    assert codes(entity("users", family("profile", "user:<name>:profile"))) == []


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (family("f", "user:<nam>:x"), "GM365"),
        (family("f", "user name"), "GM365"),
        (family("f", "user:<maybe>"), "GM365"),
        (family("f", "user:<tags>"), "GM365"),
        (family("f", "user:<month(name)>"), "GM365"),
        (family("f", "user:<moon(at)>"), "GM365"),
        (family("f", "{app}:user:<name>"), "GM366"),
        (family("f", "user:<name>", together="u"), "GM367"),
        (family("f", "gamemodel:<name>"), "GM364"),
        (family("f", "<name>:x"), "GM364"),
        (family("f", "u:<name>", fields=()), "GM369"),
        (family("f", "u:<name>", "zset", member="id"), "GM369"),
        (family("f", "u:<name>", "zset", member="id", score="note"), "GM369"),
        (family("f", "u:<name>", "set", member="id", score="at"), "GM369"),
        (family("f", "u:<name>", "counter", value="name"), "GM369"),
        (family("f", "u:<name>", "string", value="note", fields=("name",)), "GM369"),
        (family("f", "u:<name>", "zset", member="id", score="wealth"), "GM370"),
        (family("f", "u:<name>", readers=()), "GM371"),
        (family("f", "u:<name>", writers=()), "GM371"),
        (family("f", "u:<name>", why=""), "GM361"),
        (family("f", "u:<name>", ttl=UNSAID), "GM560"),
        (family("f", "u:<name>", ttl=0), "GM560"),
        (family("f", "u:<name>", ttl=None, jitter=0.1), "GM563"),
        (family("f", "u:<name>", ttl=None, sliding=True), "GM563"),
        (family("f", "u:<name>", jitter=1.0), "GM563"),
    ],
)
def test_one_fault_is_one_code(made: Any, code: str) -> None:
    found = codes(entity("users", made))
    assert code in found
    assert len(set(found)) == 1


def test_two_families_of_one_key_are_found_over_entities() -> None:
    users = entity("users", family("a", "user:<name>"))
    others = entity("zoo", family("b", "user:top"))
    made, store = model(users, others)
    (found,) = [each for each in ENGINE.check(made, store) if each.code == "GM363"]
    assert "game:user:top is a key of" in found.message


def test_families_together_need_the_same_tag_and_a_reference_is_the_same_value() -> None:
    users = entity("users", family("a", "{user:<name>}:profile", together="u"))
    same = entity("zoo", family("b", "{user:<owner>}:sess", together="u"))
    other = entity("zoo", family("b", "{user:<name>}:sess", together="u"))
    assert codes(users, same) == []
    assert codes(users, other) == ["GM367"]


def test_a_right_that_reaches_another_family_is_told() -> None:
    wide = family("a", "user:<name>:sess")
    deep = family("b", "user:<name>:<id>:sess", readers=("jobs",), writers=("jobs",))
    assert codes(entity("users", wide, deep)) == ["GM368"]
    assert codes(entity("users", wide, family("b", "user:<name>:<id>:sess"))) == []


@pytest.mark.parametrize(
    ("query", "made", "wanted"),
    [
        ({"by": ("name",)}, family("f", "u:<name>", serves=("q",)), []),
        ({"by": ("name",)}, family("f", "u:<name>"), ["GM360"]),
        ({"by": ("name",)}, family("f", "u:<name>:<age>", serves=("q",)), ["GM362"]),
        ({"by": ("name", "age")}, family("f", "u:<name>", serves=("q",)), ["GM362"]),
        ({"filter": ("name",)}, family("f", "u", serves=("q",)), ["GM362"]),
        ({"order": (Order("rating", True),)}, family("f", "r", "zset", member="name", score="rating", serves=("q",)), []),
        ({"order": (Order("age", True),)}, family("f", "r", "zset", member="name", score="rating", serves=("q",)), ["GM362"]),
        ({"order": (Order("age", True),)}, family("f", "r", serves=("q",)), ["GM362"]),
        ({"by": ("name",), "one": True}, family("f", "u:<name>", "set", member="id", serves=("q",)), ["GM362"]),
        ({"by": ("name",), "range": "at"}, family("f", "u:<name>:<day(at)>", "stream", serves=("q",)), []),
        ({"by": ("name",)}, family("f", "u:<name>:<day(at)>", "stream", serves=("q",)), ["GM362"]),
    ],
)  # fmt: skip
def test_whether_a_family_can_serve_a_query(query: dict[str, Any], made: Any, wanted: list[str]) -> None:
    assert codes(entity("users", made, queries=(Query("q", "redis", **query),))) == wanted


def test_a_ttl_is_within_the_retention_and_the_class_keep() -> None:
    kept = Retention((("redis", 600),))
    assert codes(entity("users", family("f", "u:<name>"), retention=kept)) == ["GM561"]
    assert codes(entity("users", family("f", "u:<name>", ttl=600, jitter=0.1), retention=kept)) == ["GM561"]
    assert codes(entity("users", family("f", "u:<name>", ttl=600), retention=kept)) == []


def test_a_class_that_is_kept_for_less_than_the_ttl() -> None:
    from dataclasses import replace

    users = entity("users", family("f", "u:<id>"))
    marked = replace(
        users, fields=tuple(replace(f, privacy="network") if f.name == "name" else f for f in users.fields)
    )
    short, long = (PrivacyClass("network", "blank", keep_s=seconds) for seconds in (60, 9000))
    assert codes(marked, privacy=(short,)) == ["GM562"]
    assert codes(marked, privacy=(long,)) == []


def test_a_key_of_forty_million_members_is_big() -> None:
    ranking = family("f", "rank", "zset", member="name", score="rating", ttl=None)
    assert codes(entity("users", ranking, volume=Volume(40e6))) == ["GM372"]
    assert codes(entity("users", ranking, volume=Volume(4e5))) == []
    inbox = family("f", "in:<name>", "zset", member="id", score="at", ttl=86_400)
    assert codes(entity("users", inbox, volume=Volume(1e9, per=(Per("name", 5e6, 86_400),)))) == ["GM372"]
    assert codes(entity("users", inbox, volume=Volume(1e9, per=(Per("name", 5, 86_400),)))) == []


def test_elasticache_takes_the_access_strings() -> None:
    assert codes(entity("users", family("f", "u:<name>")), flavour="elasticache") == []
