"""What is proven of a search store's model: one edit of a good model, and the finding it must raise."""

from __future__ import annotations

import pytest

from gamemodel.engine import get
from gamemodel.engines.opensearch.codes import CODES
from tests.unit.engines.opensearch.models import ORDERS, Edit, checked, edited, read

SEARCH = "search: {store: opensearch, filter: [user_name, status], range: created_at}"
BLOCK = "  index: orders\n"
FIELDS = "fields: [id, user_name, amount, price, status, attrs, created_at]"
ROLL = "  rollover: {size: 30gb, age: 30d}\n"
LIFE = "  lifecycle: {hot: {priority: 100}, warm: {after: 0d, read_only: true, priority: 50}}\n"

WRONG: dict[str, tuple[str, tuple[Edit, ...], str]] = {
    "filter on what is not copied": ("GM340", ((FIELDS, "fields: [id, user_name, created_at]"),), "status is not copied"),
    "filter on a text": ("GM340", ((FIELDS, f"types: {{user_name: text}}\n  {FIELDS}"),), "user_name is text"),
    "filter on index: false": ("GM340", ((FIELDS, f"types: {{user_name: {{index: false}}}}\n  {FIELDS}"),), "index: false"),
    "range on a keyword": ("GM340", ((SEARCH, SEARCH.replace("range: created_at", "range: id")),), "id is keyword"),
    "match on a keyword": ("GM340", ((SEARCH, SEARCH.replace("range: created_at", "match: [user_name]")),), "match needs"),
    "order by a map": ("GM340", ((SEARCH, SEARCH.replace("range: created_at", "order: {attrs: desc}")),), "attrs is flat_object"),
    "too many rows": ("GM340", ((SEARCH, SEARCH.replace("range: created_at", "limit: 20000")),), "20000 rows"),
    "no query": ("GM341", ((f"queries:\n  {SEARCH}\n", ""),), "serves no query"),
    "capital letters": ("GM342", (("index: orders", "index: Orders"),), "Orders"),
    "a dot first": ("GM342", (("index: orders", "index: .orders"),), "dot"),
    "a long name": ("GM342", (("index: orders", f"index: {'o' * 250}"),), "255 bytes"),
    "too many fields": ("GM343", (("refresh: 1s", "refresh: 1s, total_fields: 4"),), "maps 8 fields"),
    "narrower": ("GM344", ((FIELDS, f"types: {{amount: short}}\n  {FIELDS}"),), "short does not hold every int32"),
    "money as a float": ("GM344", ((FIELDS, f"types: {{price_amount: double}}\n  {FIELDS}"),), "exactly"),
    "a coarse factor": ("GM344", ((FIELDS, f"types: {{price_amount: {{scaling_factor: 100}}}}\n  {FIELDS}"),), "drops digits"),
    "an unknown type": ("GM345", ((FIELDS, f"types: {{user_name: keywrod}}\n  {FIELDS}"),), "keywrod"),
    "an unknown parameter": ("GM345", ((FIELDS, f"types: {{user_name: {{foo: 1}}}}\n  {FIELDS}"),), "foo"),
    "a bad value": ("GM345", ((FIELDS, f"types: {{user_name: {{index: maybe}}}}\n  {FIELDS}"),), "maybe"),
    "a lifecycle without rollover": ("GM347", ((ROLL, ""), ("opensearch: 365d, grace: 30d", "opensearch: forever")), "nothing replaces"),
    "a long keyword": ("GM349", (("user_name:  string(32)", "user_name:  string(9000)"),), "9000 characters"),
    "an unknown component": ("GM350", ((BLOCK, f"{BLOCK}  components: [nope]\n"),), "nope"),
    "open to everything": ("GM351", ((BLOCK, f'{BLOCK}  dynamic: "true"\n'),), "as they come"),
    "a stream without timestamp": ("GM352", ((BLOCK, "  stream: orders\n"), (ROLL, "  rollover: {age: 30d}\n")), "no copied field"),
    "an unknown setting": ("GM353", (("refresh: 1s", "refresh: 1s, more: {nobody.knows: 3}"),), "nobody.knows"),
    "retention without rollover": ("GM540", ((ROLL, ""), (LIFE, "")), "forever"),
    "too little grace": ("GM541", (("grace: 30d", "grace: 7d"),), "grace: 30d"),
    "no bound": ("GM541", (("size: 30gb, age: 30d", "size: 30gb"),), "without an age"),
    "a phase after the end": ("GM542", (("after: 0d", "after: 400d"),), "400d"),
    "a tier on OpenSearch": ("GM640", (("priority: 50}", "priority: 50, tier: true}"),), "data tiers"),
    "a foreign type": ("GM642", ((FIELDS, f"types: {{attrs: flattened}}\n  {FIELDS}"),), "flattened"),
    "tiny shards": ("GM740", (("size: 30gb, age: 30d", "size: 30mb, age: 30d"),), "0.01 GB"),
}  # fmt: skip


def test_a_good_model_has_no_finding() -> None:
    assert checked() == {}
    assert checked(flavour="elasticsearch-8") == {}


@pytest.mark.parametrize("what", sorted(WRONG))
def test_what_is_wrong_is_found_at_its_place(what: str) -> None:
    code, edits, words = WRONG[what]
    found = checked(*edits)
    assert code in found, found
    assert any(words in f"{each.message} {each.help}" for each in found[code]), found[code]
    assert all(each.span is not None for each in found[code])


def test_what_only_elasticsearch_refuses() -> None:
    stream = ((BLOCK, "  stream: orders\n  timestamp: created_at\n"), (ROLL, "  rollover: {age: 30d}\n"))
    assert "GM643" in checked(*stream, flavour="elasticsearch-8")
    assert checked(*stream) == {}
    shrunk = (("priority: 50}", "priority: 50, shrink: 1}"),)
    assert "GM640" in checked(*shrunk)
    assert checked(*shrunk, flavour="elasticsearch-8") == {}


def test_two_entities_cannot_share_names() -> None:
    assert "GM348" in checked(more={"sales": ORDERS})
    near = edited(("index: orders", "index: orders-old"))
    assert "GM346" in checked(more={"sales": near})
    assert "GM346" not in checked(more={"sales": edited(("index: orders", "index: orders-old\n  priority: 2"))})


@pytest.mark.parametrize(
    ("edits", "words"),
    [
        (((BLOCK, ""),), "either index or stream"),
        (((BLOCK, f"{BLOCK}  rebuild: by-job\n"),), "rebuilt by a job or rolled over"),
        ((("shards: 3", "shard: 3"),), "unknown key 'shard'"),
        (((FIELDS, "fields: [id, user_nam]"),), "unknown field 'user_nam'"),
        ((("age: 30d", "age: 30 days"),), "expected a duration"),
    ],
)
def test_a_block_that_cannot_be_bound_says_why(edits: tuple[Edit, ...], words: str) -> None:
    _, found = read(*edits)
    assert any(words in each.message for each in found), found


def test_every_code_has_its_page_and_range() -> None:
    ids = [each.id for each in CODES]
    assert len(set(ids)) == len(ids)
    assert all(40 <= int(each.id[-2:]) <= 59 for each in CODES)
    assert all(len(each.page) > 80 for each in CODES)
    assert get("opensearch").codes() == CODES
