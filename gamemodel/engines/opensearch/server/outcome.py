"""The outcome of a step whose completion was never recorded: compares the live object with the schemas before and after."""

from __future__ import annotations

from typing import Any

from gamemodel.engine import Outcome
from gamemodel.engines.opensearch.dialect.in_place import additions, conflicts, is_dynamic, newly_left
from gamemodel.engines.opensearch.dialect.mappings import read_mapping, split_left
from gamemodel.engines.opensearch.dialect.ownership import Ownership
from gamemodel.engines.opensearch.dialect.requests import parse
from gamemodel.engines.opensearch.dialect.settings import flatten
from gamemodel.engines.opensearch.dialect.templates import read_component
from gamemodel.engines.opensearch.schema import Indices, Mapping, Schema
from gamemodel.engines.opensearch.server.conformance import expected_settings, same_setting
from gamemodel.engines.opensearch.server.connection import Connection
from gamemodel.engines.opensearch.server.introspect import one_object, read_live
from gamemodel.engines.opensearch.server.live_indices import Live
from gamemodel.step import Bindings, Statement, Step


def outcome(wire: Connection, own: Ownership, step: Step, before: Schema, after: Schema, bindings: Bindings) -> Outcome:
    """DONE, NOT_DONE, or NEITHER where the live object is like neither schema. Never RUNNING: tasks are resumed by their id."""
    if not isinstance(step, Statement):
        return Outcome.NOT_DONE
    kind, _, name = step.subject.partition(":")
    if name.endswith(".live") and kind in ("policy", "component"):
        return Outcome.NOT_DONE
    if kind in ("component", "policy", "template"):
        return _whole(wire, own, step, kind, name, before, after, bindings)
    if kind == "indices":
        return _indices(wire, own, name, before, after, bindings)
    return Outcome.NEITHER


def _named(schema: Schema, kind: str, name: str) -> Any:
    return {"component": schema.component, "policy": schema.policy, "template": schema.template}[kind](name)


def _whole(
    wire: Connection,
    own: Ownership,
    step: Statement,
    kind: str,
    name: str,
    before: Schema,
    after: Schema,
    bindings: Bindings,
) -> Outcome:
    was, becomes = _named(before, kind, name), _named(after, kind, name)
    if one_object(wire, step.subject, after, own, bindings) == becomes:
        return Outcome.DONE
    live = one_object(wire, step.subject, before, own, bindings)
    if live == was:
        return Outcome.NOT_DONE
    sent = parse(step.text).body
    if kind == "component" and live is not None and sent is not None and live == read_component(name, sent):
        return Outcome.DONE  # the stand-in for a lifecycle's settings
    return Outcome.NEITHER


def _indices(wire: Connection, own: Ownership, name: str, before: Schema, after: Schema, bindings: Bindings) -> Outcome:
    for part in ("mapping", "settings", "write"):
        base = name.removesuffix("." + part)
        was, becomes = before.index_set(base), after.index_set(base)
        if name != base and was is not None and becomes is not None:
            live = read_live(wire, Schema(indices=(was, becomes)), own)
            match part:
                case "mapping":
                    return _mapping(live, was, becomes)
                case "settings":
                    return _settings(live, was, becomes, bindings)
            return _written(live, was, becomes)
    was, becomes = before.index_set(name), after.index_set(name)
    one = becomes or was
    if one is None:
        return Outcome.NEITHER
    live = read_live(wire, Schema(indices=(one,)), own)
    there = bool(live.members(one)) or one.name in live.streams
    if there and becomes is not None and was is None and one.kind == "rolling" and live.writer(one) is None:
        return Outcome.NEITHER
    return Outcome.DONE if there == (becomes is not None) else Outcome.NOT_DONE


def _verdict(all_have: bool, none_has: bool) -> Outcome:
    if all_have:
        return Outcome.DONE
    return Outcome.NOT_DONE if none_has else Outcome.NEITHER


def _mapping(live: Live, was: Indices, becomes: Indices) -> Outcome:
    """The request is atomic over all indices: either all have the additions and the note, or none."""
    blocked = frozenset(each.path for each in conflicts(was, becomes))
    more = additions(was.mapping, becomes.mapping, blocked)
    wanted, options, meant = becomes.mapping.paths(), dict(more.options), dict(becomes.mapping.options)
    left = set(newly_left(was, becomes))
    found = []
    for body in live.members(becomes).values():
        mapping, known = split_left(read_mapping(body["mappings"]))
        has, shown = mapping.paths(), dict(mapping.options)
        before = was.mapping.paths()
        found += [
            has.get(path) == wanted[path]
            for path in more.paths()
            if path in wanted and before.get(path) != wanted[path]
        ]
        found += [shown.get(key) == meant.get(key) for key in options if not (key == "_meta" and left)]
        found += [each in known for each in left]
    return _verdict(all(found), not any(found))


def _settings(live: Live, was: Indices, becomes: Indices, bindings: Bindings) -> Outcome:
    old, new = expected_settings(was, bindings), expected_settings(becomes, bindings)
    changed = [key for key in {*old, *new} if old.get(key) != new.get(key) and is_dynamic(key)]
    found = [
        same_setting(dict(flatten(body["settings"])).get(key, ""), new.get(key, ""))
        for body in live.members(becomes).values()
        for key in changed
    ]
    return _verdict(all(found), not any(found))


def _written(live: Live, was: Indices, becomes: Indices) -> Outcome:
    """After a rollover the write index has the new definitions that no older index could take."""
    writer = live.writer(becomes)
    if writer is None:
        return Outcome.NEITHER
    mapping: Mapping = read_mapping(live.members(becomes)[writer]["mappings"])
    has, wanted = mapping.paths(), becomes.mapping.paths()
    paths = {each.path for each in conflicts(was, becomes)}
    found = [has.get(path) == wanted.get(path) for path in paths]
    return _verdict(all(found), not any(found))
