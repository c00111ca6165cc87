"""`gamemodel stamp`: records revisions in a ledger without sending statements."""

from __future__ import annotations

import click

from gamemodel.cli.targets import Selection, for_each_target, targets_command


@targets_command("stamp")
@click.option(
    "--to", type=click.IntRange(min=0), metavar="N", help="The revision that the server has; defaults to head."
)
@click.option("--force", is_flag=True, help="Record it even if the live schema differs.")
@click.option("--adopt-cluster", is_flag=True, help="Take over a ledger that was copied from another cluster.")
def command(selected: Selection, to: int | None, force: bool, adopt_cluster: bool, format: str) -> int:
    """Record revisions as applied without running them.

    Revisions up to N are recorded as applied, those above it as not applied. Refused if a step is open, or if the live
    schema is not that of revision N.
    """
    from gamemodel.apply.ledger_operations import stamp
    from gamemodel.plan import revision_at
    from gamemodel.topology import Target

    checkout = selected.project
    head = checkout.history.head
    number = revision_at(checkout.history, to if to is not None else head.number if head else 0) or 0

    def action(target: Target) -> str:
        stamped = stamp(checkout, target, number, force=force, adopt=adopt_cluster)
        words = [f"adopted the ledger of cluster {stamped.adopted_from}"] if stamped.adopted_from else []
        if stamped.numbers:
            words.append(f"recorded {', '.join(map(str, stamped.numbers))}")
        return "; ".join(words) or f"is recorded at {number} already"

    return for_each_target(selected, selected.targets(), action, format)
