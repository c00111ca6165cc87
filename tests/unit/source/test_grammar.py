"""The grammar of types: what it accepts prints as it was written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gamemodel.model.types import SCALARS, Type
from gamemodel.source.grammar import TypeProblem, parse_type

NAMED = {"state": Type("enum", name="state"), "money": Type("parts", name="money", parts=(("amount", Type("int64")),))}

scalars = (
    st.sampled_from([Type(kind) for kind in SCALARS if kind not in ("decimal", "string", "bytes", "counter")])
    | st.integers(1, 65535).map(lambda n: Type("string", length=n))
    | st.integers(1, 99).map(lambda n: Type("string", min_length=n, length=n + 1))
    | st.integers(1, 255).map(lambda n: Type("bytes", length=n))
    | st.integers(1, 9999).map(lambda n: Type("text", length=n))
    | st.integers(1, 30).map(lambda n: Type("decimal", precision=n + 2, scale=n))
    | st.just(NAMED["state"])
)
keys = st.sampled_from([Type("int32"), Type("uuid"), Type("string", length=8)])
types = (
    scalars
    | st.sampled_from([Type("counter"), NAMED["money"]])
    | st.builds(lambda kind, element: Type(kind, element=element), st.sampled_from(["list", "set"]), scalars)
    | st.builds(lambda key, element: Type("map", key=key, element=element), keys, scalars)
    | st.integers(1, 2000).map(lambda n: Type("vector", element=Type("float32"), length=n))
)


@given(types)
def test_what_is_printed_is_read_again(type_: Type) -> None:
    assert parse_type(str(type_), NAMED) == type_


@pytest.mark.parametrize("text", ["map< string(8) , int32 >", "map<string(8),int32>", " map<string( 8 ),int32>"])
def test_blanks_do_not_matter(text: str) -> None:
    assert parse_type(text, {}) == Type("map", key=Type("string", length=8), element=Type("int32"))


@given(st.text(alphabet="abcdefintlsm<>(),.0123456789 ", max_size=30))
def test_anything_else_is_a_problem_with_a_message(text: str) -> None:
    problem: TypeProblem | None = None
    try:
        parse_type(text, NAMED)
    except TypeProblem as found:
        problem = found
    assert problem is None or (problem.message and problem.code.id in ("GM104", "GM114"))
