"""Applies plans to servers: order of targets, preconditions, recovery, steps and their records in the ledger.

On one target everything is in sequence: an open intent is settled by looking at the server; then, for each step, the intent
is recorded, the step is sent, the server is waited for, and the completion is recorded.
"""

from gamemodel.apply.execute import execute
from gamemodel.apply.options import ApplyOptions, Event, Result, Run
from gamemodel.apply.order import waves

__all__ = ["ApplyOptions", "Event", "Result", "Run", "execute", "waves"]
