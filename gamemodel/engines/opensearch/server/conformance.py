"""Whether live indices conform to the schema: their aliases, fields and settings."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from gamemodel.engines.opensearch.dialect.in_place import is_dynamic, words
from gamemodel.engines.opensearch.dialect.lifecycle.types import Allocation
from gamemodel.engines.opensearch.dialect.mappings import read_mapping, split_left
from gamemodel.engines.opensearch.dialect.ownership import Ownership
from gamemodel.engines.opensearch.dialect.settings import flatten
from gamemodel.engines.opensearch.schema import Deviation, Field, Indices, Mapping, Policy, Schema
from gamemodel.engines.opensearch.server.live_indices import Live
from gamemodel.step import Bindings

_SERVERS_OWN: Final = (
    "uuid", "version.", "provided_name", "creation_date", "history.uuid", "replication.type", "routing_partition_size",
    "resize.", "shrink.", "routing.allocation.initial_recovery.", "verified_before_close", "plugins.", "opendistro.",
    "lifecycle.", "remote_store.", "routing.allocation.include._tier_preference",
)  # fmt: skip
_OPEN: Final = ('"true"', '"strict_allow_templates"')


def compare(
    live: Live, expected: Schema, own: Ownership, bindings: Bindings
) -> tuple[tuple[Indices, ...], tuple[Deviation, ...]]:
    """The indices of `expected` that exist, and everything in which live indices deviate from it."""
    there, deviations = [], list[Deviation]()
    known: set[str] = set()
    policies = {each.name: each for each in expected.policies}
    for one in expected.indices:
        members = live.members(one)
        known |= set(members)
        if live.exists(one):
            there.append(one)
        deviations += _alias_deviations(live, one, members)
        for name, body in members.items():
            deviations += _index_deviations(name, body, one, policies.get(one.name), bindings)
    owners = {one.name: one for one in expected.indices}
    for name in sorted(set(live.indices) - known):
        if not own.ignores(name):
            deviations += _stray(name, live.indices[name], owners, own.prefix)
    for name in sorted(live.streams):
        if own.prefix and name.startswith(own.prefix) and expected.index_set(name) is None:
            deviations.append(Deviation(f"indices:{name}", "is a data stream that the model does not know"))
    return tuple(there), tuple(deviations)


def _stray(name: str, body: dict[str, Any], owners: dict[str, Indices], prefix: str) -> Iterator[Deviation]:
    if name in owners:
        yield Deviation(
            f"indices:{name}", f"{name} is an index, where the model has the name of {owners[name].kind} indices"
        )
        return
    start = name
    while "-" in start:
        start = start.rpartition("-")[0]
        one = owners.get(start)
        if one is not None and one.kind == "rolling":
            yield Deviation(f"indices:{start}", f"index {name} matches {one.pattern} but is not behind the alias")
            return
    if prefix and name.startswith(prefix) and not body.get("data_stream"):
        yield Deviation(f"indices:{name}", "is an index that the model does not know")


def _alias_deviations(live: Live, one: Indices, members: dict[str, Any]) -> Iterator[Deviation]:
    subject = f"indices:{one.name}"
    holders = {name: body["aliases"][one.name] for name, body in members.items() if one.name in body["aliases"]}
    if one.kind == "rolling" and members and live.writer(one) is None:
        yield Deviation(subject, "the alias has no write index")
    if one.kind == "rebuilt" and len(holders) > 1:
        yield Deviation(subject, f"the alias is on {len(holders)} indices: {', '.join(sorted(holders))}")
    for name, alias in sorted(holders.items()):
        extra = sorted(set(alias) - {"is_write_index"})
        if extra:
            yield Deviation(subject, f"the alias on {name} has {', '.join(extra)}")
    for name, body in sorted(members.items()):
        others = sorted(set(body["aliases"]) - {one.name})
        if others:
            yield Deviation(subject, f"{name} has another alias: {', '.join(others)}")


def _index_deviations(
    name: str, body: dict[str, Any], one: Indices, policy: Policy | None, bindings: Bindings
) -> Iterator[Deviation]:
    yield from _field_deviations(name, read_mapping(body["mappings"]), one)
    yield from _setting_deviations(name, dict(flatten(body["settings"])), one, policy, bindings)


def _open_below(path: str, one: Indices) -> bool:
    """Whether documents may add fields below the path."""
    at, dynamic = one.mapping.paths(), dict(one.mapping.options).get("dynamic", '"true"')
    parts = path.split(".")
    for end in range(1, len(parts)):
        above = at.get(".".join(parts[:end]))
        if above is not None:
            dynamic = above.param("dynamic", dynamic)
    return dynamic in _OPEN


def _above(path: str) -> Iterator[str]:
    while "." in path:
        path = path.rpartition(".")[0]
        yield path


def _field_deviations(index: str, live: Mapping, one: Indices) -> Iterator[Deviation]:
    live, known = split_left(live)
    says, has = one.mapping.paths(), live.paths()
    left: dict[str, list[Field]] = {}
    for path, field in (*one.left, *known):
        left.setdefault(path, []).append(field)
    for path in sorted({*says, *has}):
        mine, theirs = says.get(path), has.get(path)
        if mine == theirs or theirs in left.get(path, ()):
            continue
        if theirs is None and any(has.get(above) in left.get(above, ()) for above in _above(path)):
            continue
        if theirs is None and any(above in one.mixed for above in (path, *_above(path))):
            continue  # made before the definition that holds from the next index on
        subject = f"indices:{one.name}.{path}"
        if theirs is None and mine is not None:
            yield Deviation(subject, f"index {index} lacks {path} {words(mine)}")
        elif mine is None and theirs is not None:
            if not _open_below(path, one):
                yield Deviation(subject, f"index {index} has {path} {words(theirs)}, which the model does not")
        elif mine is not None and theirs is not None:
            yield Deviation(subject, f"index {index} has {path} {words(theirs)}, the model says {words(mine)}")
    options, shown = dict(one.mapping.options), dict(live.options)
    for key in sorted({*options, *shown}):
        if options.get(key) != shown.get(key) and not (one.kind == "rebuilt" and key.startswith("_")):
            yield Deviation(
                f"indices:{one.name}.mapping",
                f"index {index} has {key} {shown.get(key, 'not set')}, the model says {options.get(key, 'not set')}",
            )


def _setting_deviations(
    index: str, live: dict[str, str], one: Indices, policy: Policy | None, bindings: Bindings
) -> Iterator[Deviation]:
    says = expected_settings(one, bindings)
    skip = _moved_by(policy)
    for key in sorted({*says, *live}):
        if key.startswith(_SERVERS_OWN) or key in skip or (key.startswith("routing.allocation.") and "routing" in skip):
            continue
        if one.kind != "single" and not is_dynamic(key):
            continue  # fixed when the index was made, from the template of its day
        if key not in says and (
            key in ("number_of_shards", "number_of_replicas") or (one.kind == "stream" and key == "hidden")
        ):
            continue
        value = live.get(key, "")
        if not same_setting(value, says.get(key, "")):
            yield Deviation(
                f"indices:{one.name}.settings",
                f"index {index} has {key} {value or 'not set'}, the model says {says.get(key, 'nothing')}",
            )


def expected_settings(one: Indices, bindings: Bindings) -> dict[str, str]:
    """The settings of a live index on this target, replica counts bound."""
    bound = dict(bindings.values)
    return {
        key: bound.get(f"replicas_{text}", text) if key == "number_of_replicas" else text for key, text in one.settings
    }


def same_setting(live: str, says: str) -> bool:
    """Whether two values are equal. Some versions show a list of one element as that element."""
    return live == says or _single(live) == _single(says)


def _single(text: str) -> str:
    if text.startswith("["):
        try:
            values = json.loads(text)
        except ValueError:
            return text
        return str(values[0]) if len(values) == 1 else text
    return text


def _moved_by(policy: Policy | None) -> set[str]:
    """Settings that a lifecycle changes on its own as an index ages."""
    if policy is None:
        return set()
    out = set()
    for phase in policy.lifecycle.phases:
        if phase.priority is not None:
            out.add("priority")
        if phase.read_only or phase.force_merge is not None:
            out.add("blocks.write")
        if phase.replicas is not None:
            out |= {"number_of_replicas", "auto_expand_replicas"}
        if phase.allocation != Allocation() or phase.tier:
            out.add("routing")
    return out
