"""Reads the declared key families, with their entities and what they compile to: the input of all checks."""

from __future__ import annotations

from dataclasses import dataclass

from gamemodel.diagnostics import Code, Diagnostic
from gamemodel.engines.redis import codes
from gamemodel.engines.redis.block.sections import Block, KeyFamily, Options
from gamemodel.engines.redis.compile.families import family, written_fields
from gamemodel.engines.redis.dialect.patterns import PatternError
from gamemodel.engines.redis.schema import Family
from gamemodel.model import Entity, Model
from gamemodel.topology import Store


@dataclass(frozen=True, slots=True)
class DeclaredFamily:
    """A key family as the model declares it and as it compiles."""

    entity: Entity
    declared: KeyFamily
    compiled: Family

    def at(self, code: Code, message: str, help: str = "") -> Diagnostic:
        """A finding at this family."""
        return code.at(self.declared.span, f"key family {self.declared.name}: {message}", help)


def read(model: Model, store: Store) -> tuple[tuple[DeclaredFamily, ...], list[Diagnostic]]:
    """Every family whose key can be read, and a finding for each other one."""
    prefix = store.options_as(Options).prefix
    families: list[DeclaredFamily] = []
    problems: list[Diagnostic] = []
    for entity, block in model.blocks(store, Block):
        for declared in block.keys:
            name = f"key family {declared.name}"
            unknown = [field for field in written_fields(declared.key) if not entity.has(field)]
            if unknown:
                message = f"{name}: <{unknown[0]}> is not a field of {entity.name}"
                help = f"fields are {', '.join(each.name for each in entity.fields)}"
                problems.append(codes.BAD_KEY.at(declared.span, message, help))
                continue
            try:
                families.append(DeclaredFamily(entity, declared, family(entity, declared, prefix)))
            except PatternError as error:
                problems.append(codes.BAD_KEY.at(declared.span, f"{name}: {error}"))
    return tuple(families), problems
