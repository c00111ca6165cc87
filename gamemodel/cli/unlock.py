"""`gamemodel unlock`: releases the lock of a runner that is gone, and prints who held it."""

from __future__ import annotations

from gamemodel.cli.targets import Selection, for_each_target, targets_command


@targets_command("unlock")
def command(selected: Selection, format: str) -> int:
    """Remove the lock of a dead runner.

    A runner that is still alive loses the lock too and stops before its next statement; look at gamemodel status first.
    """
    from gamemodel.topology import Target

    checkout = selected.project

    def action(target: Target) -> str:
        with checkout.connect(target) as server:
            lock = server.locked()
            if lock is None:
                return "not locked"
            server.unlock()
            return f"unlocked; was held by {lock.holder}"

    return for_each_target(selected, selected.unproven_targets(), action, format)
