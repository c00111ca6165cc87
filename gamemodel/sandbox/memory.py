"""Where a sandbox may keep data in memory: one directory per sandbox, named after the sandbox's own directory."""

from __future__ import annotations

import os
import shutil
from hashlib import sha256
from pathlib import Path

ROOT = Path("/dev/shm")  # each directory below it belongs to one sandbox of one user  # noqa: S108
ROOM = 1 << 30  # bytes that must be free before data is put there


def memory_directory(sandbox: Path) -> Path:
    return ROOT / f"gamemodel-{os.getuid()}-{sha256(str(sandbox).encode()).hexdigest()[:16]}"


def data_directory(sandbox: Path, name: str, otherwise: Path) -> Path:
    """The place for the data of server `name`: where it is already, or in memory if there is room, or `otherwise`."""
    place = memory_directory(sandbox) / name
    if place.is_dir() or (os.access(ROOT, os.W_OK) and shutil.disk_usage(ROOT).free > ROOM):
        memory_directory(sandbox).mkdir(mode=0o700, exist_ok=True)
        return place
    return otherwise
