"""All benches, one after the other: `python -m bench [NAME …]` with offline, mysql, cassandra, opensearch, redis, regions."""

from __future__ import annotations

import importlib
import sys

NAMES = ("offline", "mysql", "cassandra", "opensearch", "redis", "regions")


def main() -> None:
    """Run the named benches, or all."""
    for name in sys.argv[1:] or NAMES:
        importlib.import_module(f"bench.{name}").main()


if __name__ == "__main__":
    main()
