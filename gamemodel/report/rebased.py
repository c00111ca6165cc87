"""What `rebase` did with every revision and file."""

from __future__ import annotations

from typing import Any

from gamemodel.rebase import Rebased
from gamemodel.report.paint import PLAIN, Paint


def text(done: Rebased) -> str:
    """One line per revision, then the paths that were touched."""
    lines = [f"kept {each.id} '{each.title}'" for each in done.kept] if done.moved else []
    for each in done.moved:
        now = f"is now {each.new.id}" if each.new else f"left out: {each.why}"
        lines.append(f"{each.old.id} '{each.old.title}' {now}")
    lines += [f"wrote {path}" for path in done.written]
    lines += [f"deleted {path}" for path in done.deleted]
    return "".join(f"{line}\n" for line in lines)


def data(done: Rebased) -> dict[str, Any]:
    """The same as JSON values."""
    return {
        "kept": [each.id for each in done.kept],
        "revisions": [
            {
                "old": each.old.id,
                "new": each.new.id if each.new else None,
                "title": each.old.title,
                "left_out": each.why or None,
            }
            for each in done.moved
        ],
        "written": list(done.written),
        "deleted": list(done.deleted),
        "not_asked": list(done.unasked),
    }


def summary(done: Rebased, paint: Paint = PLAIN) -> str:
    """Ledgers that were not asked, and the command that comes next."""
    lines = [f"{paint.warning('not asked')} {each}" for each in done.unasked]
    if done.moved:
        lines.append("next: gamemodel check, then commit")
    else:
        lines.append("no revision had to move" if done.written or done.deleted else "nothing to rebase")
    return "\n".join(lines)
