"""Options, events and results of a run, as values."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Literal

from gamemodel.diagnostics import Diagnostic
from gamemodel.errors import GamemodelError
from gamemodel.ledger import Entry
from gamemodel.plan import PlannedStep, TargetPlan
from gamemodel.project import Project
from gamemodel.step import Progress
from gamemodel.topology import Target

Status = Literal["nothing", "applied", "planned", "stopped", "held", "failed", "unreachable", "not-run", "follows"]
EventKind = Literal["step", "progress", "done", "skipped", "settled"]
NO_PROGRESS: Final = Progress()


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a run, for progress lines."""

    target: Target
    kind: EventKind
    planned: PlannedStep | None = None
    progress: Progress = NO_PROGRESS
    seconds: float = 0.0
    message: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """The result for one target: revision before and after, steps done and left, the error, and the command that resumes."""

    target: Target
    status: Status
    before: int = 0
    after: int = 0
    done: int = 0
    left: int = 0
    seconds: float = 0.0
    error: GamemodelError | None = None
    resume: str = ""
    skipped: tuple[Entry, ...] = ()
    findings: tuple[Diagnostic, ...] = ()
    plan: TargetPlan | None = None
    at_step: PlannedStep | None = None
    sequence: int = 0
    """Number of the last row of the target's ledger."""


@dataclass(frozen=True, slots=True)
class ApplyOptions:
    """What a caller asks for. `action` up: `migrate`; down: `rollback`.

    `allowed` names the revisions (numbers, ids, or beginnings of ids) that may destroy data.
    """

    action: Literal["up", "down"] = "up"
    to: int | None = None
    dry_run: bool = False
    allowed: tuple[str, ...] = ()
    release: bool = False
    approved: tuple[tuple[str, str], ...] | None = None
    """The approved plan as (target, digest of its plan); nothing else is applied."""

    def allows(self, step: PlannedStep) -> bool:
        names = {step.revision, str(step.number), f"{step.number:04d}"}
        return any(a in names or (step.revision.startswith(a) and len(a) >= 6) for a in self.allowed)


@dataclass(slots=True)
class Run:
    """One call of `execute`: the project, the options, where events go, and an event that stops the run after the current step."""

    project: Project
    environment: str
    options: ApplyOptions
    report: Callable[[Event], None] = lambda event: None  # noqa: ARG005
    stop: threading.Event = field(default_factory=threading.Event)

    def resume_command(self, target: Target) -> str:
        """The command that resumes this run on `target`."""
        words = ["gamemodel", "migrate" if self.options.action == "up" else "rollback", target.store.name]
        if self.options.to is not None:
            words += ["--to", str(self.options.to)]
        if self.environment != "local":
            words += ["--env", self.environment]
        if target.store.scope.kind == "each-region":
            words += ["--region", target.regions[0]]
        return " ".join(words)
