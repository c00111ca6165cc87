"""`gamemodel swap`: points an alias at another copy of its index in one step."""

from __future__ import annotations

import click

from gamemodel.cli.targets import Selection, for_each_target, targets_command


@targets_command("swap")
@click.argument("name")
@click.option("--copy", metavar="COPY", help="The copy to point at; defaults to the newest.")
def command(selected: Selection, name: str, copy: str | None, format: str) -> int:
    """Switch readers to a rebuilt index in one step.

    NAME is the alias that readers use; a job has built the copy. Readers see the old copy or the new one, never none.
    """
    from gamemodel.apply.ledger_entries import holder
    from gamemodel.topology import Target

    checkout = selected.project
    engine = checkout.engine(checkout.stores(selected.store)[0])

    def action(target: Target) -> str:
        with checkout.connect(target) as server, server.lock(holder()):
            bindings = engine.bindings(checkout.fold(target.store), target)
            notes = [progress.note for progress in server.swap(name, copy, bindings) if progress.note]
            return notes[-1] if notes else f"{name} moved"

    return for_each_target(selected, selected.targets(), action, format)
