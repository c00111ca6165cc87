"""The scenarios on real servers use the sandbox of tests/servers."""

from tests.servers.conftest import sandbox, urls

__all__ = ["sandbox", "urls"]
