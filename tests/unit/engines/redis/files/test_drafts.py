"""Drafts of hand-written migrations."""

from __future__ import annotations

import pytest

from gamemodel.engine import get
from gamemodel.errors import ModelError
from gamemodel.migration import Link, Revision
from gamemodel.step import Backfill, Check, Statement
from tests.unit.engines.redis.models import model

ENGINE = get("redis")


LINK = Link(Revision(3, "0003_ab", "Fix the ranking", "", "0", ()), None)


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
