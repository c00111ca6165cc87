"""What a caller asks of the executor and what it answers, as values; formatting them is left to report/."""

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
Kind = Literal["step", "progress", "done", "skipped", "settled"]
NO_PROGRESS: Final = Progress()


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened while applying, for progress lines."""

    target: Target
    kind: Kind
    planned: PlannedStep | None = None
    progress: Progress = NO_PROGRESS
    seconds: float = 0.0
    message: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one target: `status`, revision number before and after, steps done, steps left, the error, how to go on."""

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
    """The last row of the target's ledger."""


@dataclass(frozen=True, slots=True)
class ApplyOptions:
    """What a caller asks for. `action` up: `migrate`; down: `rollback`. `allowed` are revisions (or parts of ids) that may destroy."""

    action: Literal["up", "down"] = "up"
    to: int | None = None
    dry_run: bool = False
    allowed: tuple[str, ...] = ()
    release: bool = False
    approved: tuple[tuple[str, str], ...] | None = None
    """(target, digest of its plan): with an approved plan, only that is applied."""

    def allows(self, step: PlannedStep) -> bool:
        names = {step.revision, str(step.number), f"{step.number:04d}"}
        return any(a in names or (step.revision.startswith(a) and len(a) >= 6) for a in self.allowed)


@dataclass(slots=True)
class Run:
    """One call of the executor: the project, the options, where events go, and whether to stop after the step under way."""

    project: Project
    environment: str
    options: ApplyOptions
    report: Callable[[Event], None] = lambda event: None  # noqa: ARG005
    stop: threading.Event = field(default_factory=threading.Event)
