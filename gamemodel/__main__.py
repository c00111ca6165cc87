"""`gamemodel` and `python -m gamemodel`: hands over to the command line."""

from __future__ import annotations

import gc
import sys


def main() -> int:
    """Run the command line of this process; returns its exit code."""
    # What a command makes mostly lives as long as it does; looking through it for cycles every 700 objects was a sixth of `check`.
    gc.set_threshold(100_000)
    from gamemodel.cli.group import run

    return run()


if __name__ == "__main__":
    sys.exit(main())
