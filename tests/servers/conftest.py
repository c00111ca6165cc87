"""The sandbox of real servers for the whole test run: started once, shared by all processes, ended by the run that started it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gamemodel.sandbox import Endpoint, Sandbox, StoreRequest

ROOT = Path(__file__).parents[2]
REGIONS = ("eu-west-1", "us-east-1")
STORES = (
    StoreRequest("cassandra", "cassandra", "spanning", REGIONS),
    StoreRequest("mysql", "mysql", "writer-readers", REGIONS),
    StoreRequest("opensearch", "opensearch", "each-region", REGIONS),
    StoreRequest("redis", "redis", "each-region", REGIONS),
)
STARTED = ROOT / ".gamemodel" / "sandbox" / "started-by-tests"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/servers/" in item.path.as_posix():
            item.add_marker(pytest.mark.servers)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """The process that is no worker ends what a worker started."""
    if not hasattr(session.config, "workerinput") and STARTED.exists():
        STARTED.unlink()
        Sandbox(ROOT).down()


@pytest.fixture(scope="session")
def sandbox() -> tuple[Endpoint, ...]:
    """The endpoints of all servers: two regions, and what is missing is installed when INSTALL=1 (as make test says)."""
    here = Sandbox(ROOT)
    if not any(server.running for server in here.status()):
        STARTED.parent.mkdir(parents=True, exist_ok=True)
        STARTED.write_text(str(os.getpid()))
    return here.up(STORES, install=os.environ.get("INSTALL") == "1")


@pytest.fixture(scope="session")
def urls(sandbox: tuple[Endpoint, ...]) -> dict[tuple[str, str], str]:
    """(engine, region) -> URL."""
    return {(e.engine, region): e.url for e in sandbox for region in e.regions}
