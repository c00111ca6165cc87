"""A store's options and an entity's block, from YAML nodes, with every error at its place."""

from __future__ import annotations

from gamemodel.engine import get
from gamemodel.engines.redis.block.sections import Block, KeyFamily, Options
from gamemodel.source.node import Node
from gamemodel.source.report import Report
from gamemodel.source.scope import Scope
from gamemodel.source.yaml import read_yaml
from tests.unit.engines.redis.models import entity

ENGINE = get("redis")


def node(text: str, report: Report) -> Node:
    found = read_yaml(text, "t.yaml", report)
    assert found is not None
    return found


def options(text: str) -> tuple[object, list[str]]:
    report = Report(Scope(roles=("game", "jobs")))
    return ENGINE.bind_options(node(text, report), report), [e.message for e in report.found]


def block(text: str) -> tuple[object, list[str]]:
    report = Report(Scope(roles=("game", "jobs")))
    return ENGINE.bind_block(node(text, report), entity("users"), report), [e.message for e in report.found]


def test_options() -> None:
    made, found = options(
        "{cluster: true, prefix: 'game:', acl: managed, grants: {jobs: {commands: [publish], channels: ['c:*']}}}"
    )
    assert not found
    assert isinstance(made, Options)
    assert (made.cluster, made.prefix, made.grants[0].channels) == (True, "game:", ("c:*",))


def test_faults_of_options() -> None:
    _, found = options("{prefix: 'a b', acl: managed, grants: {jobs: {commands: ['@all']}}, ignore: ['x:*']}")
    assert len(found) == 3
    _, found = options("{prefix: 'game:', grants: {jobs: {commands: [publish]}}}")
    assert found == ["grants: has no effect without acl: managed"]
    _, found = options("{prefx: 'game:'}")
    assert found == ["unknown key 'prefx'"]


def test_a_block() -> None:
    made, found = block(
        "keys:\n  profile: {key: 'u:<name>', type: hash, fields: all, ttl: 15m, jitter: 10%, fill: read-through, readers: [game]}\n"
        "  rank: {key: rank, type: zset, member: name, score: rating, ttl: none, readers: [game], writers: [game]}\n"
    )
    assert not found
    assert isinstance(made, Block)
    profile, rank = made.keys
    assert isinstance(profile, KeyFamily)
    assert (profile.name, profile.ttl, profile.jitter, profile.fields, profile.fill) == (
        "profile",
        900,
        0.1,
        "all",
        "read-through",
    )
    assert rank.ttl is None


def test_faults_of_a_block() -> None:
    _, found = block("keys:\n  p: {key: 'u:<name>', type: hsh, fields: [nme], ttl: soon, readers: [gme]}\n")
    assert len(found) == 4
    assert any("unknown role 'gme'" in each for each in found)


def test_editors_are_told_what_may_stand_there() -> None:
    family = ENGINE.block_schema()["properties"]["keys"]["additionalProperties"]["properties"]
    assert {"serves", "key", "type", "ttl", "jitter", "together", "version", "why"} <= set(family)
    assert "acl" in ENGINE.options_schema()["properties"]
