"""The provider `docker`: servers in containers, created with testcontainers."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

from gamemodel.errors import SandboxError
from gamemodel.sandbox.docker.containers import IMAGES, recipe
from gamemodel.sandbox.install import Missing, MissingError, Report, apt_install
from gamemodel.sandbox.join import join
from gamemodel.sandbox.request import ServerSpec
from gamemodel.sandbox.state import Server, locked

LABEL = "gamemodel.sandbox"  # the sandbox's directory
SERVER = "gamemodel.server"
MADE_FOR = "gamemodel.made-for"  # digest of the server's plan and image
PACKAGES = ("docker.io", "iptables")


@dataclass(frozen=True, slots=True)
class Docker:
    """Containers labelled with `directory`, on the engine of DOCKER_HOST or the docker context."""

    directory: Path
    images: Mapping[str, str] = field(default_factory=dict)

    def image(self, engine: str) -> str:
        """The image given by the caller or GAMEMODEL_IMAGE_<ENGINE>, else the official one."""
        return self.images.get(engine) or os.environ.get(f"GAMEMODEL_IMAGE_{engine.upper()}") or IMAGES[engine]

    def reachable(self) -> bool:
        """Whether an engine answers."""
        try:
            _client()
        except SandboxError:
            return False
        return True

    def missing(self, engines: Sequence[str]) -> tuple[Missing, ...]:
        from docker.errors import ImageNotFound

        if not self.reachable():
            commands = tuple(str(command) for command in apt_install(PACKAGES))
            return (Missing("docker", "a Docker engine that answers", commands),)
        client, lacks = _client(), []
        for engine in engines:
            try:
                client.images.get(self.image(engine))
            except ImageNotFound:
                name = self.image(engine)
                lacks.append(Missing(engine, f"the image {name}", (f"docker pull {name}",)))
        return tuple(lacks)

    def install(self, engines: Sequence[str], report: Report) -> None:
        """Pull missing images. The Docker engine itself is never started."""
        from docker.errors import DockerException

        if not self.reachable():
            raise MissingError(self.missing(engines))
        for lack in self.missing(engines):
            name = self.image(lack.engine)
            report(lack.engine, f"pulling {name}", 0.0)
            try:
                _client().images.pull(name)
            except DockerException as error:
                raise SandboxError(f"no image {name}: {error}", f"docker pull {name}") from error

    def launch(self, spec: ServerSpec, leader: ServerSpec, fresh: bool) -> Server:
        """Start the container; an existing one is started on its data, unless `fresh`."""
        for container in self._containers(spec.name):
            if not fresh and container.labels.get(MADE_FOR) == self._made_for(spec):
                container.start()
                return Server(spec, container=str(container.id))
            container.remove(force=True, v=True)
        return Server(spec, container=self._create(spec, leader))

    def _made_for(self, spec: ServerSpec) -> str:
        return sha256(f"{spec}{self.image(spec.engine)}".encode()).hexdigest()

    def _create(self, spec: ServerSpec, leader: ServerSpec) -> str:
        from docker.errors import DockerException
        from docker.types import EndpointConfig
        from testcontainers.core.config import testcontainers_config
        from testcontainers.core.container import DockerContainer

        testcontainers_config.ryuk_disabled = True  # the sandbox outlives this process
        own, network, client = recipe(spec, leader), self._network(), _client()
        container = DockerContainer(
            self.image(spec.engine),
            command=shlex.join(own.options),
            env=dict(own.environment),
            name=f"{self._prefix}-{spec.name}",
        )
        for path, text in own.files.items():
            container.with_copy_into_container(text.encode(), path)
        # testcontainers' own method binds to all addresses.
        cast("dict[str, object]", container.ports)[f"{own.port}/tcp"] = (spec.address, spec.port)
        container.with_kwargs(
            hostname=spec.name,
            labels={LABEL: str(self.directory), SERVER: spec.name, MADE_FOR: self._made_for(spec)},
            network=network,
            networking_config={network: EndpointConfig(client.api._version, aliases=[spec.name])},  # noqa: SLF001
        )
        try:
            return container.start().get_container_id()
        except DockerException as error:
            raise SandboxError(f"{spec.name}: {error}", "gamemodel sandbox down, then up") from error

    @property
    def _prefix(self) -> str:
        return f"gamemodel-{sha256(str(self.directory).encode()).hexdigest()[:12]}"

    def _network(self) -> str:
        """The network of this sandbox, on which containers find each other by name."""
        from docker.errors import NotFound

        with locked(self.directory / "network.lock"):  # an engine allows two networks of the same name
            try:
                _client().networks.get(self._prefix)
            except NotFound:
                _client().networks.create(self._prefix, labels={LABEL: str(self.directory)})
        return self._prefix

    def join(self, server: Server, leader: Server) -> None:
        join(server.spec, leader.spec, leader.spec.name, recipe(leader.spec, leader.spec).port)

    def running(self, server: Server) -> bool:
        from docker.errors import NotFound

        if server.container is None or not self.reachable():
            return False
        try:
            return _client().containers.get(server.container).status in ("running", "paused")
        except NotFound:
            return False

    def stop(self, server: Server, grace: float) -> None:
        for container in self._containers(server.spec.name):
            _end(container, grace)

    def pause(self, server: Server) -> None:
        for container in self._containers(server.spec.name):
            container.pause()

    def resume(self, server: Server) -> None:
        for container in self._containers(server.spec.name):
            container.unpause()

    def discard(self, server: Server) -> None:
        for container in self._containers(server.spec.name):
            container.remove(force=True, v=True)

    def sweep(self, spare: Sequence[Server] = ()) -> None:
        spared = {server.container for server in spare}
        for container in self._containers():
            if container.id not in spared:
                _end(container, 0)

    def clear(self) -> None:
        for container in self._containers():
            container.remove(force=True, v=True)
        for network in _client().networks.list(filters={"label": f"{LABEL}={self.directory}"}):
            network.remove()

    def last_words(self, server: Server) -> str:
        for container in self._containers(server.spec.name):
            return f"{container.logs(tail=15).decode(errors='replace')}(whole log: docker logs {container.name})"
        return "(no container)"

    def _containers(self, name: str | None = None) -> list[Any]:
        labels = [f"{LABEL}={self.directory}", *([f"{SERVER}={name}"] if name else [])]
        return list(_client().containers.list(all=True, filters={"label": labels}))


def _end(container: Any, grace: float) -> None:
    if container.status == "paused":
        container.unpause()
    if container.status not in ("running", "paused"):
        return
    if grace > 0:
        container.stop(timeout=max(1, round(grace)))
    else:
        container.kill()


def _client() -> Any:
    """A client of the engine that testcontainers uses. Raises SandboxError if none answers."""
    from docker.errors import DockerException
    from testcontainers.core.docker_client import DockerClient

    try:
        client = DockerClient().client
        client.ping()
    except (DockerException, OSError) as error:  # OSError if the engine went away during the call
        raise SandboxError(f"no Docker engine answers: {error}", "start it: sudo systemctl start docker") from error
    return client
