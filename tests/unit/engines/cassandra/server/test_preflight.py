"""What preflight makes of a server's version and settings."""

from __future__ import annotations

from gamemodel.diagnostics import Severity
from gamemodel.engines.cassandra.server.preflight import server_findings

DEFAULT = "org.apache.cassandra.db.compaction.SizeTieredCompactionStrategy"


def test_a_server_before_4_1_is_refused() -> None:
    (found,) = server_findings("here:9042", "4.0.11", {})
    assert (found.code, found.is_error) == ("GM613", True)
    assert found.message == "here:9042 runs Cassandra 4.0.11"
    assert list(server_findings("here:9042", "4.1.0-SNAPSHOT", {})) == []


def test_another_default_compaction_is_a_warning() -> None:
    (found,) = server_findings("here:9042", "5.0.9", {"default_compaction.class_name": "UnifiedCompactionStrategy"})
    assert (found.code, found.severity) == ("GM612", Severity.WARNING)
    for usual in ("null", DEFAULT):
        assert list(server_findings("here:9042", "5.0.9", {"default_compaction.class_name": usual})) == []
