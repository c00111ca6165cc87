"""Preconditions of applying to a target: destructive steps are approved, the plan is the approved one, the server is able."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gamemodel.apply.options import ApplyOptions
from gamemodel.checks.codes import SKIPPED, UNABLE
from gamemodel.diagnostics import Diagnostic
from gamemodel.engine import Server
from gamemodel.errors import RefusedError
from gamemodel.plan import TargetPlan
from gamemodel.step import Capability


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a server can do of a plan: one capability for each step, and findings, of which errors stop the run."""

    capabilities: tuple[Capability, ...] = ()
    findings: tuple[Diagnostic, ...] = ()


def prove_preconditions(options: ApplyOptions, plan: TargetPlan, server: Server[Any]) -> Assessment:
    """Raises RefusedError if something is not approved or not possible; nothing was sent then."""
    for step in plan.destroys:
        if not options.allows(step):
            raise RefusedError(
                f"revision {step.revision} destroys data: {step.words}",
                f"nothing was sent; to allow it: --destroy {step.revision}",
            )
    if options.approved is not None and plan.digest != dict(options.approved).get(str(plan.target), ""):
        raise RefusedError(
            "what would be applied is not what was approved",
            "make and review the plan again: gamemodel plan --out FILE",
        )
    assessment = assess(plan, server)
    errors = [finding for finding in assessment.findings if finding.is_error]
    if errors:
        words = "; ".join(f"{finding.message} (gamemodel explain {finding.code})" for finding in errors)
        raise RefusedError(words, next((finding.help for finding in errors if finding.help), "nothing was sent"))
    return assessment


def assess(plan: TargetPlan, server: Server[Any]) -> Assessment:
    """Ask the server about itself and about each step."""
    found = list(server.preflight())
    capabilities = tuple(server.capability(planned.step) for planned in plan.steps)
    for planned, capability in zip(plan.steps, capabilities, strict=True):
        if capability.kind != "send":
            code = UNABLE if capability.kind == "refuse" else SKIPPED
            found.append(code.at(None, f"{planned.step.subject}: {capability.reason}", capability.help))
    return Assessment(capabilities, tuple(dict.fromkeys(found)))
