"""A declared family together with its entity and what it compiles to: what every proof looks at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from gamemodel.diagnostics import Code, Diagnostic, Span
from gamemodel.engines.redis import codes
from gamemodel.engines.redis.block.sections import KeyFamily, Options
from gamemodel.engines.redis.compile.schema import blocks, family, written_fields
from gamemodel.engines.redis.dialect.patterns import PatternError
from gamemodel.engines.redis.schema import Family
from gamemodel.model import Entity, Model
from gamemodel.topology import Store


@dataclass(frozen=True, slots=True)
class Subject:
    """One declared family."""

    entity: Entity
    declared: KeyFamily
    family: Family

    @property
    def span(self) -> Span | None:
        return self.declared.span

    def say(self, code: Code, message: str, help: str = "") -> Diagnostic:
        """A finding at this family."""
        return found(code, f"key family {self.declared.name}: {message}", self.span, help)


def found(code: Code, message: str, span: Span | None, help: str = "") -> Diagnostic:
    """A finding with the code's own severity."""
    return Diagnostic(code.id, message, span, help, code.severity)


def read(model: Model, store: Store) -> tuple[tuple[Subject, ...], list[Diagnostic]]:
    """Every family whose key can be read, and a finding for each other one."""
    prefix = cast("Options", store.options).prefix
    subjects: list[Subject] = []
    problems: list[Diagnostic] = []
    for entity, block in blocks(model, store):
        for declared in block.keys:
            unknown = [name for name in written_fields(declared.key) if not entity.has(name)]
            if unknown:
                known = ", ".join(each.name for each in entity.fields)
                words = f"key family {declared.name}: <{unknown[0]}> is no field of {entity.name}"
                problems.append(found(codes.BAD_KEY, words, declared.span, f"fields are {known}"))
                continue
            try:
                subjects.append(Subject(entity, declared, family(entity, declared, prefix)))
            except PatternError as error:
                problems.append(found(codes.BAD_KEY, f"key family {declared.name}: {error}", declared.span))
    return tuple(subjects), problems
