"""Proves that the server accepts the templates and policies of a block, by the grammars of the dialect.

The grammars are closed. A mapping type or parameter outside of them is an error, since the server refuses the whole template; a setting
outside of them is a warning.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from gamemodel.diagnostics import Diagnostic, Span
from gamemodel.engines.opensearch.block.sections import Block
from gamemodel.engines.opensearch.codes import BAD_REPRESENTATION, LIFECYCLE_UNTRANSLATABLE, UNPROVEN
from gamemodel.engines.opensearch.dialect.grammar.templates import Existing, validate_template
from gamemodel.engines.opensearch.dialect.lifecycle import ilm_validator, ism_validator
from gamemodel.engines.opensearch.dialect.lifecycle.types import Refused
from gamemodel.engines.opensearch.dialect.policies import translate
from gamemodel.engines.opensearch.dialect.problem import Problem
from gamemodel.engines.opensearch.dialect.templates import write_component, write_template
from gamemodel.engines.opensearch.flavours import Flavour
from gamemodel.engines.opensearch.schema import LIFECYCLE, Field, Mapping, Schema, Template
from gamemodel.model import Entity

_ALSO_TAKEN: Final = frozenset({
    "boost", "copy_to", "search_quote_analyzer", "fielddata_frequency_filter", "index_prefixes", "position_increment_gap", "null_value",
    "locale", "coerce", "store", "similarity", "eager_global_ordinals", "format",
})  # fmt: skip
"""Parameters outside of the grammar that OpenSearch 2.19.1 accepted (in 126 mapping changes)."""
_OTHER_TYPES: Final = frozenset(
    {"knn_vector", "dense_vector", "flattened", "search_as_you_type", "constant_keyword", "geo_shape", "token_count"}
)


def findings(name: str, entity: Entity, block: Block, made: Schema, kind: Flavour) -> Iterator[Diagnostic]:
    place = block.span or entity.span
    template = made.template(name) or _of_single(name, made)
    if template is not None:
        yield from _template(template, made, block, place)
    policy = made.policy(name)
    if policy is None:
        return
    where = (block.lifecycle.span if block.lifecycle else None) or place
    body = translate(policy)
    if isinstance(body, Refused):
        for fault in body.faults:
            yield LIFECYCLE_UNTRANSLATABLE.at(where, f"{name}: {fault} ({kind.name})")
        return
    problems = ism_validator.validate(body, None, name) if policy.dialect == "ism" else ilm_validator.validate(body)
    for problem in problems:
        yield LIFECYCLE_UNTRANSLATABLE.at(where, f"{name}: {problem}")


def _of_single(name: str, made: Schema) -> Template | None:
    one = made.index_set(name)
    return Template(name, (name,), 0, mapping=one.mapping, settings=one.settings) if one else None


def _template(template: Template, made: Schema, block: Block, place: Span | None) -> Iterator[Diagnostic]:
    known = Mapping(_plain(template.mapping.fields), template.mapping.options)
    body = write_template(replace(template, mapping=known), placeholders=False)
    parts = [
        Existing("component_template", part.name, write_component(part, placeholders=False))
        for part in filter(None, map(made.component, sorted(template.composed_of)))
        if not part.name.endswith(LIFECYCLE)
    ]
    body["composed_of"] = [each.name for each in parts]
    spans = {name: override.span for name, override in block.types}
    for problem in validate_template("index_template", template.name, body, parts):
        code = BAD_REPRESENTATION if ".properties." in problem.path else UNPROVEN
        yield code.at(_place(problem, spans) or place, f"{template.name}: {problem}")


def _place(problem: Problem, spans: dict[str, Span | None]) -> Span | None:
    words = problem.path.split(".")
    return next((spans[word] for word in words if word in spans), None)


def _plain(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """Fields without parameters that are accepted beyond the grammar; a type it does not know becomes a keyword."""
    out: list[Field] = []
    for each in fields:
        params: Any = tuple(pair for pair in each.params if pair[0] not in _ALSO_TAKEN or each.type not in _WITH_MORE)
        one = replace(each, params=params, fields=_plain(each.fields), properties=_plain(each.properties))
        out.append(Field(each.name, "keyword") if each.type in _OTHER_TYPES else one)
    return tuple(out)


_WITH_MORE: Final = frozenset({
    "keyword", "text", "byte", "short", "integer", "long", "float", "double", "scaled_float", "date", "boolean", "ip", "unsigned_long",
})  # fmt: skip
