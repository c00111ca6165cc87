"""Frozen dataclasses <-> plain JSON values, driven by their annotations; files and digests are left to history.py.

Defaults are left out, so that a history file says only what is special, and a field that a later version adds has its
default when an older file is read. A member of a union of dataclasses carries its tag under `is`.
"""

from __future__ import annotations

import dataclasses
import enum
import types
import typing
from collections.abc import Callable, Hashable
from functools import cache
from typing import Any, TypeVar, cast

T = TypeVar("T")
Json = Any


class CodecError(ValueError):
    """The JSON does not have the shape of the type that is read."""


def dump(value: Any, annotation: Any = None) -> Json:
    """`value` as JSON values (dict, list, str, int, float, bool, None); tagged where `annotation` is a union or `Any`-like."""
    return _dumper(cast("Hashable", annotation if annotation is not None else type(value)))(value)


def load(data: Json, annotation: type[T] | Any) -> T:
    """The value of type `annotation` that dump() made `data` from. Raises CodecError with the path of the first misfit."""
    result: T = _loader(cast("Hashable", annotation))(data)
    return result


@cache
def _fields(cls: type) -> tuple[tuple[str, Any, Any], ...]:
    hints = typing.get_type_hints(cls)
    return tuple((f.name, hints[f.name], _default(f)) for f in dataclasses.fields(cls))


_MISSING = object()


def _default(f: dataclasses.Field[Any]) -> Any:
    if f.default is not dataclasses.MISSING:
        return f.default
    if f.default_factory is not dataclasses.MISSING:
        return f.default_factory()
    return _MISSING


def _members(annotation: Any) -> tuple[Any, ...] | None:
    if isinstance(annotation, types.UnionType) or typing.get_origin(annotation) is typing.Union:
        return typing.get_args(annotation)
    return None


@cache
def _dumper(annotation: Any) -> Callable[[Any], Json]:
    members = _members(annotation)
    if members is not None:
        return _dump_union(members)
    origin = typing.get_origin(annotation)
    if origin is tuple:
        args = typing.get_args(annotation)
        if len(args) == 2 and args[1] is Ellipsis:
            inner = _Later(args[0], _dumper)
            return lambda value: [inner(each) for each in value]
        parts = tuple(_Later(arg, _dumper) for arg in args)
        return lambda value: [part(each) for part, each in zip(parts, value, strict=True)]
    if isinstance(origin, type) and dataclasses.is_dataclass(origin):
        annotation = origin
    if isinstance(annotation, type) and dataclasses.is_dataclass(annotation):
        fields = tuple((name, _Later(hint, _dumper), default) for name, hint, default in _fields(annotation))
        return lambda value: {
            name: part(item) for name, part, default in fields if (item := getattr(value, name)) != default
        }
    if isinstance(annotation, type) and issubclass(annotation, enum.Enum):
        return lambda value: value.value
    return lambda value: value


def _dump_union(members: tuple[Any, ...]) -> Callable[[Any], Json]:
    classes = [m for m in members if isinstance(m, type) and dataclasses.is_dataclass(m)]
    if not classes:
        others = [m for m in members if m is not type(None)]
        if len(others) != 1:
            return lambda value: value
        inner = _Later(others[0], _dumper)
        return lambda value: None if value is None else inner(value)
    tagged = len(classes) > 1

    def dump_member(value: Any) -> Json:
        if not dataclasses.is_dataclass(value):
            return value
        data = _dumper(cast("Hashable", type(value)))(value)
        return {"is": tag(type(value)), **data} if tagged else data

    return dump_member


def tag(cls: type) -> str:
    """What stands under `is` for a member of a union: its TAG where it declares one, so that a class may be renamed."""
    return str(cls.__dict__.get("TAG", cls.__name__))


class _Later:
    """A dumper or loader that is made at its first use, so that types may refer to themselves."""

    __slots__ = ("annotation", "made", "make")

    def __init__(self, annotation: Any, make: Callable[[Any], Callable[[Any], Any]]) -> None:
        self.annotation, self.make = annotation, make
        self.made: Callable[[Any], Any] | None = None

    def __call__(self, value: Any) -> Any:
        if self.made is None:
            self.made = self.make(self.annotation)
        return self.made(value)


@cache
def _loader(annotation: Any) -> Callable[[Json], Any]:
    members = _members(annotation)
    if members is not None:
        return _load_union(members)
    origin = typing.get_origin(annotation)
    if origin is tuple:
        return _load_tuple(typing.get_args(annotation))
    if isinstance(origin, type) and dataclasses.is_dataclass(origin):
        annotation = origin
    if isinstance(annotation, type) and dataclasses.is_dataclass(annotation):
        return _load_class(annotation)
    if isinstance(annotation, type) and issubclass(annotation, enum.Enum):
        return annotation
    if annotation is float:
        return lambda data: float(_expect(data, (int, float), "a number"))
    if isinstance(annotation, type) and annotation in (str, int, bool):
        # Most values of a history are texts, and a thousand entities have a quarter of a million.
        return lambda data: data if data.__class__ is annotation else _expect(data, (annotation,), annotation.__name__)
    return lambda data: data


def _expect(data: Json, kinds: tuple[type, ...], words: str) -> Any:
    if not isinstance(data, kinds) or (isinstance(data, bool) and bool not in kinds):
        raise CodecError(f"expected {words}, found {data!r}")
    return data


def _load_tuple(args: tuple[Any, ...]) -> Callable[[Json], Any]:
    if len(args) == 2 and args[1] is Ellipsis:
        inner = _Later(args[0], _loader)
        return lambda data: tuple(inner(each) for each in _expect(data, (list,), "a list"))
    parts = tuple(_Later(arg, _loader) for arg in args)

    def load_parts(data: Json) -> Any:
        if len(_expect(data, (list,), "a list")) != len(parts):
            raise CodecError(f"expected {len(parts)} elements, found {data!r}")
        return tuple(part(each) for part, each in zip(parts, data, strict=True))

    return load_parts


def _load_class(cls: type) -> Callable[[Json], Any]:
    fields = _fields(cls)
    parts = {name: _Later(hint, _loader) for name, hint, _ in fields}
    required = frozenset(name for name, _, default in fields if default is _MISSING)

    def load_fields(data: Json) -> Any:
        values = {}
        for name, item in _expect(data, (dict,), f"the fields of {cls.__name__}").items():
            if name in parts:
                try:
                    values[name] = parts[name](item)
                except CodecError as error:
                    raise CodecError(f"{name}: {error}") from None
            elif name != "is":
                raise CodecError(f"{cls.__name__} has no field {name!r}")
        if not required <= values.keys():
            raise CodecError(f"{cls.__name__} lacks {min(required - values.keys())!r}")
        return cls(**values)

    return load_fields


def _load_union(members: tuple[Any, ...]) -> Callable[[Json], Any]:
    classes = {tag(m): m for m in members if isinstance(m, type) and dataclasses.is_dataclass(m)}
    others = [m for m in members if m is not type(None) and m not in classes.values()]

    def load_member(data: Json) -> Any:
        if data is None and type(None) in members:
            return None
        if isinstance(data, dict) and classes:
            name = data.get("is") if len(classes) > 1 else next(iter(classes))
            if name not in classes:
                raise CodecError(f"unknown kind {name!r}; known are {', '.join(sorted(classes))}")
            return _loader(classes[name])(data)
        if len(others) == 1:
            return _loader(others[0])(data)
        return data

    return load_member
