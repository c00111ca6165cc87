"""Stops servers whose checkout was deleted while they ran."""

from __future__ import annotations

import shutil
from pathlib import Path

from gamemodel.sandbox import process
from gamemodel.sandbox.memory import memory_directory


def end_orphans(sandbox: Path) -> None:
    """Stop the servers of a deleted sandbox directory and free their memory."""
    for found in process.marked(sandbox):
        process.stop(found, 0)
    shutil.rmtree(memory_directory(sandbox), ignore_errors=True)
