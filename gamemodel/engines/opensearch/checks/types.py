"""Proves that each field's mapping holds every value, exists in the flavour, and stays within the server's limits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from gamemodel.diagnostics import Diagnostic
from gamemodel.engines.opensearch import codes
from gamemodel.engines.opensearch.block.sections import Block
from gamemodel.engines.opensearch.compile.blocks import columns, copied, kind_of, mapped
from gamemodel.engines.opensearch.flavours import FLAVOURS, TERM_BYTES, TOTAL_FIELDS, Flavour
from gamemodel.engines.opensearch.schema import Field, Mapping
from gamemodel.engines.opensearch.types import loses
from gamemodel.model import Entity, Type
from gamemodel.model.entity import Field as ModelField

_UTF8: Final = 4
"""Bytes of the longest character."""


def findings(entity: Entity, block: Block, kind: Flavour) -> Iterator[Diagnostic]:
    others = {other for each in FLAVOURS.values() if each != kind for other in (each.open_map, each.vector)}
    others -= {kind.open_map, kind.vector}
    made = list(mapped(entity, block, kind))
    names = {field.name for _, _, field in made}
    overrides = dict(block.types)
    for model_field, column, type_ in columns(entity, block):
        if column not in names:
            yield codes.LOSSY.at(
                model_field.span, f"a search store has no type for {type_} ({column})", "leave the field out"
            )
    for model_field, type_, field in made:
        override = overrides.get(field.name) or overrides.get(model_field.name)
        place = (override.span if override else None) or model_field.span
        if field.type in others:
            yield codes.FLAVOUR_TYPE.at(
                place, f"{kind.name} has no {field.type} ({field.name})", f"its own is {kind.open_map}"
            )
        elif (why := loses(field, type_)) and override is not None:
            yield codes.LOSSY.at(place, f"{field.name}: {why}", "choose a wider type, or leave it to the type table")
        if type_.kind == "vector" and (type_.length or 0) > kind.dimensions:
            yield codes.TOO_LONG_VECTOR.at(
                place, f"{field.name} has {type_.length} dimensions; {kind.name} accepts {kind.dimensions}"
            )
        yield from _long_terms(model_field, type_, field)
    yield from _limits(entity, block, tuple(field for _, _, field in made))
    yield from _stream(entity, block, kind)
    if block.dynamic == "true" and block.dynamic_templates is None:
        yield codes.OPEN_DYNAMIC.at(block.span or entity.span, f"{block.name} maps unknown fields as they come")


def _long_terms(model_field: ModelField, type_: Type, field: Field) -> Iterator[Diagnostic]:
    """Keywords that may exceed Lucene's limit, which fails the whole document. `ignore_above` counts characters."""
    for one in (field, *field.fields):
        if one.type != "keyword" or one.param("index") == "false":
            continue
        length = type_.length if type_.kind in ("string", "text") else 0
        kept = int(one.param("ignore_above", str(2**31)))
        longest = min(kept, 2**31 if length is None else length)
        if longest * _UTF8 > TERM_BYTES:
            yield codes.LONG_KEYWORD.at(
                model_field.span,
                f"{one.name} of {model_field.name} may be {'any length' if length is None else f'{length} characters'}",
                f"limit it to {TERM_BYTES // _UTF8} characters, or set ignore_above: {TERM_BYTES // _UTF8}",
            )


def _limits(entity: Entity, block: Block, fields: tuple[Field, ...]) -> Iterator[Diagnostic]:
    limit = block.settings.total_fields or TOTAL_FIELDS
    count = sum(1 for _ in Mapping(fields).walk())
    if count > limit:
        yield codes.TOO_MANY_FIELDS.at(
            block.span or entity.span,
            f"{block.name} maps {count} fields, the limit is {limit}",
            f"copy fewer, or set settings: {{total_fields: {count * 2}}}",
        )


def _stream(entity: Entity, block: Block, kind: Flavour) -> Iterator[Diagnostic]:
    if kind_of(block) != "stream":
        return
    place = block.span or entity.span
    if not kind.stream_field:
        yield codes.STREAM_TIMESTAMP.at(
            place, f"{kind.name} accepts only @timestamp in a data stream", "use index: with rollover:"
        )
        return
    fields = {field.name: field for field in copied(entity, block)}
    field = fields.get(block.timestamp)
    if field is None:
        yield codes.STREAM_FIELD.at(
            place, f"the stream {block.stream} names no copied field as its timestamp", "write timestamp: FIELD"
        )
    elif field.type.kind not in ("timestamp", "date") or not field.required:
        yield codes.STREAM_FIELD.at(field.span or place, f"{field.name} is not a required timestamp")
