"""Server processes of this machine: started in a session of their own, told apart by pid and start time, always stopped."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ENDED = ("Z", "X", "x")  # states of /proc/PID/stat
MARK = "GAMEMODEL_SANDBOX"  # in the environment of each server: the sandbox directory that it belongs to


@dataclass(frozen=True, slots=True)
class Process:
    """A process that cannot be mistaken for a later one with the same pid: `started` holds boot id and start tick."""

    pid: int
    started: str


def spawn(command: Sequence[str], log: Path, mark: Path, environment: Mapping[str, str] | None = None) -> Process:
    """Start `command` detached from this terminal and process group, both outputs appended to `log`."""
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
    return Process(pid, start_mark(pid) or "")


def start_mark(pid: int) -> str | None:
    """Boot id and start tick of a living process, None when there is none (a zombie is none)."""
    state, mark = _look(pid)
    return None if state in ENDED else mark


def _look(pid: int) -> tuple[str, str]:
    """State letter and start mark of whatever has this pid; ("X", "") when nothing has."""
    try:
        # The second field is the program's name in parentheses and may itself hold spaces and parentheses.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except (FileNotFoundError, ProcessLookupError):
        return "X", ""
    return fields[0], f"{boot}/{fields[19]}"


def alive(process: Process) -> bool:
    return process.started != "" and start_mark(process.pid) == process.started


def send(process: Process, signal_number: int) -> None:
    """Signal the process if it is still the same one; nothing happens to a stranger with its pid."""
    if alive(process):
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, signal_number)


def stop(process: Process, grace: float) -> None:
    """SIGTERM, then SIGKILL once `grace` seconds have passed; returns when the process is gone."""
    if grace > 0:
        send(process, signal.SIGTERM)
        _wait_gone(process, grace)
    send(process, signal.SIGKILL)
    _wait_gone(process, 30)


def _wait_gone(process: Process, seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(ChildProcessError):  # started by another process: its parent takes the zombie
            os.waitpid(process.pid, os.WNOHANG)
        if not _holds(process):
            return
        time.sleep(0.01)


def _holds(process: Process) -> bool:
    """Whether it still has ports and files: a zombie has none, unless other threads of it are still ending."""
    state, mark = _look(process.pid)
    if mark != process.started or mark == "":
        return False
    try:
        threads = sum(1 for _ in Path(f"/proc/{process.pid}/task").iterdir())
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in ENDED or threads > 1


def marked(mark: Path) -> Iterator[Process]:
    """Every living process that was started for the sandbox directory `mark`, recorded or not."""
    wanted = f"{MARK}={mark}".encode()
    for entry in Path("/proc").glob("*"):  # empty where there is no /proc: only containers can run there
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
