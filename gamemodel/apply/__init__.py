"""Plan -> servers: lock, intent, step, record, resume; the one executor. What a step means is left to the engines' servers.

Per target the order is strict: settle an open intent by looking at the server, then for each step write the intent, send,
wait until the server really has it, write the completion. Targets of a wave run side by side; a failed writer, spanning
cluster or canary stops the waves after it.
"""

from gamemodel.apply.execute import execute
from gamemodel.apply.options import ApplyOptions, Event, Result, Run
from gamemodel.apply.order import waves

__all__ = ["ApplyOptions", "Event", "Result", "Run", "execute", "waves"]
