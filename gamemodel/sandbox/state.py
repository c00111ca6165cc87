"""What a sandbox remembers between commands: its place and its servers, in one JSON file written atomically."""

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
from gamemodel.sandbox.request import Placement, ServerSpec

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Server:
    """A server that was started: a process of this machine or a container, and where its data lies."""

    spec: ServerSpec
    process: Process | None = None
    container: str | None = None
    data: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """One sandbox: who runs its servers, where they are, which they are. No place means that nothing is up."""

    provider: str = ""
    placement: Placement | None = None
    servers: tuple[Server, ...] = ()

    def server(self, name: str) -> Server:
        for server in self.servers:
            if server.spec.name == name:
                return server
        known = ", ".join(server.spec.name for server in self.servers) or "none"
        raise SandboxError(f"the sandbox has no server {name!r}", f"it has: {known}")

    def with_server(self, server: Server) -> State:
        """The same state with `server` in the place of the one that has its name."""
        others = tuple(known for known in self.servers if known.spec.name != server.spec.name)
        return replace(self, servers=tuple(sorted((*others, server), key=lambda known: known.spec.name)))


def load(file: Path) -> State:
    """The state in `file`, or an empty one. Raises SandboxError when the file is not one of ours."""
    try:
        data = json.loads(file.read_text())
        if data["format"] != FORMAT:
            raise SandboxError(f"{file}: written by another version", f"end its servers and remove {file}")
        place = data["placement"]
        return State(
            data["provider"],
            Placement(**place) if place else None,
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
    fresh.write_text(json.dumps({"format": FORMAT, **asdict(state)}, indent=1) + "\n")
    fresh.replace(file)


def unnoticed() -> None:
    """Nobody is told that a lock is waited for."""


@contextlib.contextmanager
def locked(file: Path, waiting: Callable[[], None] = unnoticed) -> Iterator[None]:
    """Hold `file` exclusively among all processes and threads of this machine.

    Whoever dies lets go of it. `waiting` is called once when somebody else holds it.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting()
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
