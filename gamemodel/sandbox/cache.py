"""The cache of installed server software, shared by all checkouts of a user."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path


def cache_root() -> Path:
    """$GAMEMODEL_CACHE, or the user's cache directory for gamemodel."""
    if own := os.environ.get("GAMEMODEL_CACHE"):
        return Path(own).expanduser().absolute()
    user = os.environ.get("XDG_CACHE_HOME")
    return (Path(user) if user else Path.home() / ".cache").absolute() / "gamemodel"


@contextlib.contextmanager
def building(target: Path) -> Iterator[Path]:
    """A new directory that replaces `target` if the block succeeds and is removed if it fails."""
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f"{target.name}.new-{os.getpid()}")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    try:
        yield fresh
        shutil.rmtree(target, ignore_errors=True)
        fresh.rename(target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
