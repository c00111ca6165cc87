"""The protocol of providers, which start and stop single servers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from gamemodel.sandbox.install import Missing, Report
from gamemodel.sandbox.request import ServerSpec
from gamemodel.sandbox.state import Server


class Provider(Protocol):
    """Starts and stops single servers. `leader` is the first server of a server's group."""

    def missing(self, engines: Sequence[str]) -> tuple[Missing, ...]: ...

    def install(self, engines: Sequence[str], report: Report) -> None: ...

    def launch(self, spec: ServerSpec, leader: ServerSpec, fresh: bool) -> Server:
        """Start the server without waiting until it answers. `fresh` removes its old data first."""
        ...

    def join(self, server: Server, leader: Server) -> None:
        """Make an answering server part of its cluster or replication set, and wait until it is."""
        ...

    def running(self, server: Server) -> bool: ...

    def stop(self, server: Server, grace: float) -> None:
        """Stop it: cleanly within `grace` seconds, then by force. Its data is kept."""
        ...

    def pause(self, server: Server) -> None: ...

    def resume(self, server: Server) -> None: ...

    def discard(self, server: Server) -> None:
        """Remove the data of a stopped server."""
        ...

    def clear(self) -> None:
        """Remove all files of the sandbox's servers, which are all stopped."""
        ...

    def sweep(self, spare: Sequence[Server] = ()) -> None:
        """Stop every server of this sandbox, recorded or not, except those in `spare`."""
        ...

    def last_words(self, server: Server) -> str:
        """The last lines of the server's log, and where the log is."""
        ...
