"""What must hold before the first statement is sent to a target: nothing destroyed unasked, the plan approved, the server able."""

from __future__ import annotations

from typing import Any

from gamemodel.apply.ledger_entries import plan_digest, target_key
from gamemodel.apply.options import ApplyOptions
from gamemodel.checks.codes import SKIPPED, UNABLE
from gamemodel.diagnostics import Diagnostic
from gamemodel.engine import Server
from gamemodel.errors import RefusedError
from gamemodel.plan import TargetPlan


def prove_preconditions(options: ApplyOptions, plan: TargetPlan, server: Server[Any]) -> tuple[Diagnostic, ...]:
    """What is only worth saying. Raises RefusedError for what is not allowed or cannot be; nothing was sent then."""
    for step in plan.destroys:
        if not options.allows(step):
            raise RefusedError(
                f"revision {step.revision} destroys data: {step.words}",
                f"nothing was sent; when that is wanted: --destroy {step.revision}",
            )
    if options.approved is not None and plan_digest(plan) != dict(options.approved).get(target_key(plan.target), ""):
        raise RefusedError(
            "what would be applied is not what was approved",
            "make and review the plan again: gamemodel plan --out FILE",
        )
    findings = judged(plan, server)
    errors = [f for f in findings if f.is_error]
    if errors:
        raise RefusedError(
            "; ".join(f.message for f in errors), next((f.help for f in errors if f.help), "nothing was sent")
        )
    return findings


def judged(plan: TargetPlan, server: Server[Any]) -> tuple[Diagnostic, ...]:
    """What the server says of itself and of each step, errors and skips alike."""
    found = list(server.preflight())
    for step in plan.steps:
        capability = server.capability(step.step)
        if capability.kind != "send":
            code = UNABLE if capability.kind == "refuse" else SKIPPED
            found.append(
                Diagnostic(code.id, f"{step.step.subject}: {capability.reason}", None, capability.help, code.severity)
            )
    return tuple(dict.fromkeys(found))
