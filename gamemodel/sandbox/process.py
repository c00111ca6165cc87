"""Starts, finds and stops server processes on this machine."""

from __future__ import annotations

import contextlib
import os
import select
import signal
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ENDED = ("Z", "X", "x")  # states in /proc/PID/stat
MARK = "GAMEMODEL_SANDBOX"  # in the environment of each server: its sandbox directory


@dataclass(frozen=True, slots=True)
class Process:
    """A process; `started` (boot id and start tick) tells it from a later one with the same pid."""

    pid: int
    started: str


def spawn(command: Sequence[str], log: Path, mark: Path, environment: Mapping[str, str] | None = None) -> Process:
    """Start `command` in its own session; its output is appended to `log`. Returns once `marked` can find the process."""
    append = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    pid = os.posix_spawn(
        command[0],
        tuple(command),
        {**os.environ, **(environment or {}), MARK: str(mark)},
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, str(log), append, 0o644),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ],
        setsid=True,
        setsigdef=[signal.SIGINT, signal.SIGTERM, signal.SIGPIPE],
        setsigmask=[],
    )
    process = Process(pid, start_mark(pid) or "")
    while alive(process) and not _environment(pid):  # the kernel sets it shortly after the call returns
        os.sched_yield()
    return process


def _environment(pid: int) -> bytes:
    """The environment of a process; not empty where it cannot be read."""
    try:
        return Path(f"/proc/{pid}/environ").read_bytes()
    except OSError:
        return b"?"


def start_mark(pid: int) -> str | None:
    """Boot id and start tick of a running process; None if there is none or it is a zombie."""
    state, mark = _look(pid)
    return None if state in ENDED else mark


def _look(pid: int) -> tuple[str, str]:
    """State letter and start mark of the process with this pid; ("X", "") if there is none."""
    try:
        # The second field, the program's name in parentheses, may contain spaces and parentheses.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except (FileNotFoundError, ProcessLookupError):
        return "X", ""
    return fields[0], f"{boot}/{fields[19]}"


def alive(process: Process) -> bool:
    return process.started != "" and start_mark(process.pid) == process.started


def send(process: Process, signal_number: int) -> None:
    """Signal the process, but not another one that has its pid now."""
    if alive(process):
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, signal_number)


def stop(process: Process, grace: float) -> None:
    """SIGTERM, then SIGKILL after `grace` seconds; returns when the process is gone."""
    if grace > 0:
        send(process, signal.SIGTERM)
        _wait_gone(process, grace)
    send(process, signal.SIGKILL)
    _wait_gone(process, 30)


def _wait_gone(process: Process, seconds: float) -> None:
    """Wait until all threads of the process have ended: only then are its ports and files free."""
    try:
        handle = os.pidfd_open(process.pid)
    except ProcessLookupError:
        return
    try:
        if _look(process.pid)[1] == process.started:
            ended = select.poll()
            ended.register(handle, select.POLLIN)
            ended.poll(seconds * 1000)
            with contextlib.suppress(ChildProcessError):  # the child of another process, which reaps it
                os.waitpid(process.pid, os.WNOHANG)
    finally:
        os.close(handle)


def marked(mark: Path) -> Iterator[Process]:
    """Every running process of the sandbox directory `mark`, recorded or not."""
    wanted = f"{MARK}={mark}".encode()
    for entry in Path("/proc").glob("*"):  # empty on systems without /proc, where only containers are run
        if not entry.name.isdigit():
            continue
        try:
            environment = (entry / "environ").read_bytes()
        except OSError:
            continue
        if wanted in environment.split(b"\0"):
            started = start_mark(int(entry.name))
            if started is not None:
                yield Process(int(entry.name), started)
