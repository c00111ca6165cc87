"""`python -m gamemodel.sandbox up|status|down|run`: the sandbox by hand, with the game's layout of stores."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from gamemodel.sandbox import Sandbox, SandboxError, StoreRequest, environment_variables

REGIONS = ("eu-west-1", "us-east-1", "ap-southeast-1", "sa-east-1")


def main() -> int:
    parser = argparse.ArgumentParser(prog="gamemodel.sandbox")
    parser.add_argument("action", choices=("up", "status", "down", "run"))
    parser.add_argument("--regions", type=int, default=2)
    parser.add_argument("--replicas", type=int, default=0, help="of each redis")
    parser.add_argument("--root", type=Path, default=Path())
    parser.add_argument("--provider", default="native")
    parser.add_argument("--install", action="store_true")
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("command", nargs="*")
    options = parser.parse_args()
    try:
        return _act(options)
    except SandboxError as error:
        sys.stderr.write(f"{error}\n{error.cure}\n")
        return 2


def _print(server: str, phase: str, seconds: float) -> None:
    sys.stderr.write(f"{server:28} {phase:12} {seconds:5.1f} s\n")


def _act(options: argparse.Namespace) -> int:
    sandbox = Sandbox(options.root)
    if options.action == "up":
        regions = REGIONS[: options.regions]
        stores = (
            StoreRequest("cassandra", "cassandra", "spanning", regions),
            StoreRequest("mysql", "mysql", "writer-readers", regions),
            StoreRequest("opensearch", "opensearch", "each-region", regions),
            StoreRequest("redis", "redis", "each-region", regions, options.replicas),
        )
        sandbox.up(
            stores,
            provider=options.provider,
            install=options.install,
            keep=options.keep,
            report=_print,
        )
    if options.action == "down":
        sandbox.down(keep=options.keep)
    if options.action == "run":
        environment = {**os.environ, **environment_variables(sandbox.endpoints())}
        return subprocess.run(options.command, env=environment, check=False).returncode
    for server in sandbox.status():
        state = "answers" if server.answering else "silent" if server.running else "gone"
        place = server.endpoint
        sys.stdout.write(f"{place.name:28} {place.role:8} {state:8} {server.container or server.pid} {place.url}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
