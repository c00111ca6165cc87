"""OpenSearch under the laws: a connection and a prefix for each example."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from hypothesis import strategies as st

from gamemodel.change import Hints
from gamemodel.engine import Outcome
from gamemodel.engines.opensearch.block.sections import Options
from gamemodel.engines.opensearch.server.connect import SearchServer
from gamemodel.topology import Scope, Store, Target
from tests.laws.cases import FULL_SPEED, Case, Place, url_of
from tests.strategies import opensearch as strategies


class Opensearch(Case):
    name = "opensearch"
    outcomes = frozenset({Outcome.DONE})
    skips = True

    def pairs(self) -> st.SearchStrategy[tuple[Any, Any]]:
        return strategies.pairs()

    def hints(self, old: Any, new: Any) -> Hints:
        return Hints(dropped=strategies.dropped(old, new))

    def connected(self, urls: Mapping[tuple[str, str], str]) -> AbstractContextManager[str]:
        return url_of(urls, self)

    @contextmanager
    def place(self, connected: str, pair: tuple[Any, Any]) -> Iterator[Place]:
        prefix = f"law{uuid.uuid4().hex[:8]}-"
        store = Store("opensearch", "opensearch", "opensearch-2.19", Scope("each-region"), Options(prefix=prefix))
        settings = (("lifecycle", "not-applied"), ("replicas", "0"))
        target = Target(store, "local", (self.region,), connected, settings=settings)
        with self.engine.connect(target, "law") as server:
            assert isinstance(server, SearchServer)
            try:
                yield Place(server, target, *(strategies.renamed(each, prefix) for each in pair))
            finally:
                for kind in ("_data_stream/", "", "_index_template/", "_component_template/"):
                    server.wire.ask("DELETE", f"{kind}{prefix}*")

    def seen(self, place: Place, old: Any, new: Any) -> tuple[Any, Any]:
        live = self.engine.observable(place.server.introspect(new, FULL_SPEED), place.target)
        return live.schema, self.engine.observable(new, place.target).schema


CASE = Opensearch()
