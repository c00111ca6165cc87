"""Servers of a sandbox whose checkout was deleted under them: found by the mark in their environment, and ended."""

from __future__ import annotations

import shutil
from pathlib import Path

from gamemodel.sandbox import process
from gamemodel.sandbox.memory import memory_directory


def end_orphans(sandbox: Path) -> None:
    """End what the deleted sandbox directory left running, and free the memory that it holds."""
    for found in process.marked(sandbox):
        process.stop(found, 0)
    shutil.rmtree(memory_directory(sandbox), ignore_errors=True)
