"""The model -> what shall exist in one search store, with where each thing is written; whether it can be is check.py's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

from gamemodel.change import Compiled, Hints
from gamemodel.diagnostics import Span
from gamemodel.engines.opensearch.block.sections import Block, Options, SharedPart
from gamemodel.engines.opensearch.dialect.canonical import canonical
from gamemodel.engines.opensearch.dialect.lifecycle.types import Allocation, Phase, PhaseName, Rollover, normalised
from gamemodel.engines.opensearch.dialect.lifecycle.types import Lifecycle as Life
from gamemodel.engines.opensearch.dialect.mappings import read_field, write_field
from gamemodel.engines.opensearch.dialect.settings import flatten
from gamemodel.engines.opensearch.flavours import Flavour, flavour
from gamemodel.engines.opensearch.schema import (
    LIFECYCLE,
    Component,
    Field,
    Indices,
    Kind,
    Mapping,
    Pairs,
    Policy,
    Schema,
    Template,
    by_name,
)
from gamemodel.engines.opensearch.types import field_of, overridden
from gamemodel.model import Entity, Model, Type
from gamemodel.model.entity import Field as ModelField
from gamemodel.topology import Store


def compile_schema(model: Model, store: Store, order_from: Schema | None = None) -> Compiled[Schema]:  # noqa: ARG001
    """Everything that the entities of `model` have in `store`."""
    options = store.options if isinstance(store.options, Options) else Options()
    kind = flavour(store.flavour)
    meta = owner(model.name, store.name)
    components = [shared_part(part, options, meta) for part in options.components]
    policies: list[Policy] = []
    templates: list[Template] = []
    indices: list[Indices] = []
    for entity, block in blocks(model, store):
        made = _Maker(entity, block, options, kind, meta, store.name)
        life = made.policy(note(model.name, store.name))
        if life is not None:
            policies.append(life)
            part = made.lifecycle_part()
            components += [part] if part else []
        live = made.indices(components)
        indices.append(live)
        if live.kind != "single":
            templates.append(made.template())
    schema = Schema(by_name(components), by_name(policies), by_name(templates), by_name(indices))
    return Compiled(schema, _hints(model, store))


def blocks(model: Model, store: Store) -> Iterator[tuple[Entity, Block]]:
    """The entities that live in `store`, with what they say for it."""
    for entity in model.entities:
        block = entity.block(store.name)
        if block is not None and isinstance(block.value, Block):
            yield entity, block.value


def owner(model: str, store: str) -> Pairs:
    """The `_meta` by which objects of this store are known."""
    return tuple(
        sorted(
            (key, json.dumps(value))
            for key, value in {"managed_by": "gamemodel", "model": model, "store": store}.items()
        )
    )


def note(model: str, store: str) -> str:
    """What stands in a policy instead of `_meta`."""
    return f"model {model}, store {store}"


def shared_part(part: SharedPart, options: Options, meta: Pairs) -> Component:
    """A component template that topology.yaml declares."""
    settings = flatten(dict(part.settings))
    if part.analysers:
        settings = (*settings, *flatten({"analysis": json.loads(part.analysers.text)}))
    root: Pairs = (("dynamic_templates", part.dynamic_templates.text),) if part.dynamic_templates else ()
    return Component(options.prefix + part.name, Mapping((), root), tuple(sorted(settings)), meta=meta)


def kind_of(block: Block) -> Kind:
    if block.stream:
        return "stream"
    if block.rebuild:
        return "rebuilt"
    return "rolling" if block.rollover else "single"


def copied(entity: Entity, block: Block) -> tuple[ModelField, ...]:
    """The fields of the entity that the index has."""
    return tuple(
        field
        for field in entity.fields
        if (block.fields == "all" or field.name in block.fields) and field.name not in block.exclude
    )


def columns(entity: Entity, block: Block) -> Iterator[tuple[ModelField, str, Type]]:
    """Each copied field with its physical columns: `price: money` has two."""
    for field in copied(entity, block):
        for name, type_ in field.columns:
            yield field, name, type_


def mapped(entity: Entity, block: Block, kind: Flavour) -> Iterator[tuple[ModelField, Type, Field]]:
    """Each column with its mapping; columns that no mapping type holds are left out (check.py reports them)."""
    others = dict(block.types)
    for field, name, type_ in columns(entity, block):
        default = field_of(name, type_, kind)
        override = others.get(name) or others.get(field.name)
        if default is None and (override is None or not override.type):
            continue
        made = default or Field(name, override.type if override else "keyword")
        if override is not None:
            parts = tuple(Field(part.name, part.type, part.params) for part in override.fields)
            made = overridden(made, override.type, override.params, parts)
            made = read_field(name, write_field(made))
        yield field, type_, made


class _Maker:
    """Makes the objects of one entity's block."""

    def __init__(self, entity: Entity, block: Block, options: Options, kind: Flavour, meta: Pairs, store: str) -> None:
        self.entity, self.block, self.flavour, self.meta, self.store = entity, block, kind, meta, store
        self.prefix = options.prefix
        self.name = options.prefix + block.name
        self.kind = kind_of(block)
        self.fields = tuple(sorted((made for _, _, made in mapped(entity, block, kind)), key=lambda each: each.name))

    @property
    def pattern(self) -> str:
        return f"{self.name}-*" if self.kind in ("rolling", "rebuilt") else self.name

    def life(self) -> Life:
        """The lifecycle in normal form: phases as written, deletion from the retention."""
        rollover, words = self.block.rollover, self.block.lifecycle
        keep = self.entity.retention.seconds(self.store)
        phases = []
        for name in PhaseName:
            one = getattr(words, str(name)) if words else None
            if one is not None:
                phases.append(
                    Phase(
                        name,
                        one.after * 1000,
                        one.priority,
                        one.read_only,
                        one.replicas,
                        Allocation.of(dict(one.require), dict(one.include), dict(one.exclude)),
                        one.tier,
                        one.shrink,
                        one.force_merge,
                    )
                )
        conditions = (
            None
            if rollover is None
            else Rollover(
                rollover.size,
                rollover.primary_shard_size,
                None if rollover.docs is None else int(rollover.docs),
                None if rollover.age is None else rollover.age * 1000,
            )
        )
        return normalised(Life(conditions, tuple(phases), None if keep is None else keep * 1000))

    def policy(self, words: str) -> Policy | None:
        """The policy of a rolling alias or a stream; the others have none."""
        life = self.life()
        if self.kind not in ("rolling", "stream") or life == Life():
            return None
        if self.flavour.lifecycle == "ilm":
            return Policy(self.name, "ilm", life, words)
        return Policy(self.name, "ism", life, words, (self.pattern,), self.block.priority)

    def lifecycle_part(self) -> Component | None:
        """The component with the lifecycle's settings, apart from the rest: a server without the plug-in refuses it whole."""
        if self.flavour.lifecycle == "ilm":
            settings = {"lifecycle.name": self.name}
            settings |= {"lifecycle.rollover_alias": self.name} if self.kind == "rolling" else {}
        elif self.kind == "rolling":
            settings = {"plugins.index_state_management.rollover_alias": self.name}
        else:
            return None
        return Component(self.name + LIFECYCLE, settings=tuple(sorted(settings.items())), meta=self.meta)

    def settings(self) -> Pairs:
        words = self.block.settings
        out = {
            "number_of_shards": str(words.shards),
            "number_of_replicas": str(words.replicas),
            "refresh_interval": words.refresh,
        }
        if words.codec:
            out["codec"] = words.codec
        if words.total_fields is not None:
            out["mapping.total_fields.limit"] = str(words.total_fields)
        if words.sort:
            out["sort.field"] = json.dumps([name for name, _ in words.sort])
            out["sort.order"] = json.dumps([order for _, order in words.sort])
        if self.block.analysers:
            out |= dict(flatten({"analysis": json.loads(self.block.analysers.text)}))
        if any(each.type == "knn_vector" for each in self.fields):
            out["knn"] = "true"
        return tuple(sorted((out | dict(flatten(dict(words.more)))).items()))

    def mapping(self) -> Mapping:
        root = {
            "_meta": canonical({key: json.loads(text) for key, text in self.meta}),
            "dynamic": json.dumps(self.block.dynamic),
        }
        if self.block.dynamic_templates:
            root["dynamic_templates"] = self.block.dynamic_templates.text
        if self.block.routing:
            root["_routing"] = '{"required": true}'
        return Mapping(self.fields, tuple(sorted(root.items())))

    def template(self) -> Template:
        parts = [self.prefix + name for name in self.block.components]
        if self.policy("") is not None and self.lifecycle_part() is not None:
            parts.append(self.name + LIFECYCLE)
        return Template(
            self.name,
            (self.pattern,),
            self.block.priority,
            tuple(parts),
            self.mapping(),
            self.settings(),
            stream=self.block.timestamp or "@timestamp" if self.kind == "stream" else "",
            meta=self.meta,
        )

    def indices(self, components: list[Component]) -> Indices:
        """What a live index carries: the template over its components, without the lifecycle's own settings."""
        mapping, settings = self.mapping(), dict[str, str]()
        options: dict[str, str] = {}
        for name in self.block.components:
            part = next((each for each in components if each.name == self.prefix + name), None)
            if part is not None:
                settings |= dict(part.settings)
                options |= dict(part.mapping.options)
        return Indices(
            self.name,
            self.kind,
            self.pattern,
            replace(mapping, options=tuple(sorted((options | dict(mapping.options)).items()))),
            tuple(sorted((settings | dict(self.settings())).items())),
            mixed=self.block.from_next_index,
        )


def _hints(model: Model, store: Store) -> Hints:
    spans: list[tuple[str, Span]] = []
    renames: list[tuple[str, str]] = []
    dropped: list[str] = []
    prefix = store.options.prefix if isinstance(store.options, Options) else ""
    for entity, block in blocks(model, store):
        name = prefix + block.name
        place = block.span or entity.span
        if place is not None:
            spans += [(f"{kind}:{name}", place) for kind in ("template", "indices", "policy")]
            spans.append((f"component:{name}{LIFECYCLE}", (block.lifecycle.span if block.lifecycle else None) or place))
        for field, column, _ in columns(entity, block):
            subject = f"indices:{name}.{column}"
            if field.span is not None:
                spans += [(subject, field.span), (f"template:{name}.{column}", field.span)]
            if field.renamed_from:
                renames.append((f"indices:{name}.{column.replace(field.name, field.renamed_from, 1)}", subject))
        dropped += [f"indices:{name}.{each}" for each in entity.dropped]
    return Hints(tuple(renames), tuple(dropped), spans=tuple(spans))
