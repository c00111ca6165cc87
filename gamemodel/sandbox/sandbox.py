"""A checkout's sandbox: brings the servers of a request up side by side, reuses what runs, and leaves nothing behind."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from gamemodel.errors import SandboxError
from gamemodel.sandbox import state as states
from gamemodel.sandbox.cache import cache_root
from gamemodel.sandbox.docker import Docker
from gamemodel.sandbox.endpoint import Endpoint, ServerStatus, endpoint
from gamemodel.sandbox.install import Missing, MissingError, Report
from gamemodel.sandbox.native import Native
from gamemodel.sandbox.placement import free_placement, is_available
from gamemodel.sandbox.probe import answers
from gamemodel.sandbox.provider import Provider
from gamemodel.sandbox.request import Placement, StoreRequest, plan_servers
from gamemodel.sandbox.start import Start
from gamemodel.sandbox.state import Server, State


def silent(server: str, phase: str, seconds: float) -> None:
    """A report to nobody."""


@dataclass(frozen=True, slots=True)
class Sandbox:
    """The servers of the checkout at `root`; all that is known about them stands in `root`/.gamemodel/sandbox."""

    root: Path
    images: tuple[tuple[str, str], ...] = ()  # engine, image: for the docker provider, instead of the official ones

    @property
    def directory(self) -> Path:
        return self.root.absolute() / ".gamemodel" / "sandbox"

    @property
    def _file(self) -> Path:
        return self.directory / "state.json"

    def _locked(self, report: Report) -> contextlib.AbstractContextManager[None]:
        waiting = "waiting for another command"
        return states.locked(self.directory / "lock", lambda: report("sandbox", waiting, 0.0))

    def _provider(self, name: str) -> Provider:
        if name == "native":
            return Native(self.directory, cache_root())
        if name == "docker":
            return Docker(self.directory, dict(self.images))
        raise SandboxError(f"no provider {name!r}", "use native, docker or auto")

    def choose(self, engines: Sequence[str], install: bool = False, report: Report = silent) -> str:
        """What `auto` means: the provider whose servers are up; docker, where an engine answers and has the images (or
        gets them, with `install`); otherwise native."""
        state = states.load(self._file)
        if state.provider and any(self._provider(state.provider).running(server) for server in state.servers):
            return state.provider
        docker = Docker(self.directory, dict(self.images))
        if not docker.reachable():
            return "native"
        if install and docker.missing(engines):
            with contextlib.suppress(SandboxError):
                docker.install(engines, report)
        return "native" if docker.missing(engines) else "docker"

    def missing(self, engines: Sequence[str], provider: str = "native") -> tuple[Missing, ...]:
        """What `engines` lack on this machine, with the commands that install it. Touches nothing."""
        return self._provider(provider).missing(engines)

    def install(self, engines: Sequence[str], report: Report = silent, provider: str = "native") -> None:
        """Install what `engines` lack; does nothing where nothing is missing. Raises SandboxError."""
        self._provider(provider).install(engines, report)

    def up(
        self,
        stores: Sequence[StoreRequest],
        *,
        provider: str = "auto",
        install: bool = False,
        keep: bool = False,
        report: Report = silent,
    ) -> tuple[Endpoint, ...]:
        """Bring up exactly the servers of `stores`; returns where each answers.

        Servers of the same request that already answer stay as they are; others are started without old data,
        unless `keep`. Raises MissingError when software is missing and `install` is false, SandboxError when a
        server does not start; those that did start stay up then, and a later call goes on from there.
        """
        with self._locked(report):
            request = tuple(stores)
            engines = tuple(dict.fromkeys(store.engine for store in request))
            if provider == "auto":
                provider = self.choose(engines, install, report)
            runner = self._provider(provider)
            plan_servers(request, Placement(0, 0))  # a request that cannot be met installs nothing
            if install:
                runner.install(engines, report)
            elif lacks := runner.missing(engines):
                raise MissingError(lacks)
            state, placement = self._placed(request, provider)
            return Start(self._file, runner, state, keep, report).run(plan_servers(request, placement))

    def _placed(self, request: tuple[StoreRequest, ...], provider: str) -> tuple[State, Placement]:
        """The recorded state with a place for this request. Another provider's servers are ended."""
        state = states.load(self._file)
        runner = self._provider(provider)
        if state.placement is not None and state.provider == provider:
            # With a server still up the place stays; without one, somebody else may have taken it meanwhile.
            if any(runner.running(server) for server in state.servers) or is_available(state.placement, request):
                return state, state.placement
        else:
            self._end(state, 0, silent)
            self._provider(state.provider or "native").clear()
            state = State()
        with free_placement(cache_root(), self.directory, request) as placement:
            state = State(provider, placement, state.servers)
            states.save(self._file, state)
        return state, placement

    def down(self, *, keep: bool = False, report: Report = silent) -> None:
        """End every server of this sandbox, also one that no record names. Data goes too, unless `keep`."""
        with self._locked(report):
            state = states.load(self._file)
            self._end(state, 30 if keep else 1, report)
            if keep:
                servers = tuple(replace(server, process=None, container=None) for server in state.servers)
                states.save(self._file, replace(state, servers=servers))
                return
            self._provider(state.provider or "native").clear()
            self._file.unlink(missing_ok=True)

    def _end(self, state: State, grace: float, report: Report) -> None:
        runner = self._provider(state.provider or "native")
        with ThreadPoolExecutor(max_workers=16) as pool:
            list(pool.map(lambda server: _stop(runner, server, grace, report), state.servers))
        runner.sweep()

    def status(self) -> tuple[ServerStatus, ...]:
        """Each recorded server as it is now; asks all of them at once, within about two seconds."""
        state = states.load(self._file)
        if not state.servers:
            return ()
        runner = self._provider(state.provider)

        def look(server: Server) -> ServerStatus:
            spec = server.spec
            running = runner.running(server)
            pid = server.process.pid if server.process else None
            answering = running and answers(spec.engine, spec.address, spec.port)
            return ServerStatus(endpoint(spec), state.provider, pid, server.container, running, answering)

        with ThreadPoolExecutor(max_workers=16) as pool:
            return tuple(pool.map(look, state.servers))

    def endpoints(self) -> tuple[Endpoint, ...]:
        """Where the recorded servers answer; empty when the sandbox is down."""
        return tuple(endpoint(server.spec) for server in states.load(self._file).servers)

    def stop_server(self, name: str, grace: float = 0.0) -> None:
        """End one server and keep its data: at once as a crash does, or cleanly within `grace` seconds."""
        with self._one(name) as (runner, server, _):
            runner.stop(server, grace)

    def start_server(self, name: str) -> None:
        """Start a stopped server again on its data; returns when it answers and has rejoined its group."""
        with self._one(name) as (runner, server, state):
            Start(self._file, runner, state, True, silent).again(server)

    def pause(self, name: str) -> None:
        """Stop one server in its tracks (SIGSTOP): it keeps its connections and answers nothing."""
        with self._one(name) as (runner, server, _):
            if not runner.running(server):
                raise SandboxError(f"{name} does not run", "start it first")
            runner.pause(server)

    def resume(self, name: str) -> None:
        """Let a paused server go on."""
        with self._one(name) as (runner, server, _):
            if not runner.running(server):
                raise SandboxError(f"{name} does not run", "start it first")
            runner.resume(server)

    @contextlib.contextmanager
    def _one(self, name: str) -> Iterator[tuple[Provider, Server, State]]:
        with self._locked(silent):
            state = states.load(self._file)
            yield self._provider(state.provider or "native"), state.server(name), state


def _stop(runner: Provider, server: Server, grace: float, report: Report) -> None:
    begun = time.monotonic()
    if runner.running(server):
        runner.stop(server, grace)
        report(server.spec.name, "stopped", time.monotonic() - begun)
