"""Formats the changes that `diff` shows and `make` writes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gamemodel.make import Proposal, Written
from gamemodel.report import diagnostics
from gamemodel.report.paint import PLAIN, Paint
from gamemodel.report.steps import change_data, change_lines
from gamemodel.report.text import counted


def text(proposals: Sequence[Proposal], paint: Paint = PLAIN, *, steps: bool = False) -> str:
    """One block per store that changes; empty if none does."""
    return "\n".join(_store(each, paint, steps=steps) for each in proposals if each.difference)


def _store(proposal: Proposal, paint: Paint, *, steps: bool) -> str:
    parts = proposal.migration.changes if proposal.migration else ()
    refusals = proposal.difference.refusals
    counts = counted(len(parts), "change") + (f", {len(refusals)} refused" if refusals else "")
    lines = [f"{paint.bold(proposal.store.name)}: {counts}"]
    lines += change_lines([(part.change, part.up) for part in parts], paint, steps=steps)
    lines += [f"  {paint.bad(each.describe or f'~ {each.subject}')}  refused {each.code}" for each in refusals]
    return "\n".join(lines) + "\n"


def data(proposals: Sequence[Proposal]) -> list[dict[str, Any]]:
    """Every store with its changes, refusals and findings, as JSON values."""
    return [
        {
            "store": each.store.name,
            "changes": [change_data(part.change, part.up) for part in each.migration.changes] if each.migration else [],
            "refusals": [
                {
                    "subject": refusal.subject,
                    "description": refusal.describe or None,
                    "code": refusal.code,
                    "message": refusal.message,
                    "ways_out": list(refusal.help),
                }
                for refusal in each.difference.refusals
            ],
            "findings": diagnostics.data(each.findings),
        }
        for each in proposals
    ]


def written_text(written: Written) -> str:
    """The paths that `make` wrote and deleted, one per line."""
    return "".join(
        f"{word} {path}\n"
        for word, paths in (("wrote", written.written), ("deleted", written.deleted))
        for path in paths
    )


def written_data(written: Written) -> dict[str, Any]:
    """The result of `make` as JSON values; `revision` is null if only generated files were rewritten."""
    revision = written.revision
    return {
        "revision": None
        if revision is None
        else {
            "number": revision.number,
            "id": revision.id,
            "title": revision.title,
            "draft": revision.draft,
            "stores": [migration.store for migration in revision.migrations],
        },
        "written": list(written.written),
        "deleted": list(written.deleted),
    }


def written_summary(written: Written) -> str:
    """The new revision and the next command."""
    revision = written.revision
    if revision is None:
        return "the model and the history agree; " + (
            "files at head were regenerated" if written.written or written.deleted else "nothing to write"
        )
    if revision.draft:
        return f"draft {revision.id} '{revision.title}': write its statements, then gamemodel make --seal"
    sizes = ", ".join(f"{each.store} {counted(len(each.up), 'step')}" for each in revision.migrations)
    return f"revision {revision.id} '{revision.title}': {sizes}; apply it: gamemodel migrate"
