"""Whether the server accepts an index."""

from __future__ import annotations

from collections.abc import Iterator

from gamemodel.diagnostics import Diagnostic
from gamemodel.engines.cassandra import codes
from gamemodel.engines.cassandra.block.sections import IndexSpec
from gamemodel.engines.cassandra.checks.context import TableContext
from gamemodel.engines.cassandra.compile.fields import columns_of


def check_indexes(table: TableContext) -> Iterator[Diagnostic]:
    for index in table.spec.indexes:
        for message, help in (*_field(table, index), *_duplicate(table, index)):
            yield codes.UNFIT.at(index.span, f"{index.name}: {message}", help)


def _field(table: TableContext, index: IndexSpec) -> Iterator[tuple[str, str]]:
    if not index.on:
        yield "the index has no `on`", "write `on: FIELD`"
        return
    if index.on not in table.held:
        yield f"{index.on} is not in {table.spec.name}", "index a field of the table"
        return
    if len(columns_of(table.entity, table.block, index.on)) > 1:
        yield f"{index.on} is stored in several columns", f"store it as one: `types: {{{index.on}: frozen<…>}}`"
    if [part.column for part in table.spec.partition] == [index.on]:
        yield f"{index.on} is the whole partition key", "remove the index: the key finds it"
    yield from _type(table, index)


def _type(table: TableContext, index: IndexSpec) -> Iterator[tuple[str, str]]:
    tree, counted = table.tree(index.on), index.on in table.spec.counter
    frozen = index.on in table.spec.frozen or index.on in table.key or tree.frozen
    if tree.inner.name in ("counter", "duration") or counted:
        yield f"a {'counter' if counted else tree.inner.name} cannot be indexed", "remove the index"
    if index.over and not tree.collection:
        yield f"{index.on} is {tree}, no collection: there are no {index.over}", "remove `over`"
    elif index.over and frozen != (index.over == "full"):
        form = "only as a whole: `over: full`" if frozen else "by keys, values or entries, not in full"
        yield f"{index.on} is {'frozen' if frozen else 'not frozen'} and indexed {form}", "correct `over`"
    elif index.over in ("keys", "entries") and tree.inner.name != "map":
        yield f"only a map has {index.over}", "write `over: values`"
    if index.using == "sai" and tree.inner.name in ("blob", "boolean"):
        yield f"sai does not index {tree}", "write `using: legacy`"


def _duplicate(table: TableContext, index: IndexSpec) -> Iterator[tuple[str, str]]:
    wanted = (index.on, index.over, index.using)
    same = next(each.name for each in table.spec.indexes if (each.on, each.over, each.using) == wanted)
    if index.on in table.held and same != index.name:
        yield f"{same} is the same index", "remove one of the two"
