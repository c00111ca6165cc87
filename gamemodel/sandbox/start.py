"""Starts the servers of a sandbox in parallel, reusing those that are already up."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import replace
from pathlib import Path

from gamemodel.errors import SandboxError
from gamemodel.sandbox import state as states
from gamemodel.sandbox.endpoint import Endpoint, endpoint
from gamemodel.sandbox.install import Report
from gamemodel.sandbox.probe import answers
from gamemodel.sandbox.provider import Provider
from gamemodel.sandbox.request import ServerSpec
from gamemodel.sandbox.state import Server, State
from gamemodel.sandbox.waiting import until

SECONDS = 120.0  # Cassandra answers after 5 to 14 s, on a busy machine after 30


class Start:
    """Starts and stops servers until they match a plan; the caller holds the lock of the sandbox."""

    def __init__(self, file: Path, provider: Provider, state: State, keep: bool, report: Report) -> None:
        self._file, self._provider, self._state, self._keep = file, provider, state, keep
        self._writing = threading.Lock()
        self._given_up = threading.Event()
        self._begun = time.monotonic()
        self._tell = report

    def run(self, plan: tuple[ServerSpec, ...]) -> tuple[Endpoint, ...]:
        """The endpoints of the plan. Raises SandboxError naming every server that failed; the others stay up."""
        usable = self._usable(plan)
        self._end_all_but(usable, plan)
        done: dict[str, Future[None]] = {}
        with ThreadPoolExecutor(max_workers=max(1, len(plan))) as pool, self._giving_up_on_interrupt():
            for spec in plan:
                group = [other for other in plan if other.group == spec.group]
                fresh = not self._keep and not any(other.name in usable for other in group)
                before = done[spec.follows] if spec.follows else None
                done[spec.name] = pool.submit(self._bring_up, spec, group[0], before, spec.name in usable, fresh)
            wait(done.values())
        errors = [error for future in done.values() if (error := future.exception())]
        for error in errors:
            if not isinstance(error, SandboxError):
                raise error
        if errors:
            help = next((error.help for error in errors if isinstance(error, SandboxError)), "")
            raise SandboxError("\n".join(str(error) for error in errors), help)
        return tuple(endpoint(spec) for spec in plan)

    @contextlib.contextmanager
    def _giving_up_on_interrupt(self) -> Iterator[None]:
        """On Ctrl-C no thread waits any longer; what they started is recorded, so that a later command can use or stop it."""
        try:
            yield
        except BaseException:
            self._given_up.set()
            self._tell("sandbox", "interrupted", 0.0)
            raise

    def again(self, server: Server) -> None:
        """Start one stopped server on its data; returns when it has rejoined its group. Raises SandboxError."""
        group = [known for known in self._state.servers if known.spec.group == server.spec.group]
        leader = min(group, key=lambda known: known.spec.index)
        if not self._provider.running(server):
            server = self._launch(server.spec, leader.spec, fresh=False)
        self._wait(server)
        # After the leader's restart all running members must join again.
        for member in group if server.spec == leader.spec else [server]:
            if self._is_up(current := self._state.server(member.spec.name)):
                self._provider.join(current, self._state.server(leader.spec.name))

    def _usable(self, plan: tuple[ServerSpec, ...]) -> frozenset[str]:
        """Recorded servers to reuse: as planned, answering, and in a group that keeps all its members."""
        wanted = set(plan)
        broken = {server.spec.group for server in self._state.servers if server.spec not in wanted}
        candidates = [server for server in self._state.servers if server.spec.group not in broken]
        with ThreadPoolExecutor(max_workers=16) as pool:
            up = pool.map(self._is_up, candidates)
        return frozenset(server.spec.name for server, there in zip(candidates, up, strict=True) if there)

    def _is_up(self, server: Server) -> bool:
        spec = server.spec
        return self._provider.running(server) and answers(spec.engine, spec.address, spec.port)

    def _end_all_but(self, usable: frozenset[str], plan: tuple[ServerSpec, ...]) -> None:
        """Stop servers that cannot be reused, and delete those that are no longer planned, with their data."""
        names = {spec.name for spec in plan}
        others = [server for server in self._state.servers if server.spec.name not in usable]
        with ThreadPoolExecutor(max_workers=16) as pool:
            list(pool.map(lambda server: self._provider.stop(server, 0), others))
        for server in others:
            if server.spec.name not in names:
                self._provider.discard(server)
        kept = tuple(server for server in self._state.servers if server.spec.name in names)
        self._state = replace(self._state, servers=kept)
        states.save(self._file, self._state)
        self._provider.sweep(tuple(server for server in kept if server.spec.name in usable))

    def _bring_up(
        self, spec: ServerSpec, leader: ServerSpec, before: Future[None] | None, stays: bool, fresh: bool
    ) -> None:
        if before is not None and before.exception() is not None:
            raise SandboxError(f"{spec.name} was not started, because {spec.follows} did not start")
        if self._given_up.is_set():
            raise SandboxError(f"{spec.name} was not started")
        if not stays:
            self._report(spec, "starting")
            self._wait(self._launch(spec, leader, fresh))
        server = self._state.server(spec.name)
        # Also for a reused server: a killed run may have left it answering but not joined.
        self._provider.join(server, self._state.server(leader.name))
        self._report(spec, "reused" if stays else "ready")

    def _launch(self, spec: ServerSpec, leader: ServerSpec, fresh: bool) -> Server:
        server = self._provider.launch(spec, leader, fresh)
        with self._writing:
            self._state = self._state.with_server(server)
            states.save(self._file, self._state)
        return server

    def _wait(self, server: Server) -> None:
        spec = server.spec

        def answering() -> bool:
            if answers(spec.engine, spec.address, spec.port):
                return True
            if not self._provider.running(server):
                words = self._provider.last_words(server)
                raise SandboxError(f"{spec.name} exited while starting:\n{words}", "gamemodel sandbox down, then up")
            if self._given_up.is_set():
                raise SandboxError(f"interrupted while {spec.name} was starting", "gamemodel sandbox up, or down")
            return False

        def too_late() -> SandboxError:
            words = self._provider.last_words(server)
            return SandboxError(f"{spec.name} does not answer after {SECONDS:.0f} s:\n{words}")

        until(answering, SECONDS, too_late, self._given_up.wait)

    def _report(self, spec: ServerSpec, phase: str) -> None:
        self._tell(spec.name, phase, time.monotonic() - self._begun)
