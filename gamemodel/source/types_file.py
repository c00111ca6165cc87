"""schema/types.yaml -> named types, enums and privacy classes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from gamemodel.model.model import Enum, PrivacyClass
from gamemodel.model.types import SCALARS, NamedType, Type
from gamemodel.source import codes
from gamemodel.source.bind import bind
from gamemodel.source.enums import EnumBody, make_enum
from gamemodel.source.named_types import NamedTypeBody, make_types
from gamemodel.source.node import Node
from gamemodel.source.privacy import PrivacyBody, make_privacy
from gamemodel.source.report import Report


@dataclass(frozen=True, slots=True)
class TypesFile:
    """The keys of types.yaml."""

    types: tuple[NamedTypeBody, ...] = field(default=(), metadata={"doc": "Types that have a name of their own."})
    enums: tuple[EnumBody, ...] = field(default=(), metadata={"doc": "Closed sets of named numbers."})
    privacy: tuple[PrivacyBody, ...] = field(default=(), metadata={"doc": "Classes of personal data."})


@dataclass(frozen=True, slots=True)
class ReadTypes:
    """The contents of types.yaml. `named` has the types and enums that a field's type may use."""

    types: tuple[NamedType, ...] = ()
    enums: tuple[Enum, ...] = ()
    privacy: tuple[PrivacyClass, ...] = ()
    named: tuple[tuple[str, Type], ...] = ()


_TAKEN: Final = (*SCALARS, "list", "set", "map", "vector", "now")


def read_types(node: Node, report: Report) -> ReadTypes:
    """What could be read of types.yaml. The other problems are in `report`."""
    parts = [(key.text, value) for key, value in node.pairs] if node.kind == "mapping" else []
    file = bind(node, TypesFile, report, report.scope)
    if file is None:
        file = _readable_part(dict(parts), node, report)
    enums = tuple(make_enum(each, report) for each in file.enums)
    named: dict[str, Type] = {each.name: Type("enum", name=each.name) for each in enums}
    types = make_types(file.types, named, node.get("types"), report)
    for name, span in [*((e.name, e.span) for e in file.enums), *((t.name, t.span) for t in file.types)]:
        if name in _TAKEN:
            report.add(codes.CLASH, f"'{name}' is a type of the language", span, "choose another name")
    privacy = tuple(make_privacy(each, node, report) for each in file.privacy)
    return ReadTypes(types, enums, privacy, tuple(named.items()))


def _readable_part(parts: dict[str, Node], node: Node, report: Report) -> TypesFile:
    """The readable entries of a file whose errors are reported already, so that their names are known."""
    kept: dict[str, Any] = {}
    for name, cls in (("types", NamedTypeBody), ("enums", EnumBody), ("privacy", PrivacyBody)):
        values = []
        for key, body in parts[name].pairs if name in parts else ():
            one = node._replace(pairs=((Node("scalar", node.place, name), node._replace(pairs=((key, body),))),))
            file = bind(one, TypesFile, Report(report.scope), report.scope)
            values += list(getattr(file, name)) if file else [_stand_in(cls, key)]
        kept[name] = tuple(values)
    return TypesFile(**kept)


def _stand_in(cls: type, key: Node) -> Any:
    """A stand-in for an entry that could not be read, so that its uses are not reported."""
    match cls.__name__:
        case "EnumBody":
            return EnumBody(key.text, (), (), "", None)
        case "PrivacyBody":
            return PrivacyBody(key.text, "blank")
    return NamedTypeBody(key.text, "text")
