"""Logical types and mapping types, both ways."""

from __future__ import annotations

import pytest

from gamemodel.engines.opensearch.dialect.mappings import read_field, write_field
from gamemodel.engines.opensearch.flavours import FLAVOURS, Flavour
from gamemodel.engines.opensearch.schema import Field
from gamemodel.engines.opensearch.types import DEFAULT, field_of, logical, loses
from gamemodel.model.types import LIMITS, Type

OS = FLAVOURS["opensearch-2.19"]


ES = FLAVOURS["elasticsearch-8"]


@pytest.mark.parametrize("flavour", [OS, ES])
@pytest.mark.parametrize(
    "type_",
    [
        *(Type(kind, length=20 if kind in ("string", "bytes") else None, name="status") for kind in DEFAULT),
        Type("decimal", precision=15, scale=4), Type("decimal", precision=30, scale=4), Type("json"), Type("list", element=Type("int32")),
        Type("map", key=Type("string", length=3), element=Type("string", length=3)), Type("vector", element=Type("float32"), length=4),
    ],
    ids=str,
)  # fmt: skip
def test_the_default_representation_loses_nothing(type_: Type, flavour: Flavour) -> None:
    field = field_of("f", type_, flavour)
    assert field is not None
    assert loses(field, type_) == ""


def test_what_holds_which_integers() -> None:
    for kind in LIMITS:
        if kind == "enum":
            continue
        wide = [
            each
            for each in ("byte", "short", "integer", "long", "unsigned_long", "double")
            if not loses(field_named(each), Type(kind))
        ]
        assert wide or kind == "uint64"
    assert loses(field_named("double"), Type("int64"))
    assert loses(field_named("long"), Type("uint64"))
    assert not loses(field_named("double"), Type("int32"))


def field_named(kind: str) -> Field:
    return read_field("f", {"type": kind})


def test_a_counter_is_not_for_searching() -> None:
    assert field_of("f", Type("counter"), OS) is None


@pytest.mark.parametrize(
    "kind",
    ["boolean", "byte", "short", "integer", "long", "float", "double", "text", "date", "ip", "keyword", "flat_object"],
)
def test_a_live_field_means_a_logical_type_that_it_holds(kind: str) -> None:
    meant = logical(field_named(kind))
    assert meant is not None
    assert loses(field_named(kind), meant) == ""


@pytest.mark.parametrize("name", sorted(FLAVOURS))
def test_default_mappings_are_in_normal_form(name: str) -> None:
    kinds = [Type(kind) for kind in DEFAULT]
    kinds += [Type("decimal", precision=38, scale=10), Type("decimal", precision=5), Type("json"), Type("map")]
    kinds += [Type("vector", length=3, element=Type("float32")), Type("list", element=Type("text"))]
    kinds += [Type("parts", parts=(("b", each), ("a", Type("string")))) for each in kinds]
    made = [field for each in kinds if (field := field_of("x", each, FLAVOURS[name])) is not None]
    assert [read_field("x", write_field(each)) for each in made] == made
