"""The sections of an entity's block and the options of a search store in topology.yaml."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from gamemodel.diagnostics import Span
from gamemodel.engines.opensearch import codes
from gamemodel.engines.opensearch.schema import Pairs
from gamemodel.source.declaration import keyed
from gamemodel.source.node import Node
from gamemodel.source.quantities import Bytes, ColumnName, Count, FieldName, Seconds
from gamemodel.source.report import Report
from gamemodel.source.scope import Scope

Dynamic: TypeAlias = Literal["false", "strict", "true", "strict_allow_templates"]


def json_of(node: Node) -> Any:
    """A node as JSON. Unquoted true, false, null and numbers are JSON values; everything else is text."""
    match node.kind:
        case "sequence":
            return [json_of(each) for each in node.items]
        case "mapping":
            return {key.text: json_of(value) for key, value in node.pairs}
    if not node.quoted and re.fullmatch(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?|true|false|null", node.text):
        return json.loads(node.text)
    return node.text


@dataclass(frozen=True, slots=True)
class Rollover:
    """When the write index is replaced: as soon as one condition holds."""

    size: Bytes | None = field(default=None, metadata={"doc": "all primary shards together: 30gb"})
    primary_shard_size: Bytes | None = field(default=None, metadata={"doc": "the largest primary shard: 50gb"})
    docs: Count | None = field(default=None, metadata={"doc": "documents: 200M"})
    age: Seconds | None = field(default=None, metadata={"doc": "since the index was made: 30d"})
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Phase:
    """What happens to an index in one phase of its life."""

    after: Seconds = field(default=0, metadata={"doc": "age at which it begins, counted from rollover: 7d"})
    priority: int | None = field(default=None, metadata={"doc": "recovery order after a restart, higher first"})
    read_only: bool = field(default=False, metadata={"doc": "no more writes"})
    replicas: int | None = field(default=None, metadata={"doc": "copies of each shard from now on"})
    require: tuple[tuple[str, str], ...] = field(default=(), metadata={"doc": "node attributes that the shards need"})
    include: tuple[tuple[str, str], ...] = field(default=(), metadata={"doc": "node attributes of which one is needed"})
    exclude: tuple[tuple[str, str], ...] = field(default=(), metadata={"doc": "node attributes to keep away from"})
    tier: bool = field(default=False, metadata={"doc": "move to the phase's data tier (elasticsearch only)"})
    shrink: int | None = field(default=None, metadata={"doc": "primary shards to shrink to (elasticsearch only)"})
    force_merge: int | None = field(default=None, metadata={"doc": "segments to merge each shard to; needs read_only"})


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """The phases of an index; its deletion follows from `retention`."""

    hot: Phase | None = field(default=None, metadata={"doc": "while it is written to"})
    warm: Phase | None = field(default=None, metadata={"doc": "when it is read but no longer written to"})
    cold: Phase | None = field(default=None, metadata={"doc": "when it is seldom read"})
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """Index settings; `more` holds those that have no key of their own, under the server's names."""

    shards: int = field(default=1, metadata={"doc": "primary shards; fixed when an index is made"})
    replicas: int = field(default=1, metadata={"doc": "copies of each shard; an environment may say another number"})
    refresh: str = field(default="1s", metadata={"doc": "how soon a written document is found: 1s, 30s, -1"})
    codec: str = field(default="", metadata={"doc": "best_compression, zstd, …; fixed when an index is made"})
    total_fields: int | None = field(default=None, metadata={"doc": "limit of mapped fields (default 1000)"})
    sort: tuple[tuple[ColumnName, Literal["asc", "desc"]], ...] = field(
        default=(), metadata={"doc": "order of documents in a shard: {created_at: desc}"}
    )
    more: tuple[tuple[str, str], ...] = field(
        default=(), metadata={"doc": "any other index setting: {max_result_window: 20000}"}
    )
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Part:
    """A multi-field: the same value indexed another way."""

    name: str = keyed()
    type: str = field(default="", metadata={"doc": "type of the part"})
    params: Pairs = field(default=(), metadata={"doc": "its parameters"})

    @classmethod
    def bind_node(cls, node: Node, report: Report, scope: Scope) -> Part | None:
        """`raw: keyword` or `raw: {type: keyword, ignore_above: 256}`."""
        made = Override.bind_node(node, report, scope)
        return cls("", made.type, made.params) if made else None


