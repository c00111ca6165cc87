"""Start-up, check and diff: the commands that need no server."""

from __future__ import annotations

import gc
import shutil
import tempfile
from pathlib import Path

from bench.model import generate
from bench.table import fastest, head, python, row

ROOT = Path(__file__).parents[1]


def main() -> None:
    """Print the figures of the commands without servers, with the command line's own thresholds of the cycle collector."""
    gc.set_threshold(100_000)
    head("Commands without servers")
    floor = python("-c", "pass", runs=20)
    row("gamemodel --help", python("-m", "gamemodel", "--help", runs=20), "<= floor + 60 ms", floor, "python -c pass")
    row(
        "gamemodel check (the game's model)",
        python("-m", "gamemodel", "check", cwd=str(ROOT)),
        "<= 250 ms",
        floor,
        "python -c pass",
    )
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        generate(root, 1000)
        yaml = fastest(lambda: _compose(root), 3)
        row(
            "check + diff of 1,000 entities, from nothing",
            fastest(lambda: _check_and_diff(root), 3),
            "<= 1,500 ms",
            yaml,
            "YAML compose alone",
        )
        _made(root)
        row(
            "check + diff of 1,000 entities, nothing to do",
            fastest(lambda: _check_and_diff(root), 3),
            "<= 1,500 ms",
            yaml,
            "YAML compose alone",
        )
        python("-m", "gamemodel", "diff", runs=1, cwd=folder)
        row(
            "gamemodel diff as a process, 1,000 entities",
            python("-m", "gamemodel", "diff", runs=3, cwd=folder),
            "",
            yaml,
            "YAML compose alone",
        )
        shutil.rmtree(root / "schema" / "history", ignore_errors=True)


def _compose(root: Path) -> None:
    import yaml

    for path in sorted((root / "schema").rglob("*.yaml")):
        yaml.compose(path.read_text(), Loader=yaml.CSafeLoader)


def _check_and_diff(root: Path) -> None:
    from gamemodel.make import propose
    from gamemodel.project import Project

    project = Project(root)
    _ = project.proven
    propose(project)


def _made(root: Path) -> None:
    from gamemodel.make import make
    from gamemodel.project import Project

    make(Project(root), "initial")


if __name__ == "__main__":
    main()
