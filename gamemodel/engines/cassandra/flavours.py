"""What each flavour takes, as a table: statements, options, limits; and a validator of statements made from it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from gamemodel.engines.cassandra.dialect.cql import Token, significant
from gamemodel.engines.cassandra.dialect.options import CUSTOM, TAGS
from gamemodel.step import SEND, Capability, Statement, Step


@dataclass(frozen=True, slots=True)
class Flavour:
    """A kind of server. `ignored` options are taken and have no effect; `refuses` are the statements it does not know."""

    name: str
    refuses: tuple[tuple[str, str], ...] = ()
    ignored: tuple[str, ...] = ()
    custom: bool = False
    indexes: bool = True
    views: bool = True
    masks: bool = True
    vectors: bool = True
    drops_columns: bool = True
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
    vectors=False,
    drops_columns=False,
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


def validate_statement(text: str, name: str) -> tuple[str, ...]:
    """Why a flavour would refuse the statement; empty where it takes it.

    For `keyspaces` the rules are those of its developer guide; they cannot be tried outside AWS.
    """
    words = significant(text)
    flat = _flat(words)
    found = [reason for pattern, reason in flavour(name).refuses if re.match(pattern, flat)]
    options = _options_said(words)
    if not flavour(name).custom:
        found += [f"{each} is an option of Amazon Keyspaces" for each in (CUSTOM, TAGS) if each in options]
    elif flat.startswith("ALTER TABLE") and len(options) > 1 and CUSTOM in options:
        found.append("Amazon Keyspaces takes one custom property per ALTER TABLE")
    return tuple(found)


def _flat(words: tuple[Token, ...]) -> str:
    """One line in capitals, names joined to their keyspace; strings keep their text without quotes."""
    text = " ".join(word.text.strip("'").upper() for word in words)
    return text.replace(" . ", ".")


def _options_said(words: tuple[Token, ...]) -> tuple[str, ...]:
    """Names before `=` at the level of WITH … AND …"""
    depth, found = 0, []
    for word, following in pairwise(words):
        depth += {"{": 1, "(": 1, "}": -1, ")": -1}.get(word.text, 0)
        if depth == 0 and following.text == "=" and word.kind == "word":
            found.append(word.text.lower())
    return tuple(found)


def judged(step: Step, name: str, settings: Mapping[str, str]) -> Capability:
    """Whether a server of this flavour, with these settings, can take the step."""
    if not isinstance(step, Statement):
        return SEND
    text = step.text
    if name == KEYSPACES.name:
        from gamemodel.engines.cassandra.changes.tables import without_id

        text = without_id(text)
    reasons = validate_statement(text, name)
    if reasons:
        return Capability("refuse", reasons[0], "change the model, or the target's flavour")
    if text.startswith("CREATE MATERIALIZED VIEW") and settings.get("materialized_views_enabled") == "false":
        return Capability(
            "refuse", "the server has materialized_views_enabled: false", "enable it, or write `copies: double-write`"
        )
    if " MASKED WITH " in text and settings.get("dynamic_data_masking_enabled") == "false":
        return Capability(
            "refuse", "the server has dynamic_data_masking_enabled: false", "enable it, or remove `masked`"
        )
    return SEND


def _head(name: str) -> str:
    """`custom_properties` of `custom_properties.ttl`."""
    return name.partition(".")[0]
