"""How OpenSearch 2.19.1 stores the ISM policies that it accepts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gamemodel.engines.opensearch.dialect.lifecycle import units
from gamemodel.engines.opensearch.dialect.lifecycle.ism import RETRY

SCHEMA_VERSION = 21
"""What GET of a 2.19.1 says for every policy, whatever was sent; the answer to PUT says 1."""


def normal_form(policy: Mapping[str, Any], policy_id: str = "case") -> dict[str, Any]:
    """What GET of a 2.19.1 shows for a policy within the grammar, without the times of its last update."""
    body = policy["policy"]
    templates = (
        None if body.get("ism_template") is None else [_normal_template(template) for template in _templates(body)]
    )
    return {
        "policy_id": policy_id,
        "description": body["description"],
        "schema_version": SCHEMA_VERSION,
        "error_notification": None,
        "default_state": body["default_state"],
        "states": [_normal_state(state) for state in body["states"]],
        "ism_template": templates,
    }


def timeless(stored: Mapping[str, Any]) -> dict[str, Any]:
    """A policy as GET shows it without the times of its last update: what `normal_form` is compared with."""
    templates = stored.get("ism_template")
    bare = templates and [
        {key: value for key, value in each.items() if key != "last_updated_time"} for each in templates
    ]
    return {key: value for key, value in stored.items() if key != "last_updated_time"} | {"ism_template": bare}


def _normal_template(template: Mapping[str, Any]) -> dict[str, Any]:
    return {"index_patterns": template["index_patterns"], "priority": template.get("priority", 0)}


def _normal_state(state: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": state["name"],
        "actions": [_normal_action(action) for action in state.get("actions", [])],
        "transitions": [_normal_transition(transition) for transition in state.get("transitions", [])],
    }


def _normal_action(entry: Mapping[str, Any]) -> dict[str, Any]:
    out: dict[str, Any] = {"timeout": units.stored_age(entry["timeout"])} if "timeout" in entry else {}
    retry = RETRY | entry.get("retry", {})
    out["retry"] = retry | {"backoff": str(retry["backoff"]).lower(), "delay": units.stored_age(retry["delay"])}
    name = next(key for key in entry if key not in ("retry", "timeout"))
    options: dict[str, Any] = entry[name]
    if name == "rollover":
        options = {"copy_alias": False} | {key: _normal_value(key, value) for key, value in options.items()}
    elif name == "allocation":
        options = {"require": {}, "include": {}, "exclude": {}, "wait_for": False} | options
    return out | {name: options}


def _normal_transition(transition: Mapping[str, Any]) -> dict[str, Any]:
    out: dict[str, Any] = {"state_name": transition["state_name"]}
    if "conditions" in transition:
        out["conditions"] = {key: _normal_value(key, value) for key, value in transition["conditions"].items()}
    return out


def _normal_value(key: str, value: object) -> object:
    if key.endswith("size"):
        return units.stored_size(value)
    return units.stored_age(value) if key.endswith("age") else value


def _templates(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    given = body.get("ism_template") or []
    return given if isinstance(given, list) else [given]
