"""`gamemodel verify`: compares live servers with what was applied to them; changes nothing."""

from __future__ import annotations

import click

from gamemodel.cli.command import emit
from gamemodel.cli.targets import Selection, targets_command


@targets_command("verify", all_stores=True)
@click.option("--full-speed", is_flag=True, help="Read at full speed, and not from a replica.")
def command(selected: Selection, full_speed: bool, format: str) -> int:
    """Compare live servers with their ledgers to find drift.

    Each target is compared at the revision it has; what it lacks is pending, not drift. Exits with 1 for drift, 2 if a
    server cannot be reached.
    """
    from gamemodel import verify
    from gamemodel.engine import Pace
    from gamemodel.report import drift
    from gamemodel.report.paint import Paint

    pace = Pace(None, replica=False) if full_speed else Pace()
    results = verify.verify(selected.project, selected.seen_targets(), pace)
    code = verify.worst(results)
    if format == "json":
        emit("verify", {"ok": code == 0, "targets": [drift.data(each) for each in results]})
        return code
    click.echo(drift.text(results, Paint.of()), nl=False)
    return code
