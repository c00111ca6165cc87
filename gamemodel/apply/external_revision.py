"""Takes over what another runner of the same files applied and recorded elsewhere than in our ledger."""

from __future__ import annotations

from typing import Any

from gamemodel.apply.ledger_operations import prove_schema, stamp_rows
from gamemodel.engine import Server
from gamemodel.errors import RefusedError
from gamemodel.ledger import Entry, Ledger
from gamemodel.plan import current_revision
from gamemodel.project import Project
from gamemodel.topology import Target


def external_rows(project: Project, target: Target, server: Server[Any], ledger: Ledger) -> tuple[Entry, ...]:
    """The rows, not yet written, that bring the ledger to the external revision; none in the middle of a revision.

    Raises RefusedError if the live schema is not that of the external revision.
    """
    external = server.external_revision()
    numbers = {revision.id: revision.number for revision, _ in project.history.migrations(target.store.name)}
    at = current_revision(project.history, target.store.name, ledger)
    begun = max((numbers[r] for r in ledger.in_effect() if r in numbers), default=0)
    if external is None or ledger.open_intent or begun != at:
        return ()
    if external not in numbers:
        raise RefusedError(
            f"{target}: the server records revision {external}, which is not in schema/history.lock",
            "another branch was applied to it: pull it, or roll it back there; nothing was sent",
        )
    if numbers[external] == at:
        return ()
    prove_schema(project, target, server, numbers[external])
    return stamp_rows(project, target, ledger, numbers[external])
