"""The ledger of a target: one hash with a field per row, appended by compare-and-set in one script.

`<prefix>gamemodel:ledger`: `head` says what it is for; `1`, `2`, … are its rows as JSON. Redis is soft state: where the hash
is gone, so is what it tells of, and applying starts from the beginning; every step can be repeated.
"""

from __future__ import annotations

import json
import uuid
from typing import Final

from gamemodel.codec import dump, load
from gamemodel.engines.redis.server.nodes import Nodes
from gamemodel.errors import LedgerConflict
from gamemodel.ledger import Entry, Head, Ledger, row_taken

APPEND: Final = """\
if redis.call('HEXISTS', KEYS[1], 'head') == 0 then return -1 end
if redis.call('HLEN', KEYS[1]) ~= tonumber(ARGV[1]) then return 0 end
return redis.call('HSETNX', KEYS[1], ARGV[1], ARGV[2])"""
"""With a head and N rows the hash has N + 1 fields, so the row N + 1 is the next one exactly when HLEN is N + 1."""


class LedgerKey:
    """Reads and writes the ledger's hash."""

    def __init__(self, nodes: Nodes, prefix: str) -> None:
        self.nodes = nodes
        self.key = f"{prefix}gamemodel:ledger"
        self._candidate = f"redis-{uuid.uuid4()}"

    def read(self) -> Ledger:
        """Head and rows, oldest first; empty where there is none."""
        flat = self.nodes.keyed(self.key, "HGETALL", self.key)
        fields = dict(zip(flat[::2], flat[1::2], strict=True))
        head = fields.pop("head", None)
        rows = sorted((int(number), text) for number, text in fields.items())
        return Ledger(
            load(json.loads(head), Head) if head else None,
            tuple(load(json.loads(text), Entry) for _, text in rows),
        )

    def identity(self) -> str:
        """What tells this target from others: drawn when the ledger was made. Redis' own run id changes at every restart, its
        replication id at every failover. Before there is a ledger, one is proposed."""
        head = self.nodes.keyed(self.key, "HGET", self.key, "head")
        return load(json.loads(head), Head).cluster if head else self._candidate

    def ensure_ledger(self, head: Head) -> None:
        """Make the ledger where there is none; the first of racing callers wins."""
        self.nodes.keyed(self.key, "HSETNX", self.key, "head", json.dumps(dump(head), separators=(",", ":")))

    def append(self, entry: Entry) -> None:
        """Write the row if it is the next. Raises LedgerConflict."""
        text = json.dumps(dump(entry), separators=(",", ":"))
        reply = self.nodes.keyed(self.key, "EVAL", APPEND, 1, self.key, entry.sequence, text)
        if reply == -1:
            raise LedgerConflict(
                f"the ledger {self.key} is gone; Redis was emptied",
                "run the same command again: it starts from the beginning",
            )
        if reply != 1:
            raise row_taken(self.key, entry.sequence)
