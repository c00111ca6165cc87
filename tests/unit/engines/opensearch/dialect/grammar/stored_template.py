"""How OpenSearch 2.19.1 stores the templates that it accepts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gamemodel.engines.opensearch.dialect.grammar.settings import flat, text
from gamemodel.engines.opensearch.dialect.grammar.templates import TIMESTAMP, Kind


def normal_template(kind: Kind, body: Mapping[str, Any]) -> dict[str, Any]:
    """What GET of a 2.19.1 shows for a template within the grammar."""
    out = dict(body)
    if "template" in body:
        out["template"] = _normal_part(body["template"])
        if kind == "index_template":
            out.setdefault("composed_of", [])
    if "data_stream" in body:
        out["data_stream"] = {"timestamp_field": {"name": TIMESTAMP}} | body["data_stream"]
    return out


def _normal_part(template: Mapping[str, Any]) -> dict[str, Any]:
    out = dict(template)
    if "settings" in template:
        out["settings"] = _normal_settings(template["settings"])
    if template.get("mappings") == {}:
        del out["mappings"]
    if "aliases" in template:
        out["aliases"] = {name: _normal_alias(alias) for name, alias in template["aliases"].items()}
    return out


def _normal_alias(alias: Mapping[str, Any]) -> dict[str, Any]:
    out = {key: value for key, value in alias.items() if key != "routing"}
    routing = {key: alias["routing"] for key in ("index_routing", "search_routing") if "routing" in alias}
    return routing | out


def _normal_settings(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Settings as GET of a template shows them: nested under `index`, every value a text (measured on OpenSearch 2.19.1)."""
    out: dict[str, Any] = {}
    for name, value in flat(settings).items():
        inner = out
        *folders, last = name.split(".")
        for folder in folders:
            inner = inner.setdefault(folder, {})
        inner[last] = [text(each) for each in value] if isinstance(value, list) else text(value)
    return out
