"""1,000 index templates of a real OpenSearch read into a schema and compared, beside a bare GET and json.loads in the same run."""

from __future__ import annotations

import json
import tempfile
import urllib.request
from dataclasses import replace
from pathlib import Path

from bench.table import fastest, head, row
from gamemodel.change import Hints
from gamemodel.engine import Pace, get
from gamemodel.engines.opensearch.block.sections import Options
from gamemodel.engines.opensearch.dialect.mappings import read_mapping
from gamemodel.engines.opensearch.dialect.ownership import owner
from gamemodel.engines.opensearch.dialect.templates import write_template
from gamemodel.engines.opensearch.schema import Indices, Mapping, Schema, Template
from gamemodel.engines.opensearch.server.connect import SearchServer
from gamemodel.ledger import Head
from gamemodel.sandbox import Sandbox, StoreRequest
from gamemodel.topology import Scope, Store, Target

TEMPLATES = 1000
ENGINE = get("opensearch")


def main() -> None:
    """Print the figures; the server is one of its own, ended afterwards."""
    head(f"OpenSearch: {TEMPLATES:,} index templates of 12 fields each")
    with tempfile.TemporaryDirectory() as folder:
        sandbox = Sandbox(Path(folder))
        (place,) = sandbox.up((StoreRequest("opensearch", "opensearch", "each-region", ("eu-west-1",)),))
        try:
            _measure(place.url)
        finally:
            sandbox.down()


def _schema(prefix: str) -> Schema:
    fields = {f"field_{n}": {"type": ("keyword", "long", "date", "text")[n % 4]} for n in range(12)}
    mapping = read_mapping({"dynamic": "false", "properties": fields})
    settings = (("number_of_replicas", "0"), ("number_of_shards", "1"), ("refresh_interval", "1s"))
    names = [f"{prefix}entity{n:04d}" for n in range(TEMPLATES)]
    return Schema(
        templates=tuple(
            Template(name, (f"{name}-*",), 1, mapping=mapping, settings=settings, meta=owner("bench", "opensearch"))
            for name in names
        ),
        indices=tuple(Indices(name, "rebuilt", f"{name}-*", mapping, settings) for name in names),
    )


def _target(url: str, prefix: str) -> Target:
    store = Store("opensearch", "opensearch", "opensearch-2.19", Scope("each-region"), Options(prefix=prefix))
    return Target(store, "bench", ("eu-west-1",), url)


def _measure(url: str) -> None:
    expected = _schema("bench-")
    with ENGINE.connect(_target(url, "bench-"), "bench") as server:
        assert isinstance(server, SearchServer)
        for template in expected.templates:
            body = write_template(template, placeholders=False)
            answer = server.wire.ask("PUT", f"_index_template/{template.name}", body)
            assert answer.ok, answer
        floor = fastest(lambda: json.loads(urllib.request.urlopen(f"{url}/_index_template", timeout=30).read()))  # noqa: S310

        def compare() -> None:
            if ENGINE.diff(expected, server.introspect(expected, Pace()), Hints()):
                raise AssertionError("the live schema differs")

        row("bare GET of every template and json.loads", floor, "")
        row(
            "introspect with a prefix",
            fastest(lambda: server.introspect(expected, Pace())),
            "<= 300 ms",
            floor,
            "bare GET",
        )
        row("introspect and diff", fastest(compare), "", floor, "bare GET")
    with ENGINE.connect(_target(url, ""), "bench") as server:
        row(
            "introspect without a prefix",
            fastest(lambda: server.introspect(expected, Pace())),
            "<= 300 ms",
            floor,
            "bare GET",
        )
        wider = replace(expected, templates=tuple(replace(each, mapping=Mapping()) for each in expected.templates))
        row("diff of 1,000 templates that all differ", fastest(lambda: ENGINE.diff(expected, wider, Hints())), "")
        server.ensure_ledger(Head("bench", "opensearch", "bench", server.cluster()))
        row("reading an empty ledger", fastest(server.ledger), "")

    def connect() -> None:
        with ENGINE.connect(_target(url, ""), "bench"):
            pass

    row("connect (driver imported)", fastest(connect), "")


if __name__ == "__main__":
    main()
