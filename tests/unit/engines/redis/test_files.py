"""Files: a migration as lines for redis-cli, the pages at head, and hand-written drafts."""

from __future__ import annotations

import json

import pytest

from gamemodel.change import Hints
from gamemodel.engine import get
from gamemodel.engines.redis.dialect import backfill_script
from gamemodel.errors import ModelError
from gamemodel.migration import Link, Revision
from gamemodel.model import Query
from gamemodel.step import Backfill, Check, Statement
from tests.unit.engines.redis.models import entity, family, model

ENGINE = get("redis")
LINK = Link(Revision(3, "0003_ab", "Fix the ranking", "", "0", ()), None)


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


def test_a_draft_is_read_back() -> None:
    made, store = model()
    del made
    draft = ENGINE.draft_file(LINK, store)
    text = draft.text.replace(
        "# up\n",
        "# up\nHSET game:x a 'b c'\n# each game:user:<name>:profile hash\nHDEL ${key} old\n"
        "# check something is left\nEXISTS game:y\n# destroys\nDEL game:z\n",
    )
    migration = ENGINE.read_draft(text, draft.path)
    assert draft.path == "redis_keys/0003_fix_the_ranking.redis"
    assert migration.store == "redis"
    assert migration.destroys
    assert migration.up == (
        Statement("hand:game:x", "HSET game:x a 'b c'"),
        Backfill("hand:${key}", "HDEL ${key} old", ("game:user:<name>:profile",), "TYPE hash"),
        Check("hand:game:y", "EXISTS game:y", "something is left"),
        Statement("hand:game:z", "DEL game:z", destroys=True),
    )
    assert migration.down is None


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("# up\n", 1, "no command"),
        ("GET x\n# up\nGET y\n", 1, "before # up"),
        ("# up\nSET x 'y\n", 2, "closing"),
        ("# up\n# each x\nDEL ${key}\n", 3, "each PATTERN TYPE"),
        ("# up\n# each a:<b> hash\nDEL x\n", 3, "${key}"),
    ],
)
def test_faults_of_a_draft_have_a_line(text: str, line: int, words: str) -> None:
    with pytest.raises(ModelError) as caught:
        ENGINE.read_draft(text, "redis_keys/0003_x.redis")
    assert [each.span.line for each in caught.value.diagnostics if each.span] == [line]
    assert words in caught.value.diagnostics[0].message


def test_a_data_step_is_one_script_for_redis_cli() -> None:
    step = Backfill("s", "PEXPIRE ${key} ${90..110} LT", ("g:<x>:<n:integer>",), "TYPE hash PTTL >110")
    text = backfill_script.script_line(step)
    assert text.startswith("EVAL ")
    assert "math.random(90,110)" in text
    assert "^g%:[^:{}]+%:[%-]?[0-9]+$" in text


def test_the_same_model_gives_the_same_bytes() -> None:
    made, store = model(entity("users", family("a", "u:<name>"), family("b", "v:<name>")))
    schema = ENGINE.compile(made, store).schema
    turned, _ = model(entity("users", family("b", "v:<name>"), family("a", "u:<name>")))
    assert ENGINE.compile(turned, store).schema == schema
    assert not ENGINE.diff(schema, schema, Hints())
    assert ENGINE.head_files(schema, made, store)[0] == ENGINE.head_files(schema, turned, store)[0]
