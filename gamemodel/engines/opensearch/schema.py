"""What can exist in one search store: templates, policies, and the indices behind each alias or stream.

Subjects: `component:NAME`, `policy:NAME`, `template:NAME` and `template:NAME.FIELD`, `indices:NAME` (the indices behind an alias, a
data stream, or a single index), `indices:NAME.mapping`, `indices:NAME.settings`, `indices:NAME.FIELD`, `indices:NAME.write` (the index
that is written to). A field of an object is dotted: `template:logs.attrs.host`.

Values of mapping parameters, root options and `_meta` are canonical JSON text (`json.dumps` with sorted keys); values of settings are
text as the servers keep them, lists JSON text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final, Literal, TypeAlias

from gamemodel.engines.opensearch.dialect.lifecycle.types import Lifecycle
from gamemodel.named import find

LIFECYCLE: Final = "-lifecycle"
"""The suffix of a component template with lifecycle settings. It is separate, since a server without the plug-in refuses it."""

Pairs: TypeAlias = tuple[tuple[str, str], ...]
Kind = Literal["rolling", "stream", "rebuilt", "single"]
Dialect = Literal["ism", "ilm"]


@dataclass(frozen=True, slots=True)
class Field:
    """One mapped field in canonical form: parameters with default values are left out; parts are sorted by name."""

    name: str
    type: str = "object"
    params: Pairs = ()
    fields: tuple[Field, ...] = ()
    properties: tuple[Field, ...] = ()

    def alone(self) -> Field:
        """The field without what lies below it."""
        return replace(self, fields=(), properties=())

    def param(self, name: str, default: str = "") -> str:
        return dict(self.params).get(name, default)


@dataclass(frozen=True, slots=True)
class Mapping:
    """The fields of an index and its root options (`dynamic`, `dynamic_templates`, `_meta`, …), sorted by name."""

    fields: tuple[Field, ...] = ()
    options: Pairs = ()

    def walk(self) -> Iterator[tuple[str, Field]]:
        """Every field with its dotted path, parents first; multi-fields count as fields below theirs."""
        return _walk(self.fields, "")

    def paths(self) -> dict[str, Field]:
        """Dotted path -> the field without what lies below it."""
        return {path: each.alone() for path, each in self.walk()}


def _walk(fields: tuple[Field, ...], prefix: str) -> Iterator[tuple[str, Field]]:
    for each in fields:
        path = prefix + each.name
        yield path, each
        yield from _walk(each.fields, path + ".")
        yield from _walk(each.properties, path + ".")


@dataclass(frozen=True, slots=True)
class Component:
    """A component template, which index templates are composed of."""

    name: str
    mapping: Mapping = Mapping()
    settings: Pairs = ()
    aliases: Pairs = ()
    version: int | None = None
    meta: Pairs = ()


@dataclass(frozen=True, slots=True)
class Template:
    """A composable index template. `stream`: the timestamp field of the data streams it makes, or empty."""

    name: str
    patterns: tuple[str, ...]
    priority: int = 0
    composed_of: tuple[str, ...] = ()
    mapping: Mapping = Mapping()
    settings: Pairs = ()
    aliases: Pairs = ()
    stream: str = ""
    version: int | None = None
    meta: Pairs = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """A lifecycle policy. `raw` is the JSON of a policy that gamemodel cannot express."""

    name: str
    dialect: Dialect
    lifecycle: Lifecycle = field(default_factory=Lifecycle)
    note: str = ""
    patterns: tuple[str, ...] = ()
    priority: int = 0
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Indices:
    """The live indices of one alias or stream, or a single index, and what each of them has.

    rolling: `name` is the write alias of `pattern` (`orders-*`), the first index is `orders-000001`; stream: `name` is the data
    stream; rebuilt: `name` is the alias of one of the copies that a job fills; single: `name` is the index.
    `left`: definitions that indices may still have, by path: no server takes a field away, so they are remembered, here and in the
    `_meta` of the live indices. `mixed`: paths whose definition may differ from one index to the next, as the model says.
    """

    name: str
    kind: Kind
    pattern: str
    mapping: Mapping = Mapping()
    settings: Pairs = ()
    left: tuple[tuple[str, Field], ...] = field(default=(), compare=False)
    mixed: tuple[str, ...] = field(default=(), compare=False)

    @property
    def first(self) -> str:
        """The name of the first index of a rolling alias."""
        return f"{self.name}-000001"

    @property
    def target(self) -> str:
        """The name that reaches every live index: the stream, the single index, or the pattern."""
        return self.pattern if self.kind in ("rolling", "rebuilt") else self.name


_NUMBERED: Final = re.compile(r"[0-9]{6,}([-_.][0-9]+)*")


def is_numbered(index: str, base: str) -> bool:
    """Whether a rollover or a job numbered `index`: `orders-000001`, `users-20260101`, but not `orders-archive-000001`."""
    return index.startswith(base + "-") and _NUMBERED.fullmatch(index[len(base) + 1 :]) is not None


@dataclass(frozen=True, slots=True)
class Deviation:
    """What only a live server has: a stray index, an alias with two write indices, an extra field."""

    subject: str
    words: str


@dataclass(frozen=True, slots=True)
class Schema:
    """Everything that one store owns on one cluster, each kind sorted by name."""

    components: tuple[Component, ...] = ()
    policies: tuple[Policy, ...] = ()
    templates: tuple[Template, ...] = ()
    indices: tuple[Indices, ...] = ()
    deviations: tuple[Deviation, ...] = ()

    @property
    def with_settings(self) -> tuple[Component | Template | Indices, ...]:
        return (*self.components, *self.templates, *self.indices)

    def component(self, name: str) -> Component | None:
        return find(self.components, name)

    def policy(self, name: str) -> Policy | None:
        return find(self.policies, name)

    def template(self, name: str) -> Template | None:
        return find(self.templates, name)

    def index_set(self, name: str) -> Indices | None:
        return find(self.indices, name)
