"""A second `migrate` against four live stores in two regions, with nothing to do."""

from __future__ import annotations

import time
from pathlib import Path

from bench.table import fastest, head, python, row

ROOT = Path(__file__).parents[1]


def main() -> None:
    """Migrate the game's model on the sandbox of this checkout, then again and again."""
    from gamemodel.apply import ApplyOptions, Run, execute
    from gamemodel.project import Project
    from gamemodel.sandbox import Sandbox

    head("Four live stores in two regions, nothing to do")
    if not any(s.answering for s in Sandbox(ROOT).status()):
        print("the sandbox is down: gamemodel sandbox up")
        return

    def migrate() -> tuple[str, ...]:
        project = Project(ROOT)
        targets = tuple(t for store in project.stores() for t in project.targets("local", store))
        return tuple(r.status for r in execute(Run(project, "local", ApplyOptions()), targets))

    begun = time.perf_counter()
    print(f"first: {', '.join(migrate())} in {time.perf_counter() - begun:.1f} s")
    seconds = fastest(migrate, 5)
    floor = python("-c", "import cassandra.cluster, pymysql, opensearchpy, redis", runs=3) - python("-c", "pass")
    row("migrate, nothing to do (after imports)", seconds, "<= 1,000 ms", floor, "importing the four drivers")
    row(
        "gamemodel migrate as a process",
        python("-m", "gamemodel", "migrate", runs=3, cwd=str(ROOT)),
        "",
        floor,
        "importing the four drivers",
    )


if __name__ == "__main__":
    main()
