"""The directory in /dev/shm where a sandbox keeps data in memory."""

from __future__ import annotations

import os
import shutil
from hashlib import sha256
from pathlib import Path

ROOT = Path("/dev/shm")  # one directory in it per sandbox and user  # noqa: S108
ROOM = 1 << 30  # bytes that must be free


def memory_directory(sandbox: Path) -> Path:
    return ROOT / f"gamemodel-{os.getuid()}-{sha256(str(sandbox).encode()).hexdigest()[:16]}"


def data_directory(sandbox: Path, name: str, otherwise: Path) -> Path:
    """The data directory of server `name`: in memory if it is there already or there is room, else `otherwise`."""
    place = memory_directory(sandbox) / name
    if place.is_dir() or (os.access(ROOT, os.W_OK) and shutil.disk_usage(ROOT).free > ROOM):
        memory_directory(sandbox).mkdir(mode=0o700, exist_ok=True)
        return place
    return otherwise
