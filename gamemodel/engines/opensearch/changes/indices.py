"""Changes of live indices: creation, deletion, alteration in place, and alteration from the next index on."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from gamemodel.change import Change
from gamemodel.engines.opensearch.dialect.descriptions import indices_differences, template_differences
from gamemodel.engines.opensearch.dialect.in_place import additions, changed_settings, conflicts, newly_left, remembered
from gamemodel.engines.opensearch.dialect.mappings import LEFT, write_left, write_mapping
from gamemodel.engines.opensearch.dialect.requests import statement
from gamemodel.engines.opensearch.dialect.settings import write_settings
from gamemodel.engines.opensearch.dialect.templates import write_template
from gamemodel.engines.opensearch.schema import Indices, Mapping, Schema, Template
from gamemodel.named import put, without
from gamemodel.step import Statement, Step

_KINDS = {
    "rolling": "rolling alias", "stream": "data stream", "rebuilt": "alias of rebuilt indices", "single": "index",
}  # fmt: skip


def creation(indices: Indices) -> tuple[Step, ...]:
    """Requests that create the first index; none for rebuilt indices, which a job creates."""
    subject, comment = f"indices:{indices.name}", f"+ {_KINDS[indices.kind]} {indices.name}"
    match indices.kind:
        case "rolling":
            body: dict[str, Any] = {"aliases": {indices.name: {"is_write_index": True}}}
            return (statement(subject, "PUT", indices.first, body, comment),)
        case "stream":
            return (statement(subject, "PUT", f"_data_stream/{indices.name}", None, comment),)
        case "single":
            body = {"settings": write_settings(indices.settings)} if indices.settings else {}
            body |= {"mappings": write_mapping(indices.mapping)} if indices.mapping != Mapping() else {}
            return (statement(subject, "PUT", indices.name, body, comment),)
    return ()


@dataclass(frozen=True, slots=True)
class AddIndices(Change[Schema]):
    """Creates the first index of a rolling alias, a data stream or a single index. A job creates the copies of a rebuilt one."""

    TAG: ClassVar[str] = "CreateIndices"

    indices: Indices

    @property
    def subject(self) -> str:
        return f"indices:{self.indices.name}"

    def describe(self) -> str:
        name = self.indices.name
        tail = {
            "rolling": f", first index {self.indices.first}",
            "rebuilt": f": a job makes {self.indices.pattern}, `gamemodel swap` moves the alias",
        }.get(self.indices.kind, "")
        return f"+ {_KINDS[self.indices.kind]} {name}{tail}"

    def apply_to(self, schema: Schema) -> Schema:
        return replace(schema, indices=put(schema.indices, self.indices))

    def steps(self, schema: Schema) -> tuple[Step, ...]:  # noqa: ARG002
        return creation(self.indices)

    def inverse(self, schema: Schema) -> DropIndices:  # noqa: ARG002
        return DropIndices(self.indices.name)


@dataclass(frozen=True, slots=True)
class DropIndices(Change[Schema]):
    """Deletes the live indices behind an alias or a stream, or a single index, with their documents."""

    TAG: ClassVar[str] = "DropIndices"

    name: str

    @property
    def subject(self) -> str:
        return f"indices:{self.name}"

    @property
    def destroys(self) -> bool:
        return True

    def describe(self) -> str:
        return f"- indices {self.name}, with their documents"

    def apply_to(self, schema: Schema) -> Schema:
        return replace(schema, indices=without(schema.indices, self.name))

    def steps(self, schema: Schema) -> tuple[Step, ...]:
        old = schema.index_set(self.name) or Indices(self.name, "single", self.name)
        path = f"_data_stream/{self.name}" if old.kind == "stream" else old.target
        return (statement(self.subject, "DELETE", path, None, self.describe(), destroys=True),)

    def inverse(self, schema: Schema) -> AddIndices | None:
        old = schema.index_set(self.name)
        return AddIndices(replace(old, left=())) if old else None


def alteration(old: Indices, new: Indices) -> tuple[Statement, ...]:
    """Requests that change live indices from `old` to `new` as far as possible. Fields that stay behind are noted in `_meta`."""
    query = "?allow_no_indices=true&ignore_unavailable=true" if new.kind == "rebuilt" else ""
    out = []
    blocked = frozenset(each.path for each in conflicts(old, new))
    more, left = additions(old.mapping, new.mapping, blocked), newly_left(old, new)
    body = write_mapping(more)
    if left:
        meta = json.loads(dict(new.mapping.options).get("_meta", "{}"))
        body["_meta"] = meta | {LEFT: write_left((*old.left, *left))}
    if body:
        comment = (
            "the live indices take it too"
            if more != Mapping()
            else "the live indices keep these fields; this says that they are known"
        )
        out.append(statement(f"indices:{new.name}.mapping", "PUT", f"{new.target}/_mapping{query}", body, comment))
    settings = changed_settings(old.settings, new.settings)
    if settings:
        written = write_settings((key, text) for key, text in settings.items() if text is not None)
        body = {"index": written | {key: None for key, text in settings.items() if text is None}}
        comment = "the live indices take it too"
        out.append(statement(f"indices:{new.name}.settings", "PUT", f"{new.target}/_settings{query}", body, comment))
    return tuple(out)


@dataclass(frozen=True, slots=True)
class AlterIndices(Change[Schema]):
    """Changes existing indices in place, as far as a server can. Later indices get the rest from their template."""

    TAG: ClassVar[str] = "UpdateIndices"

    indices: Indices
    how: tuple[str, ...]

    @property
    def subject(self) -> str:
        return f"indices:{self.indices.name}"

    def describe(self) -> str:
        return f"~ live indices {self.indices.name}: {'; '.join(self.how)}"

    def apply_to(self, schema: Schema) -> Schema:
        old = schema.index_set(self.indices.name)
        return replace(schema, indices=put(schema.indices, remembered(old, self.indices) if old else self.indices))

    def steps(self, schema: Schema) -> tuple[Step, ...]:
        old = schema.index_set(self.indices.name)
        return alteration(old, self.indices) if old else ()

    def inverse(self, schema: Schema) -> AlterIndices | None:
        old = schema.index_set(self.indices.name)
        return AlterIndices(old, indices_differences(self.indices, old)) if old else None


@dataclass(frozen=True, slots=True)
class AlterNextIndex(Change[Schema]):
    """Changes the definition of a field from the next index on (`from_next_index`): alters the template, then rolls over."""

    TAG: ClassVar[str] = "NextIndex"

    template: Template
    indices: Indices
    how: tuple[str, ...]

    @property
    def subject(self) -> str:
        return f"indices:{self.indices.name}.write"

    def describe(self) -> str:
        return f"~ next index {self.indices.name}: {'; '.join(self.how)} (older indices keep what they have)"

    def apply_to(self, schema: Schema) -> Schema:
        old = schema.index_set(self.indices.name)
        new = remembered(old, self.indices) if old else self.indices
        return replace(schema, templates=put(schema.templates, self.template), indices=put(schema.indices, new))

    def steps(self, schema: Schema) -> tuple[Step, ...]:
        old = schema.index_set(self.indices.name)
        name = self.template.name
        return (
            statement(
                f"template:{name}",
                "PUT",
                f"_index_template/{name}",
                write_template(self.template),
                self.describe(),
            ),
            *(alteration(old, self.indices) if old else ()),
            statement(self.subject, "POST", f"{self.indices.name}/_rollover", None, "an index with the new definition"),
        )

    def inverse(self, schema: Schema) -> AlterNextIndex | None:
        template, old = schema.template(self.template.name), schema.index_set(self.indices.name)
        if template is None or old is None:
            return None
        return AlterNextIndex(template, old, template_differences(self.template, template))
