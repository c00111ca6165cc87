"""Redis 7 from Debian's package: installation and command line, with an ACL file but no persistence."""

from __future__ import annotations

import shutil
from pathlib import Path

from gamemodel.sandbox.cache import building
from gamemodel.sandbox.install import Command, Missing
from gamemodel.sandbox.native import debs
from gamemodel.sandbox.request import ServerSpec

SUITE = "bookworm"  # 7.0; later suites have 8
PACKAGES = ("redis-server",)
# No persistence, no protected mode, and a replica's first sync starts at once instead of after 5 s.
OPTIONS = ("--protected-mode", "no", "--save", "", "--appendonly", "no", "--repl-diskless-sync-delay", "0")


def tree(cache: Path) -> Path:
    return cache / f"redis-{SUITE}"


def missing(cache: Path) -> tuple[Missing, ...]:
    return debs.missing("redis", f"Redis 7 of Debian {SUITE}", SUITE, PACKAGES, tree(cache), "redis-server")


def install(cache: Path) -> None:
    """Unpack the package and its libraries: 40 MB, 5 s."""
    if missing(cache):
        with building(tree(cache)) as fresh:
            debs.unpack(SUITE, PACKAGES, fresh)


def finish(cache: Path) -> None:
    del cache


def archive(cache: Path) -> Path | None:
    del cache
    return None


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
            *("--replica-announce-ip", spec.address),
            *("--aclfile", str(data / "users.acl")),
            *("--set-proc-title", "no"),  # a title would overwrite the environment with the sandbox's mark
            *OPTIONS,
        )
    )
