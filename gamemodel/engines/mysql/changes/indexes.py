"""Changes of secondary indexes and of the primary key."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from gamemodel.change import Change
from gamemodel.engines.mysql.dialect import algorithms, statements
from gamemodel.engines.mysql.dialect.quoting import name
from gamemodel.engines.mysql.schema import Index, IndexPart, Schema
from gamemodel.step import Statement, Step


def _index(schema: Schema, table: str, wanted: str) -> Index:
    found = schema.require(table).index(wanted)
    if found is None:
        raise KeyError(f"{table}.index:{wanted}")
    return found


def _columns(parts: tuple[IndexPart, ...]) -> str:
    return statements.key_parts(parts).replace("`", "")


def _definition(index: Index) -> str:
    """What AlterIndex changes, without the name: `unique on (email) invisible`."""
    words = [index.kind] if index.kind != "index" else []
    words += ["on", _columns(index.parts)]
    words += [f"parser {index.parser}"] if index.parser else []
    words += [f"comment {index.comment!r}"] if index.comment else []
    return " ".join((*words, "invisible") if index.invisible else words)


@dataclass(frozen=True, slots=True)
class AddIndex(Change[Schema]):
    TAG: ClassVar[str] = "AddIndex"
    table: str
    index: Index

    @property
    def subject(self) -> str:
        return f"{self.table}.index:{self.index.name}"

    def describe(self) -> str:
        kind = "" if self.index.kind == "index" else f"{self.index.kind} "
        return f"+ {kind}index {self.table}.{self.index.name} on {_columns(self.index.parts)}"

    def apply_to(self, schema: Schema) -> Schema:
        return schema.with_item(self.table, "indexes", self.index)

    def steps(self, schema: Schema) -> tuple[Step, ...]:
        cost = algorithms.add_index(schema.require(self.table), self.index)
        return (Statement(self.subject, statements.alter(self.table, (f"ADD {statements.index(self.index)}",), cost)),)

    def inverse(self, schema: Schema) -> DropIndex:  # noqa: ARG002
        return DropIndex(self.table, self.index.name)


@dataclass(frozen=True, slots=True)
class DropIndex(Change[Schema]):
    TAG: ClassVar[str] = "DropIndex"
    table: str
    index: str

    @property
    def subject(self) -> str:
        return f"{self.table}.index:{self.index}"

    def describe(self) -> str:
        return f"- index {self.table}.{self.index}"

    def apply_to(self, schema: Schema) -> Schema:
        return schema.without_item(self.table, "indexes", self.index)

    def steps(self, schema: Schema) -> tuple[Step, ...]:
        cost = algorithms.drop_index(schema.require(self.table), _index(schema, self.table, self.index))
        return (Statement(self.subject, statements.alter(self.table, (f"DROP KEY {name(self.index)}",), cost)),)

    def inverse(self, schema: Schema) -> AddIndex:
        return AddIndex(self.table, _index(schema, self.table, self.index))


@dataclass(frozen=True, slots=True)
class RenameIndex(Change[Schema]):
    TAG: ClassVar[str] = "RenameIndex"
    table: str
    old: str
    new: str

    @property
    def subject(self) -> str:
        return f"{self.table}.index:{self.new}"

    def describe(self) -> str:
        return f"~ index {self.table}.{self.old} renamed to {self.new}"

    def apply_to(self, schema: Schema) -> Schema:
        index = replace(_index(schema, self.table, self.old), name=self.new)
        return schema.without_item(self.table, "indexes", self.old).with_item(self.table, "indexes", index)

    def steps(self, schema: Schema) -> tuple[Step, ...]:  # noqa: ARG002
        clause = f"RENAME KEY {name(self.old)} TO {name(self.new)}"
        return (Statement(self.subject, statements.alter(self.table, (clause,), algorithms.INPLACE)),)

    def inverse(self, schema: Schema) -> RenameIndex:  # noqa: ARG002
        return RenameIndex(self.table, self.new, self.old)


@dataclass(frozen=True, slots=True)
class AlterIndex(Change[Schema]):
    """Replaced in one ALTER, so that the index is never missing; visibility alone changes in place."""

    TAG: ClassVar[str] = "AlterIndex"

    table: str
    old: Index
    new: Index

    @property
    def subject(self) -> str:
        return f"{self.table}.index:{self.new.name}"

    @property
    def _only_visibility(self) -> bool:
        return replace(self.old, invisible=self.new.invisible) == self.new

    def describe(self) -> str:
        if self._only_visibility:
            return f"~ index {self.table}.{self.new.name} {'invisible' if self.new.invisible else 'visible'}"
        before, after = map(_definition, (self.old, self.new))
        return f"~ index {self.table}.{self.new.name} {before} -> {after}"

    def apply_to(self, schema: Schema) -> Schema:
        return schema.with_item(self.table, "indexes", self.new)

    def steps(self, schema: Schema) -> tuple[Step, ...]:
        index = name(self.new.name)
        if self._only_visibility:
            clauses: tuple[str, ...] = (f"ALTER INDEX {index} {'INVISIBLE' if self.new.invisible else 'VISIBLE'}",)
            cost = algorithms.INPLACE
        else:
            clauses = (f"DROP KEY {index}", f"ADD {statements.index(self.new)}")
            cost = algorithms.replace_index(schema.require(self.table), self.old, self.new)
        return (Statement(self.subject, statements.alter(self.table, clauses, cost)),)

    def inverse(self, schema: Schema) -> AlterIndex:  # noqa: ARG002
        return AlterIndex(self.table, self.new, self.old)


@dataclass(frozen=True, slots=True)
class AlterPrimaryKey(Change[Schema]):
    """Replaced in one ALTER; the whole table is rebuilt, since InnoDB stores rows in the order of this key."""

    TAG: ClassVar[str] = "AlterPrimaryKey"

    table: str
    old: tuple[IndexPart, ...]
    new: tuple[IndexPart, ...]

    @property
    def subject(self) -> str:
        return f"{self.table}.key:primary"

    def describe(self) -> str:
        before, after = (_columns(each) if each else "none" for each in (self.old, self.new))
        return f"~ primary key of {self.table} {before} -> {after}"

    def apply_to(self, schema: Schema) -> Schema:
        return schema.with_table(replace(schema.require(self.table), primary_key=self.new))

    def steps(self, schema: Schema) -> tuple[Step, ...]:
        clauses = []
        if self.old:
            clauses.append("DROP PRIMARY KEY")
        if self.new:
            clauses.append(f"ADD PRIMARY KEY {statements.key_parts(self.new)}")
        cost = algorithms.primary_key(schema.require(self.table), had=bool(self.old), has=bool(self.new))
        return (Statement(self.subject, statements.alter(self.table, tuple(clauses), cost)),)

    def inverse(self, schema: Schema) -> AlterPrimaryKey:  # noqa: ARG002
        return AlterPrimaryKey(self.table, self.new, self.old)
