"""What of a schema can be seen on one target, the values of its placeholders, and how a skipped lifecycle is made up for; all pure."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from gamemodel.engine import Observed
from gamemodel.engines.opensearch.changes import PutComponent, PutPolicy, PutTemplate
from gamemodel.engines.opensearch.changes.indices import creation
from gamemodel.engines.opensearch.changes.lifecycle_attachment import is_lifecycle_part
from gamemodel.engines.opensearch.schema import Schema, without
from gamemodel.step import Bindings, Step
from gamemodel.topology import Target

NOT_APPLIED: Final = "not-applied"
_MOST_REPLICAS: Final = 20


def applies_lifecycles(target: Target) -> bool:
    """Whether the environment wants lifecycles there (`lifecycle: not-applied` says no)."""
    return target.setting("lifecycle") != NOT_APPLIED


def observable(schema: Schema, target: Target) -> Observed[Schema]:
    """Without lifecycles where the environment says `lifecycle: not-applied`, which is noted.

    Replica counts need nothing: introspection shows those that are what this target makes of the model as the model says them.
    """
    if applies_lifecycles(target):
        return Observed(schema)
    names = ", ".join(each.name for each in schema.policies)
    notes = (f"the lifecycles of {names}: nothing rolls over or is deleted there",) if names else ()
    return Observed(without_lifecycles(schema), notes)


def without_lifecycles(schema: Schema) -> Schema:
    """What a server without the plug-in has of it: no policies, and empty stand-ins for the lifecycle's components."""
    components = tuple(replace(each, settings=()) if is_lifecycle_part(each) else each for each in schema.components)
    return replace(schema, policies=(), components=components)


def bindings(schema: Schema, target: Target) -> Bindings:
    """`replicas_N`, for a template that says N: the environment's `replicas`, or N itself."""
    counts = {str(number) for number in range(_MOST_REPLICAS + 1)}
    for each in schema.with_settings:
        counts |= {text for key, text in each.settings if key == "number_of_replicas" and text.isdecimal()}
    return Bindings(tuple(sorted((f"replicas_{count}", target.setting("replicas", count)) for count in counts)))


def restore(schema: Schema, subject: str) -> tuple[Step, ...]:
    """Steps that lead the subject from nothing, or from the empty stand-in, to what `schema` says; none where it says nothing."""
    kind, _, name = subject.partition(":")
    name = name.removesuffix(".live")
    match kind:
        case "component" if (component := schema.component(name)) is not None:
            return PutComponent(component).steps(schema)
        case "policy" if (policy := schema.policy(name)) is not None:
            return PutPolicy(policy).steps(replace(schema, policies=without(schema.policies, name)))
        case "template" if (template := schema.template(name)) is not None:
            return PutTemplate(template).steps(schema)
        case "indices" if (indices := schema.index_set(name)) is not None:
            return creation(indices)
    return ()
