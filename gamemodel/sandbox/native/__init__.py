"""The provider `native`: servers as ordinary processes, with software from the user's cache."""

from __future__ import annotations

import shutil
import signal
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from gamemodel.errors import SandboxError
from gamemodel.sandbox import process
from gamemodel.sandbox.addresses import free_addresses
from gamemodel.sandbox.install import Command, Missing, MissingError, Report
from gamemodel.sandbox.join import join
from gamemodel.sandbox.memory import memory_directory
from gamemodel.sandbox.native import java
from gamemodel.sandbox.probe import answers
from gamemodel.sandbox.request import ServerSpec, StoreRequest, plan_servers
from gamemodel.sandbox.state import Server, locked
from gamemodel.sandbox.waiting import until

JAVA = frozenset({"cassandra", "opensearch"})  # downloaded with Maven, run by Java


class Recipe(Protocol):
    """The functions that each engine's module in this package has."""

    def missing(self, cache: Path) -> tuple[Missing, ...]: ...

    def install(self, cache: Path) -> None: ...

    def finish(self, cache: Path) -> None: ...

    def archive(self, cache: Path) -> Path | None: ...

    def prepare(self, spec: ServerSpec, leader: ServerSpec, directory: Path, cache: Path, fresh: bool) -> Path: ...

    def command(self, spec: ServerSpec, directory: Path, data: Path, cache: Path, archive_option: str) -> Command: ...


def recipe(engine: str) -> Recipe:
    return cast("Recipe", import_module(f"gamemodel.sandbox.native.{engine}"))


@dataclass(frozen=True, slots=True)
class Native:
    """Servers with their files in `directory`/servers and their software in `cache`."""

    directory: Path
    cache: Path

    def missing(self, engines: Sequence[str]) -> tuple[Missing, ...]:
        return tuple(item for engine in engines for item in recipe(engine).missing(self.cache))

    def install(self, engines: Sequence[str], report: Report) -> None:
        """Download what is missing; one installation at a time per user. Raises SandboxError with the failing command."""
        self.cache.mkdir(parents=True, exist_ok=True)
        with locked(self.cache / "install.lock"):
            begun = time.monotonic()
            if JAVA & set(engines) and java.install():
                report("java", "installed", time.monotonic() - begun)
            # Maven calls run one after another: they share the user's repository, which is not safe for concurrent use.
            jars = [engine for engine in engines if engine in JAVA]
            lanes = [jars, *([engine] for engine in engines if engine not in JAVA)]
            with ThreadPoolExecutor(max_workers=len(lanes)) as pool:
                for lane in [pool.submit(self._install_all, lane, report) for lane in lanes]:
                    lane.result()
        if left := self.missing(engines):
            raise MissingError(left)

    def _install_all(self, engines: Sequence[str], report: Report) -> None:
        for engine in engines:
            self._install(engine, report)

    def _install(self, engine: str, report: Report) -> None:
        own, begun = recipe(engine), time.monotonic()
        fetching = bool(own.missing(self.cache))
        if fetching:
            report(engine, "installing", 0.0)
        own.install(self.cache)
        self._finish(engine)
        archive = own.archive(self.cache)
        starting = archive is not None and not archive.exists()
        if archive is not None and starting:
            report(engine, "first start", time.monotonic() - begun)
            self._write_archive(engine, archive)
        if fetching or starting:
            report(engine, "installed", time.monotonic() - begun)

    def _finish(self, engine: str) -> None:
        """Local work after a download, also one by hand; usually nothing."""
        with locked(self.cache / f"finish-{engine}.lock"):
            recipe(engine).finish(self.cache)

    def _write_archive(self, engine: str, archive: Path) -> None:
        """Start the server once and stop it cleanly: that writes its class-data archive and tests the installation."""
        with tempfile.TemporaryDirectory(prefix="first-start-", dir=self.cache) as place:
            trial = replace(self, directory=Path(place))
            request = (StoreRequest(engine, engine, "each-region", ("first",)),)
            # The addresses stay reserved until the server has stopped; they are recorded nowhere else.
            with free_addresses(self.cache, Path(place), request) as addresses:
                (spec,) = plan_servers(request, addresses)
                option = f"-XX:ArchiveClassesAtExit={archive}"
                server = trial.launch(spec, spec, fresh=True, archive_option=option)
                try:
                    trial.wait_for_first_answer(server)
                finally:
                    trial.stop(server, 60)

    def wait_for_first_answer(self, server: Server) -> None:
        """Raises SandboxError when the server exits or does not answer within two minutes."""
        spec = server.spec

        def failed() -> SandboxError:
            return SandboxError(f"{spec.engine}: its first start failed\n{self.last_words(server)}")

        def answering() -> bool:
            if not self.running(server):
                raise failed()
            return answers(spec.engine, spec.address, spec.port)

        until(answering, 120, failed)

    def launch(self, spec: ServerSpec, leader: ServerSpec, fresh: bool, archive_option: str | None = None) -> Server:
        own = recipe(spec.engine)
        place = self._place(spec)
        place.mkdir(parents=True, exist_ok=True)
        if fresh:
            (place / "server.log").unlink(missing_ok=True)
        self._finish(spec.engine)
        data = own.prepare(spec, leader, place, self.cache, fresh)
        if archive_option is None:
            archive = own.archive(self.cache)
            archive_option = f"-XX:SharedArchiveFile={archive}" if archive and archive.exists() else "-Xshare:auto"
        command = own.command(spec, place, data, self.cache, archive_option)
        started = process.spawn(command.argv, place / "server.log", self.directory, command.environment)
        return Server(spec, process=started, data=str(data))

    def _place(self, spec: ServerSpec) -> Path:
        return self.directory / "servers" / spec.name

    def join(self, server: Server, leader: Server) -> None:
        join(server.spec, leader.spec, leader.spec.address, leader.spec.port)

    def running(self, server: Server) -> bool:
        return server.process is not None and process.alive(server.process)

    def stop(self, server: Server, grace: float) -> None:
        if server.process is not None:
            process.stop(server.process, grace)

    def pause(self, server: Server) -> None:
        if server.process is not None:
            process.send(server.process, signal.SIGSTOP)

    def resume(self, server: Server) -> None:
        if server.process is not None:
            process.send(server.process, signal.SIGCONT)

    def discard(self, server: Server) -> None:
        shutil.rmtree(server.data, ignore_errors=True)
        shutil.rmtree(self._place(server.spec), ignore_errors=True)

    def clear(self) -> None:
        shutil.rmtree(self.directory / "servers", ignore_errors=True)
        shutil.rmtree(memory_directory(self.directory), ignore_errors=True)

    def sweep(self, spare: Sequence[Server] = ()) -> None:
        spared = {server.process for server in spare}
        for found in process.marked(self.directory):
            if found not in spared:
                process.stop(found, 0)

    def last_words(self, server: Server) -> str:
        log = self._place(server.spec) / "server.log"
        text = log.read_text(errors="replace") if log.exists() else ""
        return "\n".join([*text.splitlines()[-15:], f"(whole log: {log})"])
