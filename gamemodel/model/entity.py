"""An entity: its fields, queries, volume, retention, and one bound block for each of its stores."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as _field

from gamemodel.diagnostics import Span
from gamemodel.model.types import Type


@dataclass(frozen=True, slots=True)
class Reference:
    """`ref: users.name`: a logical reference to a field of another entity."""

    entity: str
    field: str

    def __str__(self) -> str:
        return f"{self.entity}.{self.field}"


@dataclass(frozen=True, slots=True)
class Default:
    """The value of a field that a writer leaves out: `now`, or a literal as text, checked against the field's type."""

    text: str

    @property
    def is_now(self) -> bool:
        return self.text == "now"


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `type` is resolved: a reference has the type (and privacy class) of what it refers to."""

    name: str
    type: Type
    required: bool = True
    default: Default | None = None
    fill: str | None = None
    immutable: bool = False
    privacy: str = ""
    erase: str = ""
    ref: Reference | None = None
    on_delete: str = ""
    max_size: int | None = None
    copied_from: str = ""
    renamed_from: str = ""
    deprecated: str = ""
    doc: str = ""
    span: Span | None = _field(default=None, compare=False)

    @property
    def columns(self) -> tuple[tuple[str, Type], ...]:
        """Physical columns: `price: money` is (price_amount, decimal), (price_currency, string); others are themselves."""
        if self.type.kind == "parts":
            return tuple((f"{self.name}_{part}", type_) for part, type_ in self.type.parts)
        return ((self.name, self.type),)


@dataclass(frozen=True, slots=True)
class Order:
    """One element of an order: a field and its direction."""

    field: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """An access pattern of one store. `by`: equality on all of these; `filter`: equality on any subset; `range`: between two values."""

    name: str
    store: str
    by: tuple[str, ...] = ()
    filter: tuple[str, ...] = ()
    match: tuple[str, ...] = ()
    range: str = ""
    order: tuple[Order, ...] = ()
    limit: int | None = None
    page: int | None = None
    one: bool = False
    p99_ms: float | None = None
    rate_per_s: float | None = None
    doc: str = ""
    span: Span | None = _field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Per:
    """Rows that the 99th-percentile owner makes: `per: {user_name: 60/y}` is ("user_name", 60, 31536000); period None is a total."""

    field: str
    rows: float
    period_s: int | None


@dataclass(frozen=True, slots=True)
class Volume:
    """Rows at steady state, writes per second, rows per owner, and average sizes in bytes by field."""

    rows: float
    writes_per_s: float = 0.0
    per: tuple[Per, ...] = ()
    size: tuple[tuple[str, int], ...] = ()
    span: Span | None = _field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Retention:
    """How long a row is kept, in seconds by store (None: forever), and the grace that a lifecycle may add."""

    stores: tuple[tuple[str, int | None], ...] = ()
    grace_s: int = 0
    span: Span | None = _field(default=None, compare=False)

    def seconds(self, store: str) -> int | None:
        """Seconds a row is kept in `store`; None for forever, or if the model does not say."""
        return dict(self.stores).get(store)


@dataclass(frozen=True, slots=True)
class Block:
    """The block of an entity for one store. `value` is a frozen dataclass of the engine's sections.py."""

    store: str
    value: object
    span: Span | None = _field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Entity:
    """One entity of the model; `name` is the stem of its file."""

    name: str
    home: str
    identity: tuple[str, ...]
    fields: tuple[Field, ...]
    queries: tuple[Query, ...] = ()
    blocks: tuple[Block, ...] = ()
    volume: Volume | None = None
    retention: Retention = Retention()
    residency: str = ""
    owner: str = ""
    doc: str = ""
    renamed_from: str = ""
    dropped: tuple[str, ...] = ()
    span: Span | None = _field(default=None, compare=False)

    def field(self, name: str) -> Field:
        """The field called `name`. Raises KeyError."""
        for each in self.fields:
            if each.name == name:
                return each
        raise KeyError(name)

    def has(self, name: str) -> bool:
        return any(each.name == name for each in self.fields)

    def block(self, store: str) -> Block | None:
        """The block for `store`, or None if the entity is not stored there."""
        return next((each for each in self.blocks if each.store == store), None)
