"""The generated files at head."""

from __future__ import annotations

import json

from gamemodel.change import Hints
from gamemodel.engine import get
from gamemodel.model import Query
from tests.unit.engines.redis.models import entity, family, model

ENGINE = get("redis")


def test_the_head_files_say_what_the_schema_says() -> None:
    profile = family("profile", "user:<name>:profile", fields=("name", "age"), jitter=0.1, serves=("q",), version=2)
    made, store = model(entity("users", profile, queries=(Query("q", "redis", by=("name",)),)))
    schema = ENGINE.compile(made, store).schema
    files = {each.path: each.text for each in ENGINE.head_files(schema, made, store)}
    assert sorted(files) == [
        "redis_keys/acl/game.acl",
        "redis_keys/acl/game.txt",
        "redis_keys/keys.json",
        "redis_keys/keys.md",
    ]
    data = json.loads(files["redis_keys/keys.json"])
    assert data["families"]["users.profile"]["key"] == "game:user:<name>:profile:v2"
    assert data["families"]["users.profile"]["glob"] == "game:user:*:profile:v2"
    assert "between 13m30s and 16m30s" in files["redis_keys/keys.md"]
    assert files["redis_keys/acl/game.txt"].startswith("on -@all +client|getname")
    assert all(text.endswith("\n") for text in files.values())


def test_the_same_model_gives_the_same_bytes() -> None:
    made, store = model(entity("users", family("a", "u:<name>"), family("b", "v:<name>")))
    schema = ENGINE.compile(made, store).schema
    turned, _ = model(entity("users", family("b", "v:<name>"), family("a", "u:<name>")))
    assert ENGINE.compile(turned, store).schema == schema
    assert not ENGINE.diff(schema, schema, Hints())
    assert ENGINE.head_files(schema, made, store)[0] == ENGINE.head_files(schema, turned, store)[0]
