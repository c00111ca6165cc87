"""The codes of what check.py finds, with their pages."""

from __future__ import annotations

from typing import Final

from gamemodel.diagnostics import Code, Severity

NOBODY: Final = Code(
    "GM300",
    "no table serves the query",
    "Every query of a Cassandra store names its table from the other side: the table (or an index on it) lists it under `serves`.\n"
    "Cassandra answers only what a key was made for; a query that no table was made for cannot be asked.",
)
CANNOT: Final = Code(
    "GM301",
    "the table cannot answer the query",
    "The partition key must be fixed by the query, or be a time bucket of something whose time the query tells; clustering columns\n"
    "are fixed from the left; then one range; the order follows the key as declared or wholly reversed. Whatever else is asked\n"
    "would need ALLOW FILTERING: every row is read and most are thrown away. For the first design's key\n"
    "((sender), receiver, id), `messages of a sender, newest first` is such a query: rows are in order of id only within one receiver.",
)
UNBOUND: Final = Code(
    "GM302",
    "a partition grows without bound",
    "All rows of a partition lie on the same nodes and are compacted together; it must stay small (100 MB, 100,000 rows) for ever.\n"
    "Put a time bucket into the partition key (`partition: [user_name, month(id)]`), give the rows a retention, or a narrower key.",
)
LARGE: Final = Code(
    "GM303",
    "a partition is large",
    "The figure is for the 99th-percentile owner: rows per owner and period (`volume.per`) times the shorter of bucket and retention,\n"
    "times the size of a row. Above 100 MB reads, compaction and repair suffer. Take a shorter bucket.",
    Severity.WARNING,
)
IDLE: Final = Code(
    "GM304",
    "a table or index serves no query",
    "Every table costs a write per row, every index more. List the queries under `serves`, say with `why:` what else needs it, or\n"
    "remove it.",
)
LOSES: Final = Code(
    "GM305",
    "rows are lost: a clock is all that tells them apart",
    "A timestamp has milliseconds. INSERT in Cassandra overwrites: of two rows with the same key and the same millisecond the second\n"
    "replaces the first, without an error (seen on a real server). Use `timeuuid`, which sorts by time and is never the same twice,\n"
    "or add the identity after the clock: `cluster: {at: desc, id: desc}`.",
)
MERGES: Final = Code(
    "GM306",
    "different rows share a key",
    "The primary key does not contain the identity, so an INSERT of one row replaces another. Add the identity's fields at the end of\n"
    "`cluster`. A table that keeps only the last one on purpose says so: allow: {GM306: why}.",
)
SCATTERS: Final = Code(
    "GM307",
    "an index asks every node",
    "Without a fixed partition, a query through an index goes to all token ranges in turn. It suits rare queries with few results.\n"
    "For a frequent one, add a table.",
    Severity.WARNING,
)
HOT: Final = Code(
    "GM308",
    "the partition key has few values",
    "A key of a bool, an enum or a time bucket alone sends all traffic of one value to the same nodes. Add a field with many values.",
    Severity.WARNING,
)
VOLUME: Final = Code(
    "GM309",
    "the size of a partition is not known",
    "The partition is not bounded by its key, and `volume` does not say how many rows an owner makes:\n\n"
    "    volume: {rows: 19G, writes: 600/s, per: {user_name: 60/d}}",
)
UNFIT: Final = Code(
    "GM310",
    "the table cannot be made",
    "Cassandra refuses such a table: what is static, counted, frozen, masked or indexed has to fit the table's key and columns.",
)
VIEW: Final = Code(
    "GM311",
    "the view cannot be made",
    "A materialized view holds the whole primary key of its base and at most one more column in its own key; it has no static columns,\n"
    "no counters, no indexes and no TTL of its own. Its partition key takes no column that the base sorts descending: such a view is\n"
    "accepted, and then every later DDL in the keyspace fails (seen on Cassandra 5.0.9).",
)
NARROWS: Final = Code(
    "GM312",
    "the type does not hold every value",
    "`types:` changes how a value is stored, never which values there are. Choose a type that holds them all, or say why it is enough:\n"
    "allow: {GM312: why}.",
)
TTL_DIFFERS: Final = Code(
    "GM500",
    "a table's TTL is not the retention",
    "default_time_to_live follows from `retention`; a table that says something else keeps rows longer or shorter than the model says.",
)
NO_EXPIRY: Final = Code(
    "GM501",
    "counters do not expire",
    "A counter table takes no TTL: rows stay although the entity has a retention. Delete them by a job and say so:\n"
    "allow: {GM501: which job}.",
)
WINDOW: Final = Code(
    "GM502",
    "time-window compaction does not fit",
    "TimeWindowCompactionStrategy drops whole files when all rows in them have expired. Without a TTL nothing expires; with far more\n"
    "than 30 windows per retention there are too many files, with fewer than about 10 too much is kept.",
    Severity.WARNING,
)
NAME: Final = Code(
    "GM600",
    "a name is too long or taken",
    "Keyspaces have 48 characters, of which gamemodel needs 10 for the keyspace of its ledger; tables 222 (48 on Amazon Keyspaces).\n"
    "Tables, views and indexes share their keyspace's names.",
)
ABSENT: Final = Code(
    "GM601",
    "the flavour has no such thing",
    "Amazon Keyspaces has no secondary indexes, materialized views, masks, vectors and no user types that change. Use another flavour\n"
    "or model it without: a table per query instead of an index, double writes instead of a view.",
)
LIMIT: Final = Code(
    "GM602",
    "a limit of the flavour is passed",
    "Amazon Keyspaces: 256 tables per account and region, 225 columns in an INSERT, rows of 1 MB.",
)
IGNORED: Final = Code(
    "GM603",
    "the flavour ignores the option",
    "Amazon Keyspaces takes compaction, compression, caching, gc_grace and others and does nothing with them.",
    Severity.WARNING,
)
ONLY_KEYSPACES: Final = Code(
    "GM604",
    "an option of Amazon Keyspaces",
    "custom_properties and tags exist on Amazon Keyspaces only; Cassandra refuses them.",
)
CODES: Final = (
    NOBODY, CANNOT, UNBOUND, LARGE, IDLE, LOSES, MERGES, SCATTERS, HOT, VOLUME, UNFIT, VIEW, NARROWS, TTL_DIFFERS, NO_EXPIRY,
    WINDOW, NAME, ABSENT, LIMIT, IGNORED, ONLY_KEYSPACES,
)  # fmt: skip
