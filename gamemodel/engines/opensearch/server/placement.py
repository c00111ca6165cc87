"""Steps that set replica counts to those of the environment, where they changed after the migrations ran."""

from __future__ import annotations

from gamemodel.engines.opensearch.dialect.ownership import Ownership
from gamemodel.engines.opensearch.dialect.requests import statement
from gamemodel.engines.opensearch.dialect.settings import flatten, write_settings
from gamemodel.engines.opensearch.dialect.templates import write_template
from gamemodel.engines.opensearch.schema import Schema
from gamemodel.engines.opensearch.server.conformance import expected_settings
from gamemodel.engines.opensearch.server.connection import Connection
from gamemodel.engines.opensearch.server.introspect import introspect, read_live
from gamemodel.step import Bindings, Step

_KEY = "number_of_replicas"


def placement(wire: Connection, expected: Schema, own: Ownership, bindings: Bindings) -> tuple[Step, ...]:
    """A request for each template and each set of live indices whose replica count is not the target's."""
    if not any(_KEY in dict(each.settings) for each in expected.with_settings):
        return ()
    live = introspect(wire, expected, own, bindings)
    steps: list[Step] = []
    for template in expected.templates:
        there = live.template(template.name)
        if there is not None and dict(there.settings).get(_KEY) != dict(template.settings).get(_KEY):
            body = write_template(template)
            steps.append(
                statement(f"template:{template.name}", "PUT", f"_index_template/{template.name}", body, "replica count")
            )
    found = read_live(wire, expected, own)
    for one in expected.indices:
        policy = expected.policy(one.name)
        if policy is not None and any(phase.replicas is not None for phase in policy.lifecycle.phases):
            continue
        wanted = expected_settings(one, bindings).get(_KEY)
        shown = {dict(flatten(body["settings"])).get(_KEY) for body in found.members(one).values()}
        if wanted is not None and shown - {wanted}:
            written = write_settings(pair for pair in one.settings if pair[0] == _KEY)
            steps.append(
                statement(
                    f"indices:{one.name}.settings",
                    "PUT",
                    f"{one.target}/_settings",
                    {"index": written},
                    "replica count",
                )
            )
    return tuple(steps)
