"""Runs a private Docker engine (Debian's dockerd) for tests on a machine without one."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from gamemodel.errors import SandboxError
from gamemodel.sandbox import process
from gamemodel.sandbox.docker import PACKAGES
from gamemodel.sandbox.install import apt_install, program, run
from gamemodel.sandbox.state import locked
from gamemodel.sandbox.waiting import until


def install_engine() -> None:
    """Install Debian's docker.io if there is no dockerd; needs root or sudo. Raises SandboxError."""
    if program("dockerd") is None:
        for command in apt_install(PACKAGES):
            run(command)


@contextlib.contextmanager
def private_engine(cache: Path) -> Iterator[str]:
    """Run a separate dockerd during the `with` block; yields the value for DOCKER_HOST. Needs root.

    It does not change the machine's packet filter or another engine: its own proxy processes publish the ports, and
    there is no default bridge. Only one runs per cache, which holds its images.
    """
    dockerd = program("dockerd")
    if dockerd is None or os.geteuid() != 0:
        raise SandboxError("a private Docker engine needs dockerd and root", str(apt_install(PACKAGES)[1]))
    place = cache / "docker-engine"
    place.mkdir(parents=True, exist_ok=True)
    with locked(place / "lock"):
        for stray in process.marked(place):
            process.stop(stray, 20)
        socket = place / "engine.sock"
        command = (
            str(dockerd),
            *("--data-root", str(place / "data"), "--exec-root", str(place / "run")),
            *("--pidfile", str(place / "engine.pid"), "--host", f"unix://{socket}"),
            *("--iptables=false", "--ip6tables=false", "--ip-masq=false", "--bridge=none"),
        )
        (place / "engine.pid").unlink(missing_ok=True)
        log = place / "engine.log"
        log.unlink(missing_ok=True)
        engine = process.spawn(command, log, place)
        try:
            _wait(engine, f"unix://{socket}", log)
            yield f"unix://{socket}"
        finally:
            process.stop(engine, 30)


def _wait(engine: process.Process, host: str, log: Path) -> None:
    import docker
    from docker.errors import DockerException

    def failed() -> SandboxError:
        words = "\n".join(log.read_text(errors="replace").splitlines()[-8:])
        return SandboxError(f"dockerd did not start:\n{words}", f"see {log}")

    def answering() -> bool:
        try:
            docker.DockerClient(base_url=host).ping()
        except DockerException:
            if not process.alive(engine):
                raise failed() from None
            return False
        return True

    until(answering, 60, failed)
