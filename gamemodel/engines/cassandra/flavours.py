"""What each flavour takes, as a table: statements, options, limits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Flavour:
    """A kind of server. `refuses` pairs a pattern of statements with the reason; `ignored` options have no effect."""

    name: str
    refuses: tuple[tuple[str, str], ...] = ()
    ignored: tuple[str, ...] = ()
    custom: bool = False
    indexes: bool = True
    views: bool = True
    masks: bool = True
    max_tables: int = 0
    max_columns: int = 0
    max_row_bytes: int = 0
    table_name: int = 222
    types: frozenset[str] = frozenset()
    """CQL types it does not have."""


_OPTIONS_IGNORED = (
    "additional_write_policy", "allow_auto_snapshot", "bloom_filter_fp_chance", "caching", "compaction", "compression",
    "crc_check_chance", "gc_grace_seconds", "incremental_backups", "max_index_interval", "memtable",
    "memtable_flush_period_in_ms", "min_index_interval", "read_repair", "speculative_retry",
)  # fmt: skip

CASSANDRA_50: Final = Flavour("cassandra-5.0")
KEYSPACES: Final = Flavour(
    "keyspaces",
    refuses=(
        (r"(CREATE|DROP) (CUSTOM )?INDEX", "Amazon Keyspaces has no secondary indexes"),
        (r"(CREATE|ALTER|DROP) MATERIALIZED VIEW", "Amazon Keyspaces has no materialized views"),
        (r"ALTER TYPE", "Amazon Keyspaces cannot alter a type"),
        (r"(CREATE|DROP) (OR REPLACE )?(FUNCTION|AGGREGATE|TRIGGER)", "Amazon Keyspaces has no functions or triggers"),
        (r"TRUNCATE", "Amazon Keyspaces has no TRUNCATE"),
        (r"(GRANT|REVOKE|LIST|(CREATE|ALTER|DROP) (ROLE|USER))", "Amazon Keyspaces manages rights through IAM"),
        (r"ALTER TABLE \S+ DROP", "Amazon Keyspaces cannot drop a column"),
        (r"ALTER TABLE \S+ RENAME", "Amazon Keyspaces cannot rename a column"),
        (r"ALTER TABLE \S+ ALTER", "Amazon Keyspaces alters neither types nor masks"),
        (r"ALTER TABLE \S+ ADD .* STATIC", "Amazon Keyspaces adds no static column to a table that exists"),
        (r"CREATE TABLE .* WITH .*\bID = ", "Amazon Keyspaces draws table ids itself"),
        (r".*\bMASKED WITH\b", "Amazon Keyspaces has no masks"),
        (r".*\bSIMPLESTRATEGY\b", "Amazon Keyspaces has SingleRegionStrategy and NetworkTopologyStrategy"),
        (r".*\bVECTOR <", "Amazon Keyspaces has no vectors"),
    ),
    ignored=_OPTIONS_IGNORED,
    custom=True,
    indexes=False,
    views=False,
    masks=False,
    max_tables=256,
    max_columns=225,
    max_row_bytes=1_048_576,
    table_name=48,
    types=frozenset({"vector"}),
)  # fmt: skip
FLAVOURS: Final = {each.name: each for each in (CASSANDRA_50, KEYSPACES)}
NAMES: Final = tuple(FLAVOURS)


def flavour(name: str) -> Flavour:
    """The flavour called `name`. Raises KeyError."""
    return FLAVOURS[name]
