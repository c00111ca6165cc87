"""What must hold before the first statement is sent to a target: nothing destroyed unasked, the plan approved, the server able."""

from __future__ import annotations

from typing import Any

from gamemodel.apply.ledger_entries import plan_digest, target_key
from gamemodel.apply.options import ApplyOptions
from gamemodel.diagnostics import Code, Diagnostic, Severity
from gamemodel.engine import Server
from gamemodel.errors import RefusedError
from gamemodel.plan import TargetPlan

UNABLE = Code("GM690", "this server cannot take a step", """\
The server lacks what a step needs (a plugin, a feature, a newer version), so nothing is sent to it at all. Install what is
missing, or let the environment say that it goes without, where the message names a setting for that.
""")  # fmt: skip
SKIPPED = Code("GM691", "a step is skipped on this server", """\
The environment says that this server goes without what the step makes (for example `lifecycle = "not-applied"`). Everything
else is applied, the step is recorded as skipped, planned again once the server can, and `status` and `verify` say so every time.
""", Severity.WARNING)  # fmt: skip
CODES = (UNABLE, SKIPPED)


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
