"""Reads environments and severities from `gamemodel.toml`.

    [environments.production]
    canary = "eu-west-1"                                   # applied first, before the other regions
    [environments.production.stores.cassandra]             # a store: settings for all of its clusters
    url = "cassandra://${CASSANDRA_USER}:${CASSANDRA_PASSWORD}@10.0.0.5,10.0.0.6:9042"
    datacentre.eu-west-1 = "dc1"
    [environments.production.stores.opensearch.us-east-1]  # one region of it: wins over the store's settings
    url = "https://search.us-east-1.example:9200"

`include = "path"` in an environment reads that TOML file first (the sandbox writes one); this file overrides it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from gamemodel.diagnostics import Diagnostic, Severity, suggestion
from gamemodel.engine import Engine
from gamemodel.errors import UsageError
from gamemodel.topology import Endpoint, Store, Target, Topology, targets

FILE = "gamemodel.toml"


@dataclass(frozen=True, slots=True)
class Place:
    """Settings of one store in one region; region "" is the store as a whole."""

    store: str
    region: str
    settings: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Environment:
    """One environment: its name, canary region (or "") and settings of stores and regions."""

    name: str
    canary: str = ""
    places: tuple[Place, ...] = ()

    def prove(self, store: str, regions: tuple[str, ...], engine: Engine[Any]) -> None:
        """Raises UsageError for an unknown region or setting, or an invalid value."""
        allowed = (("url", ".+"), ("flavour", "|".join(re.escape(f) for f in engine.flavours())), *engine.settings)
        for place in self.places:
            if place.store != store:
                continue
            where = f"[environments.{self.name}.stores.{store}{'.' + place.region if place.region else ''}]"
            if place.region and place.region not in regions:
                raise UsageError(f"{FILE}: {where}: unknown region '{place.region}'", suggestion(place.region, regions))
            for name, value in place.settings:
                _prove_setting(where, name, value, allowed)

    def endpoint(self, store: str, region: str) -> Endpoint:
        """URL (with `${VARIABLE}` replaced) and settings. Raises UsageError if there is no URL or a variable is not set."""
        merged: dict[str, str] = {}
        for place in sorted(self.places, key=lambda p: p.region != ""):
            if place.store == store and place.region in ("", region):
                merged |= dict(place.settings)
        if "url" not in merged:
            raise UsageError(
                f"environment {self.name} has no url for {store} in {region}",
                f"add it to {FILE}: [environments.{self.name}.stores.{store}.{region}] url = …"
                + (", or start the sandbox: gamemodel sandbox up" if self.name == "local" else ""),
            )
        url = merged.pop("url")
        return Endpoint(_filled(url, f"environment {self.name}, {store} in {region}"), tuple(sorted(merged.items())))


def _prove_setting(where: str, name: str, value: str, allowed: tuple[tuple[str, str], ...]) -> None:
    pattern = next(
        (p for known, p in allowed if name == known or (known.endswith(".") and name.startswith(known))), None
    )
    names = tuple(known.removesuffix(".") for known, _ in allowed)
    if pattern is None:
        help = suggestion(name, names) or f"known settings: {', '.join(names)}"
        raise UsageError(f"{FILE}: {where}: unknown setting '{name}'", help)
    if not re.fullmatch(pattern, value):
        raise UsageError(f"{FILE}: {where}: invalid value {name} = '{value}'", f"it must match {pattern}")


def _filled(url: str, place: str) -> str:
    def value(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in os.environ:
            raise UsageError(f"{place}: the variable {name} is not set", f"export {name}=… and try again")
        return os.environ[name]

    return re.sub(r"\$\{(\w+)\}", value, url)


@dataclass(frozen=True, slots=True)
class Settings:
    """The content of gamemodel.toml: environments, and severities by code."""

    environments: tuple[Environment, ...] = ()
    severities: tuple[tuple[str, str], ...] = ()

    def weighed(self, found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
        """The findings with the severities of the project, without those that are `off`."""
        chosen = dict(self.severities)
        return tuple(
            replace(each, severity=Severity[chosen[each.code].upper()]) if each.code in chosen else each
            for each in found
            if chosen.get(each.code) != "off"
        )

    def environment(self, name: str) -> Environment:
        """The environment called `name`. Raises UsageError if there is none."""
        for each in self.environments:
            if each.name == name:
                return each
        known = ", ".join(e.name for e in self.environments)
        raise UsageError(
            f"unknown environment '{name}'",
            f"known in {FILE}: {known}" if known else f"add [environments.{name}] to {FILE}",
        )


def read_settings(root: Path) -> Settings:
    """The settings of the checkout at `root`. Without a file, the only environment is `local`, the sandbox."""
    import tomllib

    path = root / FILE
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        unknown = set(data) - {"environments", "severities"}
        if unknown:
            raise UsageError(
                f"{FILE}: unknown table [{sorted(unknown)[0]}]", "known tables: [environments.NAME] and [severities]"
            )
        environments = data.get("environments", {"local": {"include": ".gamemodel/sandbox/servers.toml"}})
        return Settings(
            tuple(_environment(root, name, body) for name, body in environments.items()),
            tuple(sorted(_severity(k, v) for k, v in data.get("severities", {}).items())),
        )
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{FILE}: {error}") from None


def _severity(code: str, word: Any) -> tuple[str, str]:
    if word not in ("off", "note", "warning", "error"):
        raise UsageError(f"{FILE}: [severities] {code} = {word!r}", "use off, note, warning or error")
    if code.startswith("GM2") and word != "error" and code[3:] >= "90":
        raise UsageError(
            f"{FILE}: {code} protects the integrity of the history and is always an error", "remove the line"
        )
    return code, str(word)


def _environment(root: Path, name: str, body: Mapping[str, Any]) -> Environment:
    import tomllib

    unknown = set(body) - {"canary", "include", "stores"}
    if unknown:
        raise UsageError(
            f"{FILE}: [environments.{name}]: unknown key '{sorted(unknown)[0]}'",
            "known keys: canary, include and stores",
        )
    stores: list[Place] = []
    include = body.get("include")
    if include and (root / include).exists():
        included = tomllib.loads((root / include).read_text(encoding="utf-8"))
        stores += _places(included.get("stores", {}))
    stores += _places(body.get("stores", {}))
    return Environment(name, str(body.get("canary", "")), tuple(stores))


def _places(stores: Mapping[str, Mapping[str, Any]]) -> list[Place]:
    found = []
    for store, body in stores.items():
        own: dict[str, str] = {}
        for key, value in body.items():
            if not isinstance(value, Mapping):
                own[key] = _text(value)
            elif "url" in value or key not in NESTED:
                found.append(Place(store, key, tuple((k, _text(v)) for k, v in value.items())))
            else:
                own |= {f"{key}.{inner}": _text(v) for inner, v in value.items()}
        found.append(Place(store, "", tuple(own.items())))
    return found


NESTED = ("datacentre",)
"""Settings that are tables: `datacentre.eu-west-1 = "dc1"`."""


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def targets_of(environment: Environment, topology: Topology, store: Store) -> tuple[Target, ...]:
    """The clusters of `store` in `environment`, in the order they are migrated. Raises UsageError for a missing URL."""
    return targets(
        topology, store, environment.name, environment.canary, lambda region: environment.endpoint(store.name, region)
    )
