"""The ledger of a target: a hidden index with one document per entry, created with op_type=create so that each number is used once.

Ids are `STORE-SEQUENCE`. A GET by id sees every acknowledged write; a search sees what was refreshed, so reading refreshes first.
"""

from __future__ import annotations

from typing import Any, Final

from gamemodel import codec
from gamemodel.engines.opensearch.server.connection import Connection, expect, find, words_of
from gamemodel.errors import LedgerConflict, ServerRefused, Unreachable
from gamemodel.ledger import Entry, Head, Ledger, row_taken

_PAGE: Final = 5000
_BODY: Final[dict[str, Any]] = {
    "settings": {"index": {"number_of_shards": 1, "auto_expand_replicas": "0-1", "hidden": True}},
    "mappings": {
        "dynamic": False,
        "_meta": {"managed_by": "gamemodel"},
        "properties": {"store": {"type": "keyword"}, "kind": {"type": "keyword"}, "sequence": {"type": "long"}},
    },
}


def index_name(model: str) -> str:
    """The index that holds the ledgers and locks of a model's stores on one cluster."""
    return f".gamemodel-{model}"


class LedgerIndex:
    """The ledger of one store."""

    def __init__(self, wire: Connection, model: str, store: str) -> None:
        self.wire, self.store, self.index = wire, store, index_name(model)

    def ensure_ledger(self, head: Head) -> None:
        """Create the index and the head where they are missing. Safe against racing callers."""
        answer = self.wire.ask("PUT", self.index, _BODY)
        if not answer.ok and "resource_already_exists" not in str(answer.body):
            raise ServerRefused(words_of(answer.body), f"PUT {self.index}")
        document = {"kind": "head", "store": self.store, "head": codec.dump(head)}
        made = self.wire.ask("PUT", f"{self.index}/_create/{self.store}-head", document)
        if not made.ok and made.status != 409:
            raise ServerRefused(words_of(made.body), f"PUT {self.index}/_create/{self.store}-head")

    def read(self) -> Ledger:
        """The head and every entry in order; empty where the index is missing."""
        head = find(self.wire, f"{self.index}/_doc/{self.store}-head")
        if head is None:
            return Ledger()
        expect(self.wire, "POST", f"{self.index}/_refresh")
        entries: list[Entry] = []
        while True:
            hits = expect(self.wire, "POST", f"{self.index}/_search", self._page(entries))["hits"]["hits"]
            entries += [codec.load(hit["_source"]["entry"], Entry) for hit in hits]
            if len(hits) < _PAGE:
                break
        return Ledger(codec.load(head["_source"]["head"], Head), tuple(entries))

    def _page(self, so_far: list[Entry]) -> dict[str, Any]:
        page: dict[str, Any] = {
            "size": _PAGE,
            "sort": [{"sequence": "asc"}],
            "query": {"bool": {"filter": [{"term": {"store": self.store}}, {"term": {"kind": "entry"}}]}},
            "_source": ["entry"],
        }
        return page | ({"search_after": [so_far[-1].sequence]} if so_far else {})

    def append(self, entry: Entry) -> None:
        """Write the entry if its number is the next. Raises LedgerConflict where it is taken or leaves a gap."""
        if entry.sequence > 1 and self._entry(entry.sequence - 1) is None:
            raise LedgerConflict(f"entry {entry.sequence} would leave a gap in the ledger of {self.store}")
        name = f"{self.index}/_create/{self.store}-{entry.sequence}"
        document = {"kind": "entry", "store": self.store, "sequence": entry.sequence, "entry": codec.dump(entry)}
        try:
            answer = self.wire.ask("PUT", name, document)
        except Unreachable:
            if self._entry(entry.sequence) == entry:
                return
            raise
        if answer.ok or (answer.status == 409 and self._entry(entry.sequence) == entry):
            return
        if answer.status == 409:
            raise row_taken(self.store, entry.sequence)
        raise ServerRefused(words_of(answer.body), f"PUT {name}")

    def _entry(self, sequence: int) -> Entry | None:
        body = find(self.wire, f"{self.index}/_doc/{self.store}-{sequence}")
        return codec.load(body["_source"]["entry"], Entry) if body else None