@dataclass(frozen=True, slots=True)
class Override:
    """A representation other than the default: `{type: text, index: false, fields: {raw: keyword}}`."""

    type: str = field(default="", metadata={"doc": "mapping type; empty keeps the table's"})
    params: Pairs = field(default=(), metadata={"doc": "mapping parameters under the server's names"})
    fields: tuple[Part, ...] = field(default=(), metadata={"doc": "multi-fields"})
    span: Span | None = field(default=None, compare=False)

    @classmethod
    def bind_node(cls, node: Node, report: Report, scope: Scope) -> Override | None:
        """A bare type, or a mapping of `type`, `fields` and parameters under the server's own names."""
        if node.kind == "scalar" and node.text:
            return cls(node.text)
        if node.kind != "mapping":
            return None
        type_, params, parts = "", [], []
        for key, value in node.pairs:
            if key.text == "type":
                type_ = value.text
            elif key.text == "fields" and value.kind == "mapping":
                for name, body in value.pairs:
                    part = Part.bind_node(body, report, scope)
                    if part:
                        parts.append(Part(name.text, part.type, part.params))
            elif key.text == "properties":
                report.add(
                    codes.BAD_REPRESENTATION,
                    "properties cannot be given by hand",
                    key.span,
                    "model the parts as a type with parts",
                )
            else:
                params.append((key.text, json.dumps(json_of(value), sort_keys=True, ensure_ascii=False)))
        return cls(type_, tuple(sorted(params)), tuple(sorted(parts, key=lambda part: part.name)))


@dataclass(frozen=True, slots=True)
class Json:
    """A raw JSON object with the server's own names."""

    text: str = "{}"

    @classmethod
    def bind_node(cls, node: Node, report: Report, scope: Scope) -> Json | None:  # noqa: ARG003
        if node.kind == "scalar":
            return None
        return cls(json.dumps(json_of(node), sort_keys=True, ensure_ascii=False))


@dataclass(frozen=True, slots=True)
class Feed:
    """Who keeps the copy up to date, and how late it may be."""

    by: Literal["writer", "outbox", "job"] = field(metadata={"doc": "writer: the application writes both; outbox; job"})
    lag: Seconds = field(default=0, metadata={"doc": "how far behind the copy may be"})


@dataclass(frozen=True, slots=True)
class Block:
    """An entity's block for a search store."""

    index: str = field(default="", metadata={"doc": "name of the index or alias that is searched"})
    stream: str = field(default="", metadata={"doc": "name of the data stream, instead of index"})
    timestamp: FieldName = field(default="", metadata={"doc": "the stream's timestamp field"})
    rebuild: Literal["by-job"] | None = field(
        default=None, metadata={"doc": "a job fills NAME-YYYYMMDD; gamemodel swap moves the alias"}
    )
    rollover: Rollover | None = field(default=None, metadata={"doc": "when the index that is written to is replaced"})
    lifecycle: Lifecycle | None = field(default=None, metadata={"doc": "phases; deletion follows from retention"})
    settings: Settings = field(
        default=Settings(), metadata={"doc": "shards, replicas, refresh and other index settings"}
    )
    fields: tuple[FieldName, ...] | Literal["all"] = field(
        default="all", metadata={"doc": "what is copied; all, or a list"}
    )
    exclude: tuple[FieldName, ...] = field(default=(), metadata={"doc": "what is not copied"})
    types: tuple[tuple[ColumnName, Override], ...] = field(
        default=(), metadata={"doc": "other representations than the type table's"}
    )
    dynamic: Dynamic = field(
        default="false", metadata={"doc": "what happens to unknown fields: kept unindexed, refused, mapped"}
    )
    dynamic_templates: Json | None = field(
        default=None, metadata={"doc": "how unknown fields are mapped, as the server says it"}
    )
    analysers: Json | None = field(
        default=None, metadata={"doc": "settings.analysis: analyzer, tokenizer, filter, normalizer"}
    )
    routing: bool = field(default=False, metadata={"doc": "every request must name its shard's routing value"})
    priority: int = field(default=1, metadata={"doc": "of the index template; the highest that matches wins"})
    components: tuple[str, ...] = field(
        default=(), metadata={"doc": "component templates of the store that come before"}
    )
    from_next_index: tuple[ColumnName, ...] = field(
        default=(),
        metadata={"doc": "fields whose definition may change from the next index on; older indices keep theirs"},
    )
    purpose: str = field(default="", metadata={"doc": "why it exists, where no query uses it"})
    feed: Feed | None = field(default=None, metadata={"doc": "who keeps the copy"})
    span: Span | None = field(default=None, compare=False)

    @property
    def name(self) -> str:
        return self.stream or self.index


@dataclass(frozen=True, slots=True)
class SharedPart:
    """A component template that several index templates are composed of."""

    name: str = keyed()
    settings: tuple[tuple[str, str], ...] = field(
        default=(), metadata={"doc": "index settings under the server's names"}
    )
    analysers: Json | None = field(default=None, metadata={"doc": "settings.analysis"})
    dynamic_templates: Json | None = field(default=None, metadata={"doc": "how unknown fields are mapped"})


@dataclass(frozen=True, slots=True)
class Options:
    """A search store's own keys in topology.yaml."""

    prefix: str = field(
        default="", metadata={"doc": "what every name of this store begins with; all names under it are its own"}
    )
    ignore: tuple[str, ...] = field(default=(), metadata={"doc": "patterns of names that are somebody else's"})
    components: tuple[SharedPart, ...] = field(default=(), metadata={"doc": "component templates that blocks may name"})
    span: Span | None = field(default=None, compare=False)
