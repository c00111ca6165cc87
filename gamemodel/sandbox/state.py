"""The state of a sandbox between commands: its addresses and servers, in one JSON file."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from gamemodel.errors import SandboxError
from gamemodel.sandbox.process import Process
from gamemodel.sandbox.request import Addresses, ServerSpec

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Server:
    """A server that was started: its process or container, and its data directory."""

    spec: ServerSpec
    process: Process | None = None
    container: str | None = None
    data: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """One sandbox: its provider, addresses and servers. Without addresses, nothing is up."""

    provider: str = ""
    addresses: Addresses | None = None
    servers: tuple[Server, ...] = ()

    def server(self, name: str) -> Server:
        for server in self.servers:
            if server.spec.name == name:
                return server
        known = ", ".join(server.spec.name for server in self.servers) or "none"
        raise SandboxError(f"the sandbox has no server {name!r}", f"it has: {known}")

    def with_server(self, server: Server) -> State:
        """This state with `server` in place of the one of the same name."""
        others = tuple(known for known in self.servers if known.spec.name != server.spec.name)
        return replace(self, servers=tuple(sorted((*others, server), key=lambda known: known.spec.name)))


def load(file: Path) -> State:
    """The state in `file`, or an empty one. Raises SandboxError when the file cannot be read."""
    try:
        data = json.loads(file.read_text())
        if data["format"] != FORMAT:
            raise SandboxError(f"{file}: written by another version", f"stop its servers and remove {file}")
        place = data["placement"]
        return State(
            data["provider"],
            Addresses(**place) if place else None,
            tuple(
                Server(
                    ServerSpec(**entry["spec"]),
                    Process(**entry["process"]) if entry["process"] else None,
                    entry["container"],
                    entry["data"],
                )
                for entry in data["servers"]
            ),
        )
    except FileNotFoundError:
        return State()
    except (ValueError, KeyError, TypeError) as error:
        raise SandboxError(f"{file}: not a sandbox state: {error}", f"remove {file}") from error


def save(file: Path, state: State) -> None:
    """Replace `file` in one step: a reader sees the old state or the new one."""
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f"{file.name}.{os.getpid()}.new")
    data = asdict(state)
    data["placement"] = data.pop("addresses")
    fresh.write_text(json.dumps({"format": FORMAT, **data}, indent=1) + "\n")
    fresh.replace(file)


def nothing() -> None:
    """The default of `locked`: waiting for the lock is not reported."""


@contextlib.contextmanager
def locked(file: Path, waiting: Callable[[], None] = nothing) -> Iterator[None]:
    """Lock `file` against all other processes and threads of this machine.

    A process that dies releases it. `waiting` is called once if the lock is held by another.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting()
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
