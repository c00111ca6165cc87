"""What each flavour of search server can do, and its limits.

OpenSearch 2.19: measured on 2.19.1. Elasticsearch 8: its documentation, since no such server can be had here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from gamemodel.engines.opensearch.schema import Dialect


@dataclass(frozen=True, slots=True)
class Flavour:
    """`open_map`: the type of a JSON object with unknown keys; `vector`: the type of a vector; `stream_field`: any field may be a
    stream's timestamp; `lifecycle`: who runs lifecycles; `dimensions`: the longest vector."""

    name: str
    lifecycle: Dialect
    open_map: str
    vector: str
    stream_field: bool
    dimensions: int
    settings: tuple[str, ...]
    """Prefixes of settings that only this flavour knows."""


FLAVOURS: Final = {
    each.name: each
    for each in (
        Flavour(
            "opensearch-2.19", "ism", "flat_object", "knn_vector", True, 16_000,
            ("plugins.", "opendistro.", "knn", "replication.type", "remote_store."),
        ),
        Flavour("elasticsearch-8", "ilm", "flattened", "dense_vector", False, 4096, ("lifecycle.", "mode", "time_series.")),
    )
}  # fmt: skip
NAMES: Final = tuple(FLAVOURS)
NAME_BYTES: Final = 255
TOTAL_FIELDS: Final = 1000
"""`index.mapping.total_fields.limit` by default."""
TERM_BYTES: Final = 32_766
"""The longest keyword that Lucene accepts. A longer one fails the document unless `ignore_above` cuts it."""


def flavour(name: str) -> Flavour:
    """The flavour called `name`. Raises KeyError."""
    return FLAVOURS[name]
