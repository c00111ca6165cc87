"""Declared renames and drops, fills and places in the model, collected while tables are compiled."""

from __future__ import annotations

from dataclasses import replace

from gamemodel.change import Hints
from gamemodel.diagnostics import Span
from gamemodel.engines.cassandra.block.sections import Block, TableSpec
from gamemodel.engines.cassandra.compile.fields import columns_of, held
from gamemodel.engines.cassandra.dialect.values import fill_of
from gamemodel.engines.cassandra.schema import Column, Schema, Table, View
from gamemodel.model import Entity, Field, Model


class HintCollector:
    """Filled while tables are compiled; `hints()` gives the result."""

    def __init__(self, keyspace: str) -> None:
        self.keyspace = keyspace
        self.renames: list[tuple[str, str]] = []
        self.dropped: list[str] = []
        self.fills: list[tuple[str, str]] = []
        self.lacking: list[str] = []
        self.spans: list[tuple[str, Span]] = []

    def take(self, entity: Entity, block: Block, spec: TableSpec) -> None:
        at = f"{self.keyspace}.{spec.name}"
        self._place(at, spec.span or entity.span)
        for index in spec.indexes:
            self._place(f"{at}.index:{index.name}", index.span)
        if spec.renamed_from:
            self.renames.append((f"{self.keyspace}.{spec.renamed_from}", at))
        self.dropped += [f"{at}.{name}" for name in entity.dropped]
        self.dropped += [f"{self.keyspace}.{name}" for name in entity.dropped]
        for name in held(entity, spec):
            self._field(entity.field(name), entity, block, spec, at)
        for part in spec.partition:
            old = entity.field(part.field).renamed_from
            if part.bucket and old:
                self.renames.append((f"{at}.{replace(part, field=old).column}", f"{at}.{part.column}"))

    def _field(self, item: Field, entity: Entity, block: Block, spec: TableSpec, at: str) -> None:
        for column, cql in columns_of(entity, block, item.name):
            subject = f"{at}.{column}"
            self._place(subject, item.span)
            if item.renamed_from:
                old = item.renamed_from + column.removeprefix(item.name)
                self.renames.append((f"{at}.{old}", subject))
            if item.name in spec.counter or item.type.kind == "counter":
                continue
            fill = _source(item, column, entity) or fill_of(item, column, cql)
            if fill:
                self.fills.append((subject, fill))
            elif item.required and item.default is None:
                self.lacking.append(subject)

    def named_types(self, model: Model) -> None:
        for each in model.types:
            self._place(f"{self.keyspace}.type:{each.name}", each.span)

    def vanished(self, old: Schema, new: Schema, model: Model) -> None:
        """Gives each vanished table and view the place of the entity that has most of its columns.

        Those named after an entity, also a dropped one, are left out: they are placed by name.
        """
        owners = [*(each.name for each in model.entities), *(each.name for each in model.topology.dropped)]
        gone: list[Table | View] = [table for table in old.tables if not new.table(table.name)]
        gone += [view for view in old.views if not new.view(view.name)]
        fields = [(entity, {name for field in entity.fields for name, _ in field.columns}) for entity in model.entities]
        for each in gone:
            if not fields or any(f"{each.name}_".startswith(f"{owner}_") for owner in owners):
                continue
            columns = {*each.key, *(column.name for column in each.columns if isinstance(column, Column))}
            entity, known = max(fields, key=lambda pair: len(pair[1] & columns))
            if 2 * len(known & columns) > len(columns):
                self._place(f"{self.keyspace}.{each.name}", entity.span)

    def _place(self, subject: str, span: Span | None) -> None:
        if span is not None:
            self.spans.append((subject, span))

    def hints(self) -> Hints:
        return Hints(
            tuple(self.renames), tuple(self.dropped), tuple(self.fills), (), tuple(self.spans), tuple(self.lacking)
        )


def _source(item: Field, column: str, entity: Entity) -> str:
    """`(email)`: the column that `from: email` fills this one from; empty where there is none, or where `fill` takes precedence."""
    if not item.copied_from or item.fill is not None:
        return ""
    pairs = zip(item.columns, entity.field(item.copied_from).columns, strict=False)
    return next((f"({origin})" for (mine, _), (origin, _) in pairs if mine == column), "")
