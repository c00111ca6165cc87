"""Logical types in Cassandra, and the server's spelling of CQL types."""

from __future__ import annotations

import pytest

from gamemodel.engines.cassandra.dialect.types import NotAType, canonical, frozen, parse
from gamemodel.engines.cassandra.types import comes_back, cql_type, holds
from gamemodel.model import Type

INT, TEXT = Type("int32"), Type("string", length=8)

LOGICAL = {
    "boolean": (Type("bool"),),
    "tinyint": (Type("int8"), Type("enum", name="status")),
    "smallint": (Type("int16"), Type("uint8")),
    "int": (INT, Type("uint16")),
    "bigint": (Type("int64"), Type("uint32"), Type("duration")),
    "varint": (Type("uint64"),),
    "float": (Type("float32"),),
    "double": (Type("float64"),),
    "decimal": (Type("decimal", precision=15, scale=4),),
    "text": (TEXT, Type("text"), Type("json"), Type("region")),
    "blob": (Type("bytes", length=4), Type("blob")),
    "uuid": (Type("uuid"),),
    "timeuuid": (Type("timeuuid"),),
    "timestamp": (Type("timestamp"),),
    "date": (Type("date"),),
    "time": (Type("time"),),
    "inet": (Type("inet"),),
    "counter": (Type("counter"),),
    "list<int>": (Type("list", element=INT),),
    "set<text>": (Type("set", element=TEXT),),
    "map<text, frozen<list<int>>>": (Type("map", key=TEXT, element=Type("list", element=INT)),),
    "vector<float, 3>": (Type("vector", element=Type("float32"), length=3),),
}


@pytest.mark.parametrize(("cql", "logical"), [(cql, each) for cql, kinds in LOGICAL.items() for each in kinds])
def test_every_logical_type_has_its_column(cql: str, logical: Type) -> None:
    assert cql_type(logical) == cql
    assert canonical(cql) == cql
    assert holds(cql, logical)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("VARCHAR", "text"),
        ("map<text,int>", "map<text, int>"),
        ("list<set<int>>", "list<frozen<set<int>>>"),
        ("tuple<int,text>", "frozen<tuple<int, text>>"),
        ("list<Address>", "list<frozen<address>>"),
        ('"Person"', '"Person"'),
        ("frozen<map<text,list<int>>>", "frozen<map<text, frozen<list<int>>>>"),
        ("frozen<int>", "int"),
    ],
)
def test_types_are_spelled_as_the_server_spells_them(written: str, kept: str) -> None:
    assert canonical(written) == kept
    assert canonical(kept) == kept


@pytest.mark.parametrize(
    "text", ["", "list", "list<", "list<int", "map<int>", "vector<float,0>", "vector<float>", "int int", "a-b"]
)
def test_what_is_no_type_says_so(text: str) -> None:
    with pytest.raises(NotAType):
        parse(text)


def test_key_columns_are_frozen() -> None:
    assert frozen("list<int>") == "frozen<list<int>>"
    assert frozen("int") == "int"


@pytest.mark.parametrize(
    ("cql", "type_", "fits"),
    [
        ("bigint", Type("int32"), True), ("smallint", Type("int32"), False), ("text", Type("uuid"), True),
        ("uuid", Type("timeuuid"), True), ("timestamp", Type("timeuuid"), False), ("double", Type("decimal"), False),
        ("frozen<list<int>>", Type("list", element=INT), True),
    ],
)  # fmt: skip
def test_an_override_may_widen_and_never_narrow(cql: str, type_: Type, fits: bool) -> None:
    assert holds(cql, type_) is fits


# The answers of a real 5.0.9 to 23 types tried: old type, new type, taken.
@pytest.mark.parametrize(
    ("old", "new", "taken"),
    [
        ("int", "int", True), ("bigint", "timestamp", True), ("timestamp", "bigint", True), ("text", "blob", True),
        ("blob", "text", False), ("ascii", "text", True), ("text", "ascii", False), ("timeuuid", "uuid", True),
        ("uuid", "timeuuid", False), ("int", "bigint", False), ("counter", "counter", False),
        ("frozen<address>", "frozen<address>", False), ("set<int>", "set<int>", True),
    ],
)  # fmt: skip
def test_which_type_may_come_back_under_a_dropped_name(old: str, new: str, taken: bool) -> None:
    assert comes_back(old, new) is taken
