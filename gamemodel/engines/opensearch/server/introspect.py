"""Reads the schema of a live server, in a handful of bulk reads.

Without a prefix every template of the cluster is read (1,000 in about 50 ms on OpenSearch 2.19.1), since the owner is known only by
`_meta`. Indices are asked for by the names and patterns of the store.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final, TypeVar

from gamemodel.engines.opensearch.dialect.ownership import Ownership, note
from gamemodel.engines.opensearch.dialect.patterns import clash
from gamemodel.engines.opensearch.dialect.policies import owner_of, read_policy
from gamemodel.engines.opensearch.dialect.templates import read_component, read_meta, read_template
from gamemodel.engines.opensearch.schema import Component, Deviation, Dialect, Policy, Schema, Template
from gamemodel.engines.opensearch.server.conformance import compare
from gamemodel.engines.opensearch.server.connection import Connection, expect, find, words_of
from gamemodel.engines.opensearch.server.lifecycle_managers import ungoverned
from gamemodel.engines.opensearch.server.live_indices import Live, streams_of
from gamemodel.errors import ServerRefused
from gamemodel.named import by_name
from gamemodel.step import Bindings

_LONGEST_LINE: Final = 3500
"""Characters of names in one request: the server accepts a first line of 4096 bytes."""
_REPLICAS: Final = "number_of_replicas"
_QUERY: Final = "expand_wildcards=all&ignore_unavailable=true&allow_no_indices=true"


def introspect(wire: Connection, expected: Schema, own: Ownership, bindings: Bindings) -> Schema:
    """Everything that the store owns. A replica count that `bindings` gives this target is shown as `expected` has it."""
    components = tuple(_components(wire, expected, own, bindings))
    every = tuple(_templates(wire))
    names = {each.name: each for each in expected.templates}
    templates = tuple(
        _unbound(each, names.get(each.name), bindings) for each in every if own.owns(each.name, each.meta, names)
    )
    live = read_live(wire, expected, own)
    indices, deviations = compare(live, expected, own, bindings)
    policies = _policies(wire, expected, own)
    if policies is not None:
        deviations = (*deviations, *ungoverned(wire, live, expected, own.dialect))
    return Schema(
        by_name(components),
        by_name(policies or ()),
        by_name(templates),
        indices,
        tuple(sorted((*deviations, *_shadows(templates, every)), key=lambda each: (each.subject, each.words))),
    )


Settled = TypeVar("Settled", Component, Template)


def _unbound(live: Settled, expected: Settled | None, bindings: Bindings) -> Settled:
    """The object with the replica count of the model, where the live count is the one for this target."""
    if expected is None:
        return live
    says = dict(expected.settings).get(_REPLICAS, "")
    if not says or (_REPLICAS, says) in live.settings:
        return live
    bound = dict(bindings.values).get(f"replicas_{says}")
    settings = tuple((key, says if key == _REPLICAS and text == bound else text) for key, text in live.settings)
    return replace(live, settings=settings)


def _components(wire: Connection, expected: Schema, own: Ownership, bindings: Bindings) -> Iterator[Component]:
    names = {each.name: each for each in expected.components}
    for each in expect(wire, "GET", "_component_template")["component_templates"]:
        meta = read_meta(each["component_template"])
        if own.owns(each["name"], meta, names):
            live = read_component(each["name"], each["component_template"])
            yield _unbound(live, names.get(live.name), bindings)


def _templates(wire: Connection) -> Iterator[Template]:
    for each in expect(wire, "GET", "_index_template")["index_templates"]:
        yield read_template(each["name"], each["index_template"])


def has_lifecycles(wire: Connection, dialect: Dialect) -> bool:
    """Whether the server runs lifecycles. One without the plug-in answers 400, no handler found (measured on OpenSearch 2.19.1)."""
    answer = wire.ask("GET", "_plugins/_ism/policies?size=1" if dialect == "ism" else "_ilm/policy")
    if answer.ok or answer.status == 404:
        return True
    if "no handler found" in words_of(answer.body):
        return False
    raise ServerRefused(words_of(answer.body), "GET policies")


def _policies(wire: Connection, expected: Schema, own: Ownership) -> tuple[Policy, ...] | None:
    """The store's policies; None where the server runs no lifecycles."""
    answer = wire.ask("GET", "_plugins/_ism/policies?size=10000" if own.dialect == "ism" else "_ilm/policy")
    if not answer.ok and answer.status != 404:
        if "no handler found" in words_of(answer.body):
            return None
        raise ServerRefused(words_of(answer.body), "GET policies")
    names = {each.name for each in expected.policies}
    mine = note(own.model, own.store)
    return tuple(
        read_policy(name, own.dialect, body)
        for name, body in (_listed(answer.body, own.dialect) if answer.ok else ())
        if owner_of(body) == mine or own.owns(name, (), names)
    )


