"""How a schema looks on one target: what can be observed there, the values of placeholders, and how to restore a skipped subject."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from gamemodel.engine import Observed
from gamemodel.engines.opensearch.changes.component_templates import AddComponentTemplate
from gamemodel.engines.opensearch.changes.index_templates import AddIndexTemplate
from gamemodel.engines.opensearch.changes.indices import creation
from gamemodel.engines.opensearch.changes.lifecycle_attachment import is_lifecycle_part
from gamemodel.engines.opensearch.changes.policies import AddPolicy
from gamemodel.engines.opensearch.schema import Schema
from gamemodel.named import without
from gamemodel.step import Bindings, Step
from gamemodel.topology import Target

NOT_APPLIED: Final = "not-applied"
_MOST_REPLICAS: Final = 20


def applies_lifecycles(target: Target) -> bool:
    """Whether the environment applies lifecycles (`lifecycle: not-applied` turns them off)."""
    return target.setting("lifecycle") != NOT_APPLIED


def observable(schema: Schema, target: Target) -> Observed[Schema]:
    """The schema without lifecycles where the environment has `lifecycle: not-applied`; a note says so.

    Replica counts stay: introspection translates a live count back to the one in the model.
    """
    if applies_lifecycles(target):
        return Observed(schema)
    names = ", ".join(each.name for each in schema.policies)
    notes = (f"the lifecycles of {names}: nothing rolls over or is deleted there",) if names else ()
    return Observed(without_lifecycles(schema), notes)


def without_lifecycles(schema: Schema) -> Schema:
    """The schema of a server without the plug-in: no policies, and empty lifecycle components."""
    components = tuple(replace(each, settings=()) if is_lifecycle_part(each) else each for each in schema.components)
    return replace(schema, policies=(), components=components)


def bindings(schema: Schema, target: Target) -> Bindings:
    """`replicas_N`, the placeholder for a replica count N: the environment's `replicas`, or N itself."""
    counts = {str(number) for number in range(_MOST_REPLICAS + 1)}
    for each in schema.with_settings:
        counts |= {text for key, text in each.settings if key == "number_of_replicas" and text.isdecimal()}
    return Bindings(tuple(sorted((f"replicas_{count}", target.setting("replicas", count)) for count in counts)))


def restore(schema: Schema, subject: str) -> tuple[Step, ...]:
    """Steps that create the subject, or replace its empty stand-in, as `schema` has it; none where `schema` lacks it."""
    kind, _, name = subject.partition(":")
    name = name.removesuffix(".live")
    match kind:
        case "component" if (component := schema.component(name)) is not None:
            return AddComponentTemplate(component).steps(schema)
        case "policy" if (policy := schema.policy(name)) is not None:
            return AddPolicy(policy).steps(replace(schema, policies=without(schema.policies, name)))
        case "template" if (template := schema.template(name)) is not None:
            return AddIndexTemplate(template).steps(schema)
        case "indices" if (indices := schema.index_set(name)) is not None:
            return creation(indices)
    return ()
