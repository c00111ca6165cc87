"""`gamemodel` and `python -m gamemodel`: hands over to the command line."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line of this process; returns its exit code."""
    from gamemodel.cli.group import run

    return run()


if __name__ == "__main__":
    sys.exit(main())
