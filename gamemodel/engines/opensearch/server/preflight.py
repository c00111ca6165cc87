"""Finds what would make applying fail or be dangerous, before the first request."""

from __future__ import annotations

from typing import Any

from gamemodel.diagnostics import Diagnostic, Severity
from gamemodel.engines.opensearch.codes import CLUSTER_STATE, WRONG_FLAVOUR
from gamemodel.engines.opensearch.server.connection import Connection, expect
from gamemodel.topology import Target


def preflight(wire: Connection, target: Target, root: dict[str, Any]) -> tuple[Diagnostic, ...]:
    """Errors for a cluster that takes no changes or is too old; warnings for another flavour or bad health."""
    found = []
    version = root["version"]
    make, number = str(version.get("distribution", "elasticsearch")), str(version["number"])
    declared = target.store.flavour
    if not declared.startswith(make):
        found.append(
            Diagnostic(
                WRONG_FLAVOUR.id,
                f"{target.label}: the server is {make} {number}, the model declares {declared}",
                help="set `flavour:` in the environment; the server refuses what only the other flavour has",
                severity=Severity.WARNING,
            )
        )
    lowest = target.store.at_least or (declared.rpartition("-")[2] if declared.startswith(make) else "")
    if lowest and _parts(number) < _parts(lowest):
        found.append(WRONG_FLAVOUR.at(None, f"{target.label}: the server is {number}, at least {lowest} is needed"))
    settings = expect(wire, "GET", "_cluster/settings?flat_settings=true&include_defaults=false")
    values = {**settings.get("persistent", {}), **settings.get("transient", {})}
    found += [
        CLUSTER_STATE.at(None, f"{target.label}: {key} is true, so nothing can be changed")
        for key in ("cluster.blocks.read_only", "cluster.blocks.read_only_allow_delete", "cluster.blocks.create_index")
        if str(values.get(key, "false")) == "true"
    ]
    health = expect(wire, "GET", "_cluster/health")
    if health["status"] == "red":
        found.append(
            Diagnostic(
                CLUSTER_STATE.id,
                f"{target.label}: the cluster is red: primary shards are missing",
                help="indices with missing shards cannot be changed",
                severity=Severity.WARNING,
            )
        )
    return tuple(found)


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".")[:3] if part.isdigit())
