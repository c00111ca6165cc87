"""Missing server software and the commands that install it."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gamemodel.errors import SandboxError

Report = Callable[[str, str, float], None]  # server or package, phase, seconds since the start


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that a server needs and this machine lacks, with the shell commands that install it."""

    engine: str
    what: str
    commands: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Command:
    """A program with its arguments; `environment` is added to this process's."""

    argv: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        settings = [f"{name}={shlex.quote(value)}" for name, value in self.environment.items()]
        return " ".join([*settings, shlex.join(self.argv)])


class MissingError(SandboxError):
    """Software is missing; `missing` lists it."""

    def __init__(self, missing: Sequence[Missing]) -> None:
        lines = [f"{item.engine}: {item.what}" for item in missing]
        commands = dict.fromkeys(command for item in missing for command in item.commands)
        super().__init__("not installed: " + "; ".join(lines), "\n".join(commands))
        self.missing = tuple(missing)


def run(command: Command, seconds: float = 900) -> str:
    """The command's output. Raises SandboxError with its last lines if it fails or takes longer than `seconds`."""
    try:
        done = subprocess.run(
            command.argv,
            env={**os.environ, **command.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=seconds,
            check=False,
        )
    except FileNotFoundError as error:
        raise SandboxError(f"{command.argv[0]}: command not found", f"install it, then run: {command}") from error
    except subprocess.TimeoutExpired as error:
        raise SandboxError(
            f"timed out after {seconds:.0f} s: {command}", "run it by hand to see where it hangs"
        ) from error
    if done.returncode != 0:
        words = "\n".join(done.stdout.strip().splitlines()[-12:])
        raise SandboxError(f"exit {done.returncode} of: {command}\n{words}", f"run it by hand: {command}")
    return done.stdout


def apt_install(packages: Sequence[str]) -> tuple[Command, Command]:
    """Update the package lists and install Debian packages, with sudo if the user is not root."""
    sudo = () if os.geteuid() == 0 else ("sudo", "-n")
    apt = (*sudo, "apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=300")
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    return (
        Command((*apt, "update"), quiet),
        Command((*apt, "install", "--no-install-recommends", *packages), quiet),
    )


def program(name: str) -> Path | None:
    found = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    return Path(found) if found else None
