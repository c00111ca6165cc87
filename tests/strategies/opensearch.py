"""Random search schemas that a real OpenSearch 2.19 takes, and schemas that supported changes lead to from a given one.

A schema is built from `Spec`s, one for each index, stream or alias, so that template, live indices, policy and component agree.
Every name begins with `law-`; a test on a shared server puts its own prefix there with `renamed`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any, Final

from hypothesis import strategies as st

from gamemodel import codec
from gamemodel.engines.opensearch.dialect.lifecycle.types import Lifecycle, Phase, PhaseName, Rollover
from gamemodel.engines.opensearch.dialect.mappings import read_field
from gamemodel.engines.opensearch.dialect.ownership import note, owner
from gamemodel.engines.opensearch.schema import (
    Component,
    Field,
    Indices,
    Kind,
    Mapping,
    Pairs,
    Policy,
    Schema,
    Template,
)
from gamemodel.named import by_name

PREFIX: Final = "law-"
META: Final = owner("law", "opensearch")
BODIES: Final[tuple[dict[str, Any], ...]] = (
    {"type": "keyword"}, {"type": "keyword", "ignore_above": 256}, {"type": "keyword", "index": False}, {"type": "keyword", "doc_values": False},
    {"type": "keyword", "normalizer": "lowercase"}, {"type": "text"}, {"type": "text", "index": False}, {"type": "text", "norms": False},
    {"type": "text", "analyzer": "simple"}, {"type": "text", "fields": {"raw": {"type": "keyword", "ignore_above": 64}}},
    {"type": "text", "analyzer": "custom_one", "search_analyzer": "standard"},
    {"type": "byte"}, {"type": "short"}, {"type": "integer"}, {"type": "long", "coerce": False}, {"type": "unsigned_long"},
    {"type": "float"}, {"type": "double"}, {"type": "scaled_float", "scaling_factor": 100}, {"type": "scaled_float", "scaling_factor": 10000},
    {"type": "date"}, {"type": "date", "format": "epoch_millis"}, {"type": "date_nanos"}, {"type": "boolean"}, {"type": "ip"},
    {"type": "binary"}, {"type": "flat_object"}, {"type": "wildcard"}, {"type": "geo_point"}, {"type": "long", "null_value": 0},
    {"properties": {"x": {"type": "keyword"}, "y": {"type": "text"}}}, {"type": "object", "enabled": False},
    {"type": "nested", "properties": {"a": {"type": "long"}, "b": {"type": "keyword"}}},
    {"type": "object", "dynamic": "strict", "properties": {"x": {"type": "date"}}},
)  # fmt: skip
"""Mappings of one field, as a person would write them."""
NAMES: Final = ("id", "title", "body", "amount", "at2", "guild", "tags", "place", "extra", "Mixed", "a_b", "x1")
NEW_NAMES: Final = ("fresh", "later", "more", "other")
ANALYSIS: Final = (("analysis.analyzer.custom_one.filter", '["lowercase"]'), ("analysis.analyzer.custom_one.tokenizer", "standard"),
                   ("analysis.analyzer.custom_one.type", "custom"))  # fmt: skip
DYNAMIC_TEMPLATES: Final = '[{"texts": {"mapping": {"type": "keyword"}, "match_mapping_type": "string"}}]'


@dataclass(frozen=True, slots=True)
class Spec:
    """One index, alias or stream."""

    name: str
    kind: Kind
    fields: tuple[Field, ...]
    settings: Pairs
    options: Pairs
    life: Lifecycle | None = None
    priority: int = 1
    version: int | None = None
    shared: bool = False
    mixed: tuple[str, ...] = ()

    @property
    def pattern(self) -> str:
        return f"{self.name}-*" if self.kind in ("rolling", "rebuilt") else self.name

    @property
    def governed(self) -> bool:
        return self.life is not None and self.kind in ("rolling", "stream")


SHARED: Final = Component(f"{PREFIX}shared", settings=(("max_result_window", "20000"),), meta=META)


def build(specs: tuple[Spec, ...]) -> Schema:
    """The schema that the specs stand for."""
    components, policies, templates, indices = [SHARED], [], [], []
    for spec in specs:
        mapping = Mapping(tuple(sorted(spec.fields, key=lambda each: each.name)), spec.options)
        parts = [SHARED.name] if spec.shared else []
        if spec.governed and spec.life is not None:
            policies.append(
                Policy(spec.name, "ism", spec.life, note("law", "opensearch"), (spec.pattern,), spec.priority)
            )
            if spec.kind == "rolling":
                alias = (("plugins.index_state_management.rollover_alias", spec.name),)
                components.append(Component(f"{spec.name}-lifecycle", settings=alias, meta=META))
                parts.append(f"{spec.name}-lifecycle")
        live = dict(SHARED.settings if spec.shared else ()) | dict(spec.settings)
        indices.append(
            Indices(spec.name, spec.kind, spec.pattern, mapping, tuple(sorted(live.items())), mixed=spec.mixed)
        )
        if spec.kind != "single":
            stream = "happened" if spec.kind == "stream" else ""
            templates.append(
                Template(
                    spec.name,
                    (spec.pattern,),
                    spec.priority,
                    tuple(parts),
                    mapping,
                    spec.settings,
                    stream=stream,
                    version=spec.version,
                    meta=META,
                )
            )
    return Schema(by_name(components), by_name(policies), by_name(templates), by_name(indices))


def field(name: str) -> st.SearchStrategy[Field]:
    return st.sampled_from(BODIES).map(lambda body: read_field(name, body))


@st.composite
def settings(draw: st.DrawFn) -> Pairs:
    out = dict(ANALYSIS)
    out |= {"number_of_shards": draw(st.sampled_from("12")), "number_of_replicas": draw(st.sampled_from("0123"))}
    more = {
        "refresh_interval": st.sampled_from(("1s", "5s", "-1")), "codec": st.just("best_compression"),
        "mapping.total_fields.limit": st.just("1200"), "search.idle.after": st.just("45s"), "translog.durability": st.just("async"),
        "query.default_field": st.sampled_from(('["id", "title"]', '["id"]')),
    }  # fmt: skip
    out |= draw(st.fixed_dictionaries({}, optional=more))
    return tuple(sorted(out.items()))


def options() -> st.SearchStrategy[Pairs]:
    more = {
        "dynamic_templates": st.just(DYNAMIC_TEMPLATES),
        "date_detection": st.just("false"),
        "numeric_detection": st.just("true"),
    }
    fixed = {"_meta": st.just(_meta()), "dynamic": st.sampled_from(('"false"', '"strict"', '"true"'))}
    return st.fixed_dictionaries(fixed, optional=more).map(lambda found: tuple(sorted(found.items())))


def _meta() -> str:
    return json.dumps({key: json.loads(text) for key, text in META}, sort_keys=True)


@st.composite
def lives(draw: st.DrawFn) -> Lifecycle:
    phases = [Phase(PhaseName.HOT, priority=100)] if draw(st.booleans()) else []
    if draw(st.booleans()):
        phases.append(Phase(PhaseName.WARM, draw(st.sampled_from((0, 86_400_000))), 50, read_only=True))
    delete = draw(st.sampled_from((None, 30 * 86_400_000, 365 * 86_400_000)))
    return Lifecycle(Rollover(size=draw(st.sampled_from((None, 30 << 30))), age=7 * 86_400_000), tuple(phases), delete)


@st.composite
def specs(draw: st.DrawFn, name: str) -> Spec:
    kind: Kind = draw(st.sampled_from(("rolling", "rolling", "stream", "rebuilt", "single")))
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=6, unique=True))
    fields = [draw(field(each)) for each in names]
    if kind == "stream":
        fields.append(Field("happened", "date"))
    life = draw(st.none() | lives()) if kind in ("rolling", "stream") else None
    return Spec(
        f"{PREFIX}{name}", kind, tuple(fields), draw(settings()), draw(options()), life,
        draw(st.sampled_from((1, 5))), draw(st.none() | st.integers(0, 9)), kind != "single" and draw(st.booleans()),
    )  # fmt: skip


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Spec, ...]:
    names = draw(st.lists(st.sampled_from(("orders", "logs", "users", "chat")), min_size=1, max_size=3, unique=True))
    return tuple(draw(specs(name)) for name in sorted(names))


def schemas() -> st.SearchStrategy[Schema]:
    return worlds().map(build)


def pairs() -> st.SearchStrategy[tuple[Schema, Schema]]:
    """A schema, and one that supported changes lead to."""
    return worlds().flatmap(lambda old: st.tuples(st.just(build(old)), _evolve(old).map(build)))


def evolved(schema: Schema) -> st.SearchStrategy[Schema]:
    """A schema reachable from `schema` by supported changes."""
    old = tuple(_spec_of(schema, one) for one in schema.indices)
    return _evolve(old).map(build)


def _spec_of(schema: Schema, one: Indices) -> Spec:
    template, policy = schema.template(one.name), schema.policy(one.name)
    own = template.settings if template else one.settings
    return Spec(
        one.name, one.kind, one.mapping.fields, own, one.mapping.options, policy.lifecycle if policy else None,
        template.priority if template else 1, template.version if template else None,
        bool(template and SHARED.name in template.composed_of), one.mixed,
    )  # fmt: skip


@st.composite
def _evolve(draw: st.DrawFn, old: tuple[Spec, ...]) -> tuple[Spec, ...]:
    kept = [each for each in old if draw(st.integers(0, 5))]
    out = [draw(_changed(each)) for each in kept]
    gone = {each.name for each in old}
    fresh = [name for name in ("late", "extra") if f"{PREFIX}{name}" not in gone and draw(st.integers(0, 3)) == 0]
    out += [draw(specs(name)) for name in fresh]
    return tuple(sorted(out, key=lambda each: each.name))


@st.composite
def _changed(draw: st.DrawFn, spec: Spec) -> Spec:
    for change in draw(st.lists(st.sampled_from(CHANGES), max_size=3, unique=True)):
        spec = draw(change(spec))
    return spec


@st.composite
def _more_fields(draw: st.DrawFn, spec: Spec) -> Spec:
    had = {each.name for each in spec.fields}
    names = draw(st.lists(st.sampled_from(NEW_NAMES), min_size=1, max_size=2, unique=True))
    return replace(spec, fields=(*spec.fields, *(draw(field(each)) for each in names if each not in had)))


@st.composite
def _fewer_fields(draw: st.DrawFn, spec: Spec) -> Spec:
    kept = tuple(each for each in spec.fields if each.name == "happened" or draw(st.booleans()))
    return replace(spec, fields=kept)


@st.composite
def _other_params(draw: st.DrawFn, spec: Spec) -> Spec:
    """Parameters that a live index takes."""
    limit = draw(st.sampled_from(("128", "512")))
    out = []
    for each in spec.fields:
        params = dict(each.params)
        if each.type == "keyword":
            params["ignore_above"] = limit
        elif each.type in ("integer", "long", "double"):
            params["ignore_malformed"] = "true"
        elif each.type == "text" and params.get("index") != "false":
            params["norms"] = "false"
        inner = (*each.properties, Field("z", "keyword")) if each.type == "nested" else each.properties
        out.append(replace(each, params=tuple(sorted(params.items())), properties=inner))
    return replace(spec, fields=tuple(out))


@st.composite
def _dynamic_settings(draw: st.DrawFn, spec: Spec) -> Spec:
    out = dict(spec.settings) | {
        "refresh_interval": draw(st.sampled_from(("2s", "30s"))),
        "number_of_replicas": draw(st.sampled_from("0123")),
    }
    out.pop("search.idle.after", None)
    return replace(spec, settings=tuple(sorted(out.items())))


@st.composite
def _fixed_settings(draw: st.DrawFn, spec: Spec) -> Spec:
    """The next index has them; a single index would refuse."""
    if spec.kind == "single":
        return spec
    return replace(
        spec, settings=tuple(sorted((dict(spec.settings) | {"number_of_shards": draw(st.sampled_from("34"))}).items()))
    )


@st.composite
def _root_options(draw: st.DrawFn, spec: Spec) -> Spec:
    return replace(spec, options=draw(options()))


@st.composite
def _other_type(draw: st.DrawFn, spec: Spec) -> Spec:
    """A field gets another type from the next index on."""
    plain = [each for each in spec.fields if each.type == "integer"]
    if not plain or spec.kind == "single":
        return spec
    one = draw(st.sampled_from(plain))
    fields = tuple(Field(each.name, "long") if each == one else each for each in spec.fields)
    return replace(spec, fields=fields, mixed=(one.name,))


@st.composite
def _template_words(draw: st.DrawFn, spec: Spec) -> Spec:
    return replace(spec, priority=draw(st.sampled_from((2, 7))), version=draw(st.none() | st.integers(10, 19)))


@st.composite
def _other_life(draw: st.DrawFn, spec: Spec) -> Spec:
    return replace(spec, life=draw(st.none() | lives())) if spec.kind in ("rolling", "stream") else spec


CHANGES: Final = (
    _more_fields, _fewer_fields, _other_params, _dynamic_settings, _fixed_settings, _root_options, _other_type, _template_words, _other_life,
)  # fmt: skip


def renamed(schema: Schema, prefix: str) -> Schema:
    """The same schema with another prefix of every name."""
    text = json.dumps(codec.dump(schema)).replace(f'"{PREFIX}', f'"{prefix}')
    made: Schema = codec.load(json.loads(text), Schema)
    return made


def dropped(old: Schema, new: Schema) -> tuple[str, ...]:
    """The subjects of fields that vanish, as `dropped:` in a model would name them."""
    out = []
    for one in old.indices:
        other = new.index_set(one.name)
        if other is not None:
            out += [f"indices:{one.name}.{path}" for path in one.mapping.paths() if path not in other.mapping.paths()]
    return tuple(out)
