"""Reads and writes the plan files of `plan --out` and `migrate --plan`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gamemodel.apply import Result

FORMAT = 1


def write(path: Path, environment: str, results: Sequence[Result]) -> None:
    """The plans of `results` into `path`, for `migrate --plan`."""
    from gamemodel.report.plan import planned_data

    body = {
        "format": FORMAT,
        "environment": environment,
        "targets": [
            {"target": str(each.target), "digest": each.plan.digest, "plan": planned_data(each.plan.steps)}
            for each in results
            if each.plan is not None
        ],
    }
    path.write_text(json.dumps(body, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def read(folder: Path, name: str, environment: str) -> tuple[tuple[str, str], ...]:
    """(target, digest) of every target in the file. Raises UsageError if it is not a plan for `environment`."""
    from gamemodel.errors import UsageError

    path = folder / name
    try:
        body = json.loads(path.read_text(encoding="utf-8"))
        if body["format"] != FORMAT:
            raise UsageError(f"{name} was written by another version of gamemodel", "write and review the plan again")
        planned, found = body["environment"], tuple((each["target"], each["digest"]) for each in body["targets"])
    except OSError as error:
        raise UsageError(f"{name}: {error.strerror}", "gamemodel plan --out FILE writes one") from None
    except (ValueError, KeyError, TypeError):
        raise UsageError(f"{name} is not a plan", "gamemodel plan --out FILE writes one") from None
    if planned != environment:
        raise UsageError(f"{name} is a plan for the environment '{planned}'", f"gamemodel migrate --env {planned}")
    return found
