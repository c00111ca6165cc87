"""Changes of the fields, members, scores and values that a family's keys hold."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar, Literal, TypeAlias

from gamemodel.engines.redis.changes.families import FamilyChange
from gamemodel.engines.redis.dialect.quoting import quote
from gamemodel.engines.redis.schema import Family, Schema, Value
from gamemodel.named import by_name
from gamemodel.step import Backfill, Step


@dataclass(frozen=True, slots=True)
class AddField(FamilyChange):
    """A hash or stream gets one field more. Keys that were written before lack it until they are written again."""

    TAG: ClassVar[str] = "AddField"

    name: str
    field: Value

    @property
    def subject(self) -> str:
        return f"family:{self.name}.{self.field.name}"

    def describe(self) -> str:
        return f"+ field {self.name}.{self.field}"

    def after(self, family: Family) -> Family:
        return replace(family, fields=by_name((*family.fields, self.field)))

    def inverse(self, schema: Schema) -> DropField:
        return DropField(self.name, self.field.name, destroys=schema.existing_family(self.name).kind == "hash")


@dataclass(frozen=True, slots=True)
class DropField(FamilyChange):
    """A field goes. In a hash it is removed from live keys; entries of a stream cannot be changed and age out."""

    TAG: ClassVar[str] = "DropField"

    name: str
    field: str
    destroys: bool = True

    @property
    def subject(self) -> str:
        return f"family:{self.name}.{self.field}"

    def describe(self) -> str:
        return f"- field {self.name}.{self.field}"

    def after(self, family: Family) -> Family:
        return replace(family, fields=tuple(each for each in family.fields if each.name != self.field))

    def steps(self, schema: Schema) -> tuple[Step, ...]:
        entry = FamilyChange.steps(self, schema)
        family = schema.existing_family(self.name)
        if family.kind != "hash":
            return entry
        text = f"HDEL ${{key}} {quote(self.field)}"
        return (*entry, Backfill(self.subject, text, (family.key,), "TYPE hash", "live keys follow"))

    def inverse(self, schema: Schema) -> AddField:
        family = schema.existing_family(self.name)
        return AddField(self.name, next(each for each in family.fields if each.name == self.field))


Slot: TypeAlias = Literal["field", "member", "score", "value"]


@dataclass(frozen=True, slots=True)
class AlterField(FamilyChange):
    """A field, member, score or value gets a format that holds all values of the old one, or another name in the model.

    A field of a hash keeps its name, because that one is stored.
    """

    TAG: ClassVar[str] = "AlterPart"

    name: str
    slot: Slot
    part: Value
    was: Value

    @property
    def subject(self) -> str:
        return f"family:{self.name}.{self.part.name if self.slot == 'field' else self.slot}"

    def describe(self) -> str:
        if self.slot == "field":
            return f"~ field {self.name}.{self.part.name} {self.was.form} -> {self.part.form}"
        return f"~ {self.slot} of {self.name} {self.was} -> {self.part}"

    def after(self, family: Family) -> Family:
        match self.slot:
            case "member":
                return replace(family, member=self.part)
            case "score":
                return replace(family, score=self.part)
            case "value":
                return replace(family, value=self.part)
        fields = tuple(self.part if each.name == self.was.name else each for each in family.fields)
        return replace(family, fields=fields)

    def inverse(self, schema: Schema) -> AlterField:  # noqa: ARG002
        return AlterField(self.name, self.slot, self.was, self.part)
