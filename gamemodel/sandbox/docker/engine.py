"""A Docker engine for one test run on a machine without one: Debian's dockerd, its images kept in the user's cache."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

from gamemodel.errors import SandboxError
from gamemodel.sandbox import process
from gamemodel.sandbox.docker import PACKAGES
from gamemodel.sandbox.install import apt_install, program, run
from gamemodel.sandbox.state import locked


def install_engine() -> None:
    """Install Debian's docker.io where there is no dockerd; needs root or sudo. Raises SandboxError."""
    if program("dockerd") is None:
        for command in apt_install(PACKAGES):
            run(command)


@contextlib.contextmanager
def private_engine(cache: Path) -> Iterator[str]:
    """A dockerd of its own while the block runs; yields what DOCKER_HOST must be. Needs root.

    It touches neither the machine's packet filter nor another engine: published ports are carried by its own proxy
    processes, and there is no default bridge. One at a time per cache, since its images live there.
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

    end = time.monotonic() + 60
    while True:
        try:
            docker.DockerClient(base_url=host).ping()
            return
        except DockerException:
            if not process.alive(engine) or time.monotonic() > end:
                words = "\n".join(log.read_text(errors="replace").splitlines()[-8:])
                raise SandboxError(f"dockerd did not start:\n{words}", f"see {log}") from None
        time.sleep(0.1)