def _listed(body: Any, dialect: Dialect) -> Iterator[tuple[str, Any]]:
    if dialect == "ism":
        yield from ((each["_id"], each) for each in body.get("policies", ()))
    else:
        yield from body.items()


def read_live(wire: Connection, expected: Schema, own: Ownership) -> Live:
    """The indices and data streams behind the names and patterns of `expected`, and under the prefix."""
    wanted = [f"{own.prefix}*"] if own.prefix else []
    for each in expected.indices:
        if not own.prefix or not each.name.startswith(own.prefix):
            wanted += sorted({each.name, each.pattern})
    indices: dict[str, Any] = {}
    for chunk in _chunks(wanted):
        indices |= expect(wire, "GET", f"{','.join(chunk)}?{_QUERY}")
    streams: dict[str, Any] = {}
    named = [
        each.name
        for each in expected.indices
        if each.kind == "stream" and not (own.prefix and each.name.startswith(own.prefix))
    ]
    for chunk in _chunks([*([f"{own.prefix}*"] if own.prefix else []), *named]):
        streams |= streams_of(wire, chunk)
    return Live(indices, streams)


def _chunks(names: list[str]) -> Iterator[list[str]]:
    chunk: list[str] = []
    length = 0
    for name in names:
        if length + len(name) > _LONGEST_LINE and chunk:
            yield chunk
            chunk, length = [], 0
        chunk.append(name)
        length += len(name) + 1
    if chunk:
        yield chunk


def _head(pattern: str) -> str:
    return pattern.partition("*")[0]


def _shadows(mine: tuple[Template, ...], every: tuple[Template, ...]) -> Iterator[Deviation]:
    """Templates of others with a higher priority, from which new indices would be made."""
    names = {each.name for each in mine}
    lowest = min((each.priority for each in mine), default=0)
    others = [each for each in every if each.name not in names and each.priority > lowest]
    for template in mine if others else ():
        for other in others:
            if other.priority <= template.priority:
                continue
            near = any(
                _head(a).startswith(_head(b)) or _head(b).startswith(_head(a))
                for a in template.patterns
                for b in other.patterns
            )
            if near and clash(template.patterns, other.patterns):
                words = (
                    f"shadowed by index template {other.name} ({', '.join(other.patterns)}, priority {other.priority})"
                )
                yield Deviation(f"template:{template.name}", words)


def one_object(
    wire: Connection, subject: str, expected: Schema, own: Ownership, bindings: Bindings
) -> Component | Template | Policy | None:
    """The live template, component or policy of a subject, read alone; None where it is missing."""
    kind, _, name = subject.partition(":")
    if kind == "component":
        body = find(wire, f"_component_template/{name}")
        live = body and read_component(name, body["component_templates"][0]["component_template"])
        return _unbound(live, expected.component(name), bindings) if live else None
    if kind == "template":
        body = find(wire, f"_index_template/{name}")
        made = body and read_template(name, body["index_templates"][0]["index_template"])
        return _unbound(made, expected.template(name), bindings) if made else None
    body = find(wire, f"_plugins/_ism/policies/{name}" if own.dialect == "ism" else f"_ilm/policy/{name}")
    return read_policy(name, own.dialect, body if own.dialect == "ism" else body[name]) if body else None
