"""OpenSearch in the conformance suite: one rolling index with its template."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

from tests.servers.cases import ByHand, Case

ENTITY = """\
doc: A thing that a player owns.
owner: team
home: opensearch
identity: [id]
volume: {rows: 1k}
fields:
  id: uuid
  title: string(64)
  score?: int32
  colour?: string(16)
  made_at: timestamp
queries:
  find: {store: opensearch, filter: [title], range: made_at}
opensearch:
  index: items
  rollover: {size: 30gb, age: 30d}
  settings: {shards: 1, replicas: 1, refresh: 1s}
  fields: [id, title, made_at]
retention: {opensearch: forever}
"""


def call(url: str, method: str, path: str, body: Any = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{url}/{path}", data, {"Content-Type": "application/json"}, method=method)  # noqa: S310
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
        return json.loads(answer.read())


def drop(url: str, name: str) -> None:
    for path in (f"{name}*", f"_index_template/{name}*", f"_component_template/{name}*"):
        try:
            call(url, "DELETE", path)
        except OSError:
            continue
    for index in call(url, "GET", "_cat/indices?format=json&expand_wildcards=all"):
        if name in index["index"]:
            call(url, "DELETE", index["index"])


def field_in_index(url: str, name: str) -> None:
    call(url, "PUT", f"{name}-items-000001/_mapping", {"properties": {"hacked": {"type": "keyword"}}})


def template_changed(url: str, name: str) -> None:
    (found,) = call(url, "GET", f"_index_template/{name}-items")["index_templates"]
    body = found["index_template"]
    body["template"]["settings"]["index"]["refresh_interval"] = "30s"
    call(url, "PUT", f"_index_template/{name}-items", body)


def template_gone(url: str, name: str) -> None:
    call(url, "DELETE", f"_index_template/{name}-items")


CASE = Case(
    engine="opensearch",
    store='opensearch: {flavour: opensearch-2.19, scope: each-region, prefix: "NAME-"}',
    entity=ENTITY,
    additive=("fields: [id, title, made_at]", "fields: [id, title, made_at, score]"),
    second_additive=("fields: [id, title, made_at, score]", "fields: [id, title, made_at, score, colour]"),
    destructive=("index: items", "index: things"),
    by_hand=(
        ByHand("a field added to the live index", field_in_index, "hacked"),
        ByHand("a setting of the template changed", template_changed, "refresh"),
        ByHand("the template deleted", template_gone, "items"),
    ),
    drop=drop,
    settings={"replicas": "0", "lifecycle": "not-applied"},
)
