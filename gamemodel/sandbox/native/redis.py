"""Redis 7 from Debian's package in a private tree: no persistence, an ACL file that ACL SAVE can write, replicas."""

from __future__ import annotations

import shutil
import socket
import time
from pathlib import Path

from gamemodel.sandbox.cache import building
from gamemodel.sandbox.errors import SandboxError
from gamemodel.sandbox.install import Command, Missing
from gamemodel.sandbox.native import debs
from gamemodel.sandbox.request import ServerSpec

SUITE = "bookworm"  # 7.0; later suites have 8
PACKAGES = ("redis-server",)


def tree(cache: Path) -> Path:
    return cache / f"redis-{SUITE}"


def missing(cache: Path) -> tuple[Missing, ...]:
    if (tree(cache) / "root").is_dir():
        return ()
    commands = tuple(str(command) for command in debs.commands(PACKAGES, tree(cache)))
    return (Missing("redis", f"Redis 7 of Debian {SUITE}, in a tree of its own", commands),)


def install(cache: Path) -> None:
    """Unpack the package and its libraries (40 MB)."""
    if not (tree(cache) / "root").is_dir():
        with building(tree(cache)) as fresh:
            debs.unpack(SUITE, PACKAGES, fresh)


def archive(cache: Path) -> Path | None:
    del cache


def prepare(spec: ServerSpec, leader: ServerSpec, directory: Path, cache: Path, fresh: bool) -> Path:
    del spec, leader, cache
    data = directory / "data"
    if fresh:
        shutil.rmtree(data, ignore_errors=True)
    data.mkdir(exist_ok=True)
    (data / "users.acl").touch()
    return data


def command(spec: ServerSpec, directory: Path, data: Path, cache: Path, archive_option: str) -> Command:
    del directory, archive_option
    return Command(
        (
            *debs.with_own_loader(tree(cache), "redis-server"),
            *("--bind", spec.address, "--port", str(spec.port), "--dir", str(data)),
            *("--aclfile", str(data / "users.acl"), "--protected-mode", "no"),
            *("--save", "", "--appendonly", "no", "--repl-diskless-sync-delay", "0"),
        )
    )


def join(spec: ServerSpec, leader: ServerSpec, seconds: float = 60) -> None:
    """Make a replica follow its writer and wait for the link. Raises SandboxError when it does not come up."""
    if spec.role == "replica":
        follow(spec, leader.address, leader.port, seconds)


def follow(spec: ServerSpec, source: str, port: int, seconds: float = 60) -> None:
    """Set up replication from `source`, an address as the replica sees it."""
    end = time.monotonic() + seconds
    _ask(spec, f"REPLICAOF {source} {port}")
    while "master_link_status:up" not in _ask(spec, "INFO replication"):
        if time.monotonic() > end:
            raise SandboxError(f"{spec.name} does not replicate from {source}:{port} after {seconds:.0f} s")
        time.sleep(0.02)


def _ask(spec: ServerSpec, line: str) -> str:
    with socket.create_connection((spec.address, spec.port), 5) as link:
        link.sendall(f"{line}\r\n".encode())
        return link.recv(65536).decode()
