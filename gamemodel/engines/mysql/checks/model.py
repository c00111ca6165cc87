"""What can be proven of a model for a MySQL store, offline; each kind of proof has a file of its own."""

from __future__ import annotations

from gamemodel.diagnostics import Diagnostic, ordered
from gamemodel.engines.mysql.checks import fields as check_fields
from gamemodel.engines.mysql.checks import queries as check_queries
from gamemodel.engines.mysql.checks import tables as check_tables
from gamemodel.engines.mysql.compile.schema import compile_schema, entities_of
from gamemodel.model import Model
from gamemodel.topology import Store


def check(model: Model, store: Store) -> tuple[Diagnostic, ...]:
    """Every finding about the store. What rests on the compiled schema waits until the fields themselves are right."""
    found = list(check_fields.store(store))
    found += check_queries.unserved(model, store)
    for entity, block in entities_of(model, store):
        found += check_fields.entity(model, store, entity, block)
        found += check_queries.entity(entity, block, store)
    if not any(each.is_error for each in found):
        compiled = compile_schema(model, store)
        found += check_tables.schema(compiled.schema, compiled.hints)
    return ordered(found)
