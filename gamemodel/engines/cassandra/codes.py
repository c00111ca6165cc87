"""Every code that this engine raises outside of its rules, with the page that `gamemodel explain` prints."""

from __future__ import annotations

from typing import Final

from gamemodel.diagnostics import Code, Severity

KEYSPACE: Final = Code(
    "GM200",
    "a keyspace cannot be renamed",
    "A keyspace keeps its name for ever. Declare a second store with the new keyspace, copy what is to be kept, then remove the first.",
)
KEY: Final = Code(
    "GM201",
    "a primary key cannot be changed",
    "Which columns make up the key, their order and their direction are how rows lie on disk; no ALTER touches them.\n"
    "Add a table with the wanted key beside the old one, let the writer fill both, move the reading, then remove the old table:\n\n"
    "    tables:\n      messages_by_sender:  {serves: [], why: until everything reads the other, partition: [sender]}\n"
    "      messages_by_sender2: {serves: [sent], partition: [sender, month(id)], cluster: {id: desc}}",
)
TYPE: Final = Code(
    "GM202",
    "a column's type cannot be changed",
    "ALTER … TYPE was removed from Cassandra, also for widening. Add a field of the new type beside the old one, write both,\n"
    "then move the reading and remove the old field. The old name does not come back with another type.",
)
RENAME: Final = Code(
    "GM203",
    "only a key column can be renamed",
    "ALTER TABLE … RENAME takes columns of the primary key, as long as no index stands on them. For any other column, add the new\n"
    "field beside the old one, write both, move the reading, then remove the old one. Tables, views and types keep their names.",
)
UNCLEAR: Final = Code(
    "GM204",
    "a column vanished and one of its type appeared",
    "This may be a rename or two unrelated edits, and only one of them keeps the data. Say which:\n"
    "`renamed_from: old` at the new field, or `dropped: [old]` at the entity.",
)
BACK: Final = Code(
    "GM205",
    "a dropped column's name is taken",
    "A table remembers its dropped columns for as long as it lives. The name comes back only with the same type or a few that are\n"
    "stored alike (bigint and timestamp; text to blob; timeuuid to uuid), with the same static or regular kind, and never for a\n"
    "counter or a user type. Choose another name.",
)
ADD: Final = Code(
    "GM206",
    "the column cannot be added to this table",
    "A static column needs a clustering column in its table; a counter table holds nothing but its key and counters, and no other\n"
    "table holds a counter.",
)
DROP: Final = Code(
    "GM207",
    "the column cannot be dropped from this table",
    "A table with materialized views keeps its columns, and a column of an unfrozen user type stays for ever.",
)
USER_TYPE: Final = Code(
    "GM208",
    "a user type only grows at its end",
    "ALTER TYPE adds fields, and renames them; it neither drops nor alters nor reorders, and adds none to a type that stands in a\n"
    "partition key. Declare a second type and a field of it beside the old one.",
)
VIEW: Final = Code(
    "GM209",
    "a materialized view cannot be altered",
    "Base, key, columns and condition of a view are fixed. Declare a view of another name, wait until it is built, move the reading,\n"
    "then remove the old one.",
)
OPTIONS: Final = Code(
    "GM210",
    "the option is refused for this table",
    "A counter table takes no default_time_to_live. The base table of a view needs gc_grace_seconds above 0: undelivered updates\n"
    "of the view live as long.",
)
OTHER: Final = Code(
    "GM211",
    "something in the keyspace that no model declares",
    "Functions, aggregates and triggers are not part of the language. Drop them by hand, move them to another keyspace, or let the\n"
    "store ignore their names.",
)
UNFILLED: Final = Code(
    "GM218",
    "rows that exist would have no value",
    "Cassandra requires no column, so a required field that is added to a table with rows would be missing in them, unnoticed.\n"
    "Say what they get: `default:` (new rows too), `fill:` (only those that exist) or `from:` (another field of the same type);\n"
    "or make the field optional.",
)
DRAFT: Final = Code(
    "GM212",
    "a hand-written migration cannot be read",
    "A draft has sections that begin with a comment: `-- up`, `-- down`, `-- check SUBJECT: message`,\n"
    "`-- backfill SUBJECT key (a, b) batch 1000`. In up and down, one statement after another, each ended by a semicolon;\n"
    "under check, one SELECT that must return no row; under backfill, the SELECT of rows, then the UPDATE.\n"
    "DDL on what the model declares belongs into the model.",
)
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
UNFIT_VIEW: Final = Code(
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
NODES: Final = Code(
    "GM610",
    "nodes disagree about the schema, or are down",
    "DDL on a cluster whose nodes have different schemas can lose data. Find the node in trouble with `nodetool describecluster`,\n"
    "wait until there is one version, then apply. A node that is merely down follows when it is back, which is a warning.",
)
PLACE: Final = Code(
    "GM611",
    "data centres or replicas do not fit the cluster",
    "The topology's regions are data centres of the cluster, under their own names or under what the environment says\n"
    "(`datacentre.REGION`). More replicas than a data centre has nodes cannot be written at LOCAL_QUORUM.",
)
SERVER_DEFAULTS: Final = Code(
    "GM612",
    "the server's own defaults differ",
    "A table that does not say its compaction gets the server's default. Where that is not SizeTieredCompactionStrategy, `verify`\n"
    "would report every such table. Say `compaction` in the store's `options`, so that all clusters agree.",
    Severity.WARNING,
)
OLD: Final = Code(
    "GM613",
    "the server is older than this engine supports",
    "Versions before 4.1 write corrupt files when columns are added under load, and lack what is read here.",
)

CODES: Final = tuple(each for each in tuple(globals().values()) if isinstance(each, Code))
