"""Transcripts: commands after `$ ` with exactly what they print, and `[N]` where they exit with N."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path


def pairs(transcript: str) -> list[tuple[str, str]]:
    """(command, output) in order; a command that ends in a backslash goes on in the next line."""
    parts = re.split(r"(?m)^\$ ((?:.*\\\n)*.*)\n", transcript)
    return [(command, output.strip("\n")) for command, output in zip(parts[1::2], parts[2::2], strict=True)]


def written(done: list[tuple[str, str]], between: str = "\n") -> str:
    """The transcript of `done`, with `between` after each output."""
    return between.join(f"$ {command}\n{output}\n" if output else f"$ {command}\n" for command, output in done)


def execute(command: str, folder: Path) -> str:
    """What the command prints in `folder`, errors among it, and `[N]` where it exits with N."""
    environment = {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "COLUMNS": "110",
        "GAMEMODEL_BY": "ann",
        # Where downloads of the sandbox's servers lie.
        **{name: os.environ[name] for name in ("HOME", "XDG_CACHE_HOME", "GAMEMODEL_CACHE") if name in os.environ},
    }
    done = subprocess.run(
        ["/bin/bash", "-c", command],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=180,
        check=False,
    )
    code = f"\n[{done.returncode}]" if done.returncode else ""
    return (done.stdout.replace(str(folder), "$FOLDER").strip("\n") + code).strip("\n")
