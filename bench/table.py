"""One way to measure and to print: the minimum of several runs beside a floor of the same run."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Sequence


def fastest(work: Callable[[], object], runs: int = 5) -> float:
    """Seconds of the fastest of `runs` calls; the first may warm caches."""
    times = []
    for _ in range(runs):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return min(times)


def process(*argv: str, runs: int = 10, cwd: str | None = None) -> float:
    """Seconds of the fastest of `runs` processes."""
    return fastest(lambda: subprocess.run(argv, check=False, capture_output=True, cwd=cwd), runs)


def python(*argv: str, runs: int = 10, cwd: str | None = None) -> float:
    """Seconds of the fastest of `runs` processes of this interpreter."""
    return process(sys.executable, *argv, runs=runs, cwd=cwd)


def row(what: str, seconds: float, target: str, floor: float | None = None, of: str = "") -> None:
    """One aligned line: what, how long, the figure to meet, and the ratio to a floor of the same run."""
    ratio = "" if floor is None else f"{seconds / floor:5.1f} x {of} ({floor * 1000:.0f} ms)"
    print(f"{what:<58} {seconds * 1000:9.0f} ms   {target:<22} {ratio}".rstrip())


def head(title: str, columns: Sequence[str] = ()) -> None:
    """A title, underlined by nothing."""
    print(f"\n{title}" + ("" if not columns else "  " + "  ".join(columns)))
