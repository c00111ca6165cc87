"""Fields, members, scores and values of a family: more, fewer, wider."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar, Literal, TypeAlias

from gamemodel.change import Change
from gamemodel.engines.redis.changes.entry import known, write
from gamemodel.engines.redis.dialect.quoting import quote
from gamemodel.engines.redis.schema import Family, Part, Schema
from gamemodel.step import Backfill, Step


@dataclass(frozen=True, slots=True)
class AddField(Change[Schema]):
    """A field more in a hash or stream. Keys that were written before lack it until they are written again."""

    TAG: ClassVar[str] = "AddField"

    name: str
    field: Part

    @property
    def subject(self) -> str:
        return f"family:{self.name}.{self.field.name}"

    def describe(self) -> str:
        return f"+ field {self.name}.{self.field}"

    def _after(self, schema: Schema) -> Family:
        family = known(schema, self.name)
        return replace(family, fields=tuple(sorted((*family.fields, self.field), key=lambda each: each.name)))

    def apply_to(self, schema: Schema) -> Schema:
        return schema.with_family(self._after(schema))

    def steps(self, schema: Schema) -> tuple[Step, ...]:
        return (write(schema, self.subject, self._after(schema), self.describe()),)

    def inverse(self, schema: Schema) -> DropField:
        return DropField(self.name, self.field.name, destroys=known(schema, self.name).kind == "hash")


@dataclass(frozen=True, slots=True)
class DropField(Change[Schema]):
    """A field less. In a hash it is removed from live keys; entries of a stream cannot be changed and age out."""

    TAG: ClassVar[str] = "DropField"

    name: str
    field: str
    destroys: bool = True

    @property
    def subject(self) -> str:
        return f"family:{self.name}.{self.field}"

    def describe(self) -> str:
        return f"- field {self.name}.{self.field}"

    def _after(self, schema: Schema) -> Family:
        family = known(schema, self.name)
        return replace(family, fields=tuple(each for each in family.fields if each.name != self.field))

    def apply_to(self, schema: Schema) -> Schema:
        return schema.with_family(self._after(schema))

    def steps(self, schema: Schema) -> tuple[Step, ...]:
        after = self._after(schema)
        entry = write(schema, self.subject, after, self.describe())
        if after.kind != "hash":
            return (entry,)
        text = f"HDEL ${{key}} {quote(self.field)}"
        return (entry, Backfill(self.subject, text, (after.key,), "TYPE hash", "live keys follow"))

    def inverse(self, schema: Schema) -> AddField:
        field = next(each for each in known(schema, self.name).fields if each.name == self.field)
        return AddField(self.name, field)


Slot: TypeAlias = Literal["field", "member", "score", "value"]


@dataclass(frozen=True, slots=True)
class AlterPart(Change[Schema]):
    """A field, member, score or value gets a form that holds all values of the old one, or another name in the model
    (a field of a hash keeps its name: that one is stored)."""

    TAG: ClassVar[str] = "AlterPart"

    name: str
    slot: Slot
    part: Part
    was: Part

    @property
    def subject(self) -> str:
        return f"family:{self.name}.{self.part.name if self.slot == 'field' else self.slot}"

    def describe(self) -> str:
        return f"~ {self.slot} {self.name} {self.was} -> {self.part}"

    def _after(self, schema: Schema) -> Family:
        family = known(schema, self.name)
        match self.slot:
            case "member":
                return replace(family, member=self.part)
            case "score":
                return replace(family, score=self.part)
            case "value":
                return replace(family, value=self.part)
        fields = tuple(self.part if each.name == self.was.name else each for each in family.fields)
        return replace(family, fields=fields)

    def apply_to(self, schema: Schema) -> Schema:
        return schema.with_family(self._after(schema))

    def steps(self, schema: Schema) -> tuple[Step, ...]:
        return (write(schema, self.subject, self._after(schema), self.describe()),)

    def inverse(self, schema: Schema) -> AlterPart | None:  # noqa: ARG002
        return AlterPart(self.name, self.slot, self.was, self.part)
