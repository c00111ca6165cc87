"""Whether names are too long or used twice, and whether there are too many tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from gamemodel.diagnostics import Diagnostic
from gamemodel.engines.cassandra import codes
from gamemodel.engines.cassandra.block.sections import Block, Options
from gamemodel.engines.cassandra.flavours import flavour
from gamemodel.model import Model
from gamemodel.topology import Store

LONGEST_KEYSPACE: Final = 48 - len("_gamemodel")
"""The ledger's keyspace has a suffix."""


def check_names(model: Model, store: Store) -> Iterator[Diagnostic]:
    keyspace, kind = store.options_as(Options).keyspace, flavour(store.flavour)
    if len(keyspace) > LONGEST_KEYSPACE:
        message = f"keyspace {keyspace} is longer than {LONGEST_KEYSPACE} characters"
        yield codes.NAME.at(store.span, message, "the ledger's keyspace has 10 more")
    tables = [(entity.name, spec) for entity, block in model.blocks(store, Block) for spec in block.tables]
    taken: dict[str, str] = {}
    for owner, spec in tables:
        if len(spec.name) > kind.table_name:
            message = f"table {spec.name} is longer than {kind.table_name} characters"
            yield codes.NAME.at(spec.span, message, "shorten it")
        indexes = (("index", index.name, index.span) for index in spec.indexes)
        for what, name, span in (("table", spec.name, spec.span), *indexes):
            if (known := taken.setdefault(f"{what} {name}", owner)) != owner:
                yield codes.NAME.at(span, f"{what} {name} is also one of {known}", "rename one of the two")
    if kind.max_tables and len(tables) > kind.max_tables:
        message = f"{len(tables)} tables, {kind.name} takes {kind.max_tables}"
        yield codes.LIMIT.at(store.span, message, "use fewer tables")
