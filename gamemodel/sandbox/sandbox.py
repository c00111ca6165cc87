"""The sandbox of a checkout: starts, reuses and stops its servers."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from gamemodel.errors import SandboxError
from gamemodel.sandbox import state as states
from gamemodel.sandbox.addresses import free_addresses, is_available
from gamemodel.sandbox.cache import cache_root
from gamemodel.sandbox.docker import Docker
from gamemodel.sandbox.endpoint import Endpoint, ServerStatus, endpoint
from gamemodel.sandbox.install import Missing, MissingError, Report
from gamemodel.sandbox.native import Native
from gamemodel.sandbox.probe import answers
from gamemodel.sandbox.provider import Provider
from gamemodel.sandbox.request import Addresses, StoreRequest, plan_servers
from gamemodel.sandbox.start import Start
from gamemodel.sandbox.state import Server, State


def silent(server: str, phase: str, seconds: float) -> None:
    """The default report: prints nothing."""


@dataclass(frozen=True, slots=True)
class Sandbox:
    """The servers of the checkout at `root`; their files are in `root`/.gamemodel/sandbox."""

    root: Path
    images: tuple[tuple[str, str], ...] = ()  # (engine, image) pairs that replace the official images

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
        """The provider for `auto`: the one whose servers are up; else docker if an engine answers and has the images (or
        can pull them, with `install`); else native."""
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
        """Software that `engines` need and this machine lacks, with the commands that install it."""
        return self._provider(provider).missing(engines)

    def install(self, engines: Sequence[str], report: Report = silent, provider: str = "native") -> None:
        """Install what `engines` lack. Raises SandboxError."""
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
        """Start the servers of `stores`, and only those; returns their endpoints.

        Servers that already answer are reused. Others start without old data, unless `keep`. Raises MissingError when
        software is missing and `install` is false, SandboxError when a server does not start; the servers that did
        start stay up, and the next call reuses them.
        """
        with self._locked(report):
            request = tuple(stores)
            engines = tuple(dict.fromkeys(store.engine for store in request))
            if provider == "auto":
                provider = self.choose(engines, install, report)
            runner = self._provider(provider)
            plan_servers(request, Addresses(0, 0))  # check the request before anything is installed
            if install:
                runner.install(engines, report)
            elif lacks := runner.missing(engines):
                raise MissingError(lacks)
            state, addresses = self._placed(request, provider)
            return Start(self._file, runner, state, keep, report).run(plan_servers(request, addresses))

    def _placed(self, request: tuple[StoreRequest, ...], provider: str) -> tuple[State, Addresses]:
        """The recorded state with addresses for this request. Servers of another provider are stopped."""
        state = states.load(self._file)
        runner = self._provider(provider)
        if state.addresses is not None and state.provider == provider:
            # While a server is up its addresses are safe; otherwise another process may have taken them.
            if any(runner.running(server) for server in state.servers) or is_available(state.addresses, request):
                return state, state.addresses
        else:
            self._end(state, 0, silent)
            self._provider(state.provider or "native").clear()
            state = State()
        with free_addresses(cache_root(), self.directory, request) as addresses:
            state = State(provider, addresses, state.servers)
            states.save(self._file, state)
        return state, addresses

    def down(self, *, keep: bool = False, report: Report = silent) -> None:
        """Stop every server of this sandbox, recorded or not, and delete its data unless `keep`."""
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
        """The status of each recorded server; asks all of them at once, within about two seconds."""
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
        """The endpoints of the recorded servers; empty when the sandbox is down."""
        return tuple(endpoint(server.spec) for server in states.load(self._file).servers)

    def stop_server(self, name: str, grace: float = 0.0) -> None:
        """Stop one server and keep its data: at once, like a crash, or cleanly within `grace` seconds."""
        with self._one(name) as (runner, server, _):
            runner.stop(server, grace)

    def start_server(self, name: str) -> None:
        """Start a stopped server on its data; returns when it answers and has rejoined its group."""
        with self._one(name) as (runner, server, state):
            Start(self._file, runner, state, True, silent).again(server)

    def pause(self, name: str) -> None:
        """Freeze one server (SIGSTOP): it keeps its connections but does not answer."""
        with self._one(name) as (runner, server, _):
            runner.pause(_running(runner, server))

    def resume(self, name: str) -> None:
        """Continue a paused server."""
        with self._one(name) as (runner, server, _):
            runner.resume(_running(runner, server))

    @contextlib.contextmanager
    def _one(self, name: str) -> Iterator[tuple[Provider, Server, State]]:
        with self._locked(silent):
            state = states.load(self._file)
            yield self._provider(state.provider or "native"), state.server(name), state


def _running(runner: Provider, server: Server) -> Server:
    if not runner.running(server):
        raise SandboxError(f"{server.spec.name} is not running", "start it first")
    return server


def _stop(runner: Provider, server: Server, grace: float, report: Report) -> None:
    begun = time.monotonic()
    if runner.running(server):
        runner.stop(server, grace)
        report(server.spec.name, "stopped", time.monotonic() - begun)
