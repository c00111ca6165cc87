"""Resolves references: each field gets the type and privacy class of the field it refers to. Cycles are errors."""

from __future__ import annotations

import re

from gamemodel.diagnostics import suggestion
from gamemodel.model.entity import Default, Field, Reference
from gamemodel.model.model import Enum, PrivacyClass
from gamemodel.model.types import Type
from gamemodel.source import codes
from gamemodel.source.defaults import expected_instead
from gamemodel.source.fields import RawField
from gamemodel.source.problems import describe
from gamemodel.source.report import Report

RawFields = dict[str, dict[str, RawField]]
"""Fields by entity, then by name."""

_UNKNOWN = Type("text")
"""The type of a field that has an error. A model with such a field is never returned."""


class References:
    """Follows references over all entities, each of them once."""

    def __init__(self, raw: RawFields, report: Report) -> None:
        self.raw, self.report = raw, report
        self.known: dict[tuple[str, str], tuple[Type, str] | None] = {}

    def of(self, entity: str, field: RawField) -> tuple[Type, str] | None:
        """Type and inherited privacy class of a field. None if there is an error, which is reported once."""
        key = (entity, field.name)
        if key not in self.known:
            self.known[key] = None
            self.known[key] = self._follow(field, (key,))
        return self.known[key]

    def _follow(self, field: RawField, path: tuple[tuple[str, str], ...]) -> tuple[Type, str] | None:
        if not field.body.ref:
            return None if field.type is None else (field.type, field.body.privacy)
        target = self.target(field)
        if target is None:
            return None
        if target in path:
            circle = " -> ".join(f"{e}.{f}" for e, f in (*path[path.index(target) :], target))
            self.report.add(codes.CYCLE, f"cyclic reference: {circle}", field.place("ref"), "give one of them a type:")
            return None
        if target not in self.known:
            self.known[target] = self._follow(self.raw[target[0]][target[1]], (*path, target))
        found = self.known[target]
        return None if found is None else (found[0], field.body.privacy or found[1])

    def target(self, field: RawField) -> tuple[str, str] | None:
        """Entity and field that a reference points at. None if they do not exist, which is reported."""
        text, span = field.body.ref, field.place("ref")
        written = re.fullmatch(r"([a-z][a-z0-9_]*)\.([a-z][a-z0-9_]*)", text)
        if not written:
            self.report.add(
                codes.BAD_VALUE, f"'{text}' is not a reference", span, "write entity.field, such as users.name"
            )
            return None
        entity, name = written[1], written[2]
        if entity not in self.raw:
            self.report.add(codes.UNKNOWN_NAME, f"unknown entity '{entity}'", span, suggestion(entity, self.raw))
            return None
        if not self.raw[entity]:
            return None  # its file has errors of its own
        if name not in self.raw[entity]:
            help = suggestion(name, self.raw[entity])
            self.report.add(codes.UNKNOWN_NAME, f"{entity} has no field '{name}'", span, help)
            return None
        return entity, name


def resolve(
    entity: str, raw: RawField, references: References, enums: tuple[Enum, ...], privacy: dict[str, PrivacyClass]
) -> Field:
    """The field of the model. With an error, it is a stand-in that others can refer to."""
    report = references.report
    found = references.of(entity, raw)
    type_, class_ = found or (raw.type or _UNKNOWN, "")
    body = raw.body
    default = _default(raw, type_, enums, report) if found else None
    rules = privacy.get(class_)
    if body.erase and rules is None and found and not raw.broken:
        help = "write privacy:, or refer to a field that has one"
        report.add(codes.MISFIT, "erase without a privacy class", raw.place("erase"), help)
    if body.ref and body.max_size is None and type_.is_collection and found:
        report.add(
            codes.BAD_TYPE, f"'{raw.name}' refers to a {type_.kind}", raw.place("ref"), "refer to a field of one value"
        )
    return Field(
        name=raw.name, type=type_, required=raw.required, default=default, fill=body.fill, immutable=body.immutable,
        privacy=class_, erase=body.erase or (rules.erase if rules else ""),
        ref=Reference(*body.ref.split(".", 1)) if "." in body.ref else None, on_delete=body.on_delete or "",
        max_size=body.max_size, copied_from=body.copied_from, renamed_from=body.renamed_from,
        deprecated=body.deprecated, doc=body.doc, span=raw.span,
    )  # fmt: skip


def _default(raw: RawField, type_: Type, enums: tuple[Enum, ...], report: Report) -> Default | None:
    node = raw.body.default
    if node is None:
        return None
    if node.kind != "scalar" or node.is_empty:
        report.add(codes.BAD_DEFAULT, f"the default is one value, found {describe(node)}", node.span)
        return None
    wanted = expected_instead(node.text, type_, enums, report.scope.regions)
    if wanted:
        report.add(codes.BAD_DEFAULT, f"'{node.text}' is not a default of {type_}: expected {wanted}", node.span)
        return None
    return Default(node.text)
