"""Whether a target can take a step: lifecycles need a plug-in that some servers lack."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from gamemodel.engines.opensearch.codes import NO_LIFECYCLE_HERE
from gamemodel.engines.opensearch.dialect.requests import parse, statement
from gamemodel.engines.opensearch.server.target import applies_lifecycles
from gamemodel.step import SEND, Capability, Statement, Step
from gamemodel.topology import Target

_LIFECYCLE_WORDS: Final = ("_plugins/_ism/", "_ilm/", "/_ilm")


def capability(step: Step, runs_lifecycles: Callable[[], bool], target: Target) -> Capability:
    """Whether the target can take the step. Lifecycles need the plug-in; without it they are refused, or skipped if the environment allows that."""
    if not isinstance(step, Statement) or not needs_lifecycles(step) or runs_lifecycles():
        return SEND
    reason = "this server runs no lifecycles (no Index State Management plug-in, no ILM)"
    if applies_lifecycles(target):
        help = "install the plug-in, or set `lifecycle: not-applied` in the environment"
        return Capability("refuse", f"{NO_LIFECYCLE_HERE.id} {reason}", help)
    return Capability("skip", reason, "planned again once the server can", _stand_in(step))


def needs_lifecycles(step: Statement) -> bool:
    """Whether a server without the plug-in refuses the step."""
    request = parse(step.text)
    if any(word in request.path for word in _LIFECYCLE_WORDS):
        return True
    return step.subject.startswith("component:") and request.body is not None and _lifecycle_settings(request.body)


def _lifecycle_settings(body: Any) -> bool:
    settings = body.get("template", {}).get("settings") or body.get("index") or {}
    return any(key.startswith(("plugins.index_state_management", "lifecycle.")) for key in settings)


def _stand_in(step: Statement) -> Step | None:
    """An empty component template, so that index templates which name it are accepted."""
    request = parse(step.text)
    if request.method != "PUT" or not request.path.startswith("_component_template/"):
        return None
    body = {key: value for key, value in request.body.items() if key != "template"}
    return statement(
        step.subject, "PUT", request.path, {"template": {}} | body, "stands in for the lifecycle's settings"
    )
