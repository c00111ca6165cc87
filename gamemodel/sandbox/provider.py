"""What a provider of servers can do; the sandbox decides when, a provider knows how."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from gamemodel.sandbox.install import Missing, Report
from gamemodel.sandbox.request import ServerSpec
from gamemodel.sandbox.state import Server


class Provider(Protocol):
    """Starts and stops single servers. `leader` is the first server of the group that a server belongs to."""

    def missing(self, engines: Sequence[str]) -> tuple[Missing, ...]: ...

    def install(self, engines: Sequence[str], report: Report) -> None: ...

    def launch(self, spec: ServerSpec, leader: ServerSpec, fresh: bool) -> Server:
        """Start it; it need not answer yet. `fresh` forgets the data of an earlier run."""
        ...

    def join(self, server: Server, leader: Server) -> None:
        """Once it answers: make it part of its cluster or replication set, and wait until it is."""
        ...

    def running(self, server: Server) -> bool: ...

    def stop(self, server: Server, grace: float) -> None:
        """End it: cleanly within `grace` seconds, otherwise at once. Its data stays."""
        ...

    def pause(self, server: Server) -> None: ...

    def resume(self, server: Server) -> None: ...

    def discard(self, server: Server) -> None:
        """Remove the data of a server that is stopped."""
        ...

    def clear(self) -> None:
        """Remove everything that the sandbox's servers left; none of them runs any more."""
        ...

    def sweep(self, spare: Sequence[Server] = ()) -> None:
        """End every server of this sandbox that is still there, recorded or not, except those to `spare`."""
        ...

    def last_words(self, server: Server) -> str:
        """The end of the server's log and where to find all of it."""
        ...
