"""The user types that a keyspace needs."""

from __future__ import annotations

from gamemodel.engines.cassandra.block.sections import Options
from gamemodel.engines.cassandra.dialect.types import canonical, frozen, parse
from gamemodel.engines.cassandra.schema import Table, UserType
from gamemodel.engines.cassandra.types import cql_type
from gamemodel.model import Model
from gamemodel.named import by_name


def user_types(model: Model, options: Options, tables: list[Table]) -> tuple[UserType, ...]:
    """User types of the store, and those named types of the model that a column needs."""
    made = {name: UserType(name, tuple((f, _field_type(cql)) for f, cql in fields)) for name, fields in options.types}
    named = {each.name: each.type for each in model.types if each.type.kind == "parts"}
    wanted = [name for table in tables for column in table.columns for name in parse(column.type).user_types()]
    while wanted:
        name = wanted.pop()
        if name in made or name not in named:
            continue
        made[name] = UserType(name, tuple((part, _field_type(cql_type(type_))) for part, type_ in named[name].parts))
        wanted += [inner for _, cql in made[name].fields for inner in parse(cql).user_types()]
    return by_name(made.values())


def _field_type(cql: str) -> str:
    """A field of a user type that is itself a user type is frozen."""
    tree = parse(cql)
    return frozen(cql) if tree.user_types() == (tree.name,) else canonical(cql)
