"""What can exist in one keyspace, as values in Cassandra's canonical form.

Subjects: `game` the keyspace; `game.users` a table or view; `game.users.email` a column; `game.users.index:by_mail` an
index; `game.users.option:comment` options; `game.type:address` a user type; `game.type:address.street` its field;
`game.option:replication` and `game.option:durable_writes` of the keyspace.

Columns are kept by name: the server lists key columns in key order and all others alphabetically, whatever was written.
Replication is no part of a schema: it differs per target and comes from the topology.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from gamemodel.named import find, put

Kind = Literal["regular", "static"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column with its type in the server's spelling (`map<text, frozen<address>>`) and its mask (`mask_default()`)."""

    name: str
    type: str
    kind: Kind = "regular"
    mask: str = ""


@dataclass(frozen=True, slots=True)
class Clustering:
    """A clustering column and its direction."""

    name: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Dropped:
    """A column that a table once had. The server remembers it and takes the name back only with a compatible type."""

    name: str
    type: str
    kind: Kind = "regular"


@dataclass(frozen=True, slots=True)
class Index:
    """An index on one column. `over`: `keys`, `values`, `entries`, `full` of a collection; `using`: `sai`, a class, or empty (legacy)."""

    name: str
    column: str
    over: str = ""
    using: str = ""
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table. `options` hold what differs from the server's defaults, as CQL text in canonical form."""

    name: str
    columns: tuple[Column, ...]
    partition: tuple[str, ...]
    clustering: tuple[Clustering, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    indexes: tuple[Index, ...] = ()
    compact: str = ""
    """Flags of a table from before CQL 3 (`dense`, `super`); such tables are seen, never made."""
    dropped: tuple[Dropped, ...] = field(default=(), compare=False)
    id: str = field(default="", compare=False)

    def column(self, name: str) -> Column | None:
        return next((each for each in self.columns if each.name == name), None)

    def index(self, name: str) -> Index | None:
        return next((each for each in self.indexes if each.name == name), None)

    @property
    def key(self) -> tuple[str, ...]:
        """The primary key's columns in order."""
        return (*self.partition, *(each.name for each in self.clustering))

    @property
    def counter(self) -> bool:
        return any(each.type == "counter" for each in self.columns)

    @property
    def in_order(self) -> tuple[Column, ...]:
        """All columns as the server lists them: the key in key order, then the others by name."""
        by_name = {each.name: each for each in self.columns}
        return (
            *(by_name[name] for name in self.key),
            *(each for each in self.columns if each.name not in self.key),
        )

    def option(self, name: str) -> str | None:
        return dict(self.options).get(name)


@dataclass(frozen=True, slots=True)
class View:
    """A materialized view. `columns` are the selected ones by name, or empty for all; `where` as the server keeps it."""

    name: str
    base: str
    partition: tuple[str, ...]
    clustering: tuple[Clustering, ...] = ()
    columns: tuple[str, ...] = ()
    where: str = ""
    options: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> tuple[str, ...]:
        return (*self.partition, *(each.name for each in self.clustering))

    def option(self, name: str) -> str | None:
        return dict(self.options).get(name)


@dataclass(frozen=True, slots=True)
class UserType:
    """A user-defined type: its fields in order (name, type)."""

    name: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Other:
    """A function, aggregate or trigger, which no model declares; `text` is compared."""

    kind: str
    name: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Keyspace:
    """The keyspace itself."""

    name: str
    durable_writes: bool = True


@dataclass(frozen=True, slots=True)
class Schema:
    """Everything in one keyspace; without a keyspace, nothing exists. Tuples are sorted by name."""

    keyspace: Keyspace | None = None
    types: tuple[UserType, ...] = ()
    tables: tuple[Table, ...] = ()
    views: tuple[View, ...] = ()
    others: tuple[Other, ...] = ()

    @property
    def name(self) -> str:
        """The keyspace's name, empty where there is none."""
        return self.keyspace.name if self.keyspace else ""

    def table(self, name: str) -> Table | None:
        return find(self.tables, name)

    def view(self, name: str) -> View | None:
        return find(self.views, name)

    def type(self, name: str) -> UserType | None:
        return find(self.types, name)

    def views_of(self, table: str) -> tuple[View, ...]:
        return tuple(each for each in self.views if each.base == table)

    def with_table(self, table: Table) -> Schema:
        """The schema with `table` added, or in place of the one of its name."""
        return replace(self, tables=put(self.tables, table))

    def with_view(self, view: View) -> Schema:
        return replace(self, views=put(self.views, view))

    def with_type(self, type_: UserType) -> Schema:
        return replace(self, types=put(self.types, type_))


EMPTY = Schema()
