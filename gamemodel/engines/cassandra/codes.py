"""The codes that this engine raises outside its rules."""

from __future__ import annotations

from typing import Final

from gamemodel.diagnostics import Code, Severity

KEYSPACE: Final = Code(
    "GM200",
    "a keyspace cannot be renamed",
    "Cassandra cannot rename a keyspace. Declare a second store with the new keyspace, copy the data, then remove the first store.",
)
KEY: Final = Code(
    "GM201",
    "a primary key cannot be changed",
    "The columns of the key, their order and their direction decide how rows lie on disk; ALTER cannot change them.\n"
    "Add a table with the wanted key beside the old one, write to both, move readers to the new one, then remove the old table:\n\n"
    "    tables:\n      messages_by_sender:  {serves: [], why: until everything reads the other, partition: [sender]}\n"
    "      messages_by_sender2: {serves: [sent], partition: [sender, month(id)], cluster: {id: desc}}",
)
TYPE: Final = Code(
    "GM202",
    "a column's type cannot be changed",
    "ALTER … TYPE was removed from Cassandra, also for widening. Add a field of the new type beside the old one, write both,\n"
    "move readers to the new field, then remove the old one. The old name cannot come back with another type.",
)
RENAME: Final = Code(
    "GM203",
    "only a key column can be renamed",
    "ALTER TABLE … RENAME takes columns of the primary key, if no index uses them. For any other column, add the new\n"
    "field beside the old one, write both, move readers to the new field, then remove the old one. Tables, views and types cannot be renamed.",
)
UNCLEAR: Final = Code(
    "GM204",
    "a column vanished and one of its type appeared",
    "This may be a rename or two unrelated edits, and only a rename keeps the data. State which it is:\n"
    "`renamed_from: old` at the new field, or `dropped: [old]` at the entity.",
)
BACK: Final = Code(
    "GM205",
    "a dropped column's name is taken",
    "A table remembers its dropped columns. The name can be used again only with the same type or a few types that are\n"
    "stored alike (bigint and timestamp; text to blob; timeuuid to uuid), with the same static or regular kind, and never for a\n"
    "counter or a user type. Choose another name.",
)
ADD: Final = Code(
    "GM206",
    "the column cannot be added to this table",
    "A static column needs a clustering column in its table; a counter table holds only its key and counters, and no other\n"
    "table can hold a counter.",
)
DROP: Final = Code(
    "GM207",
    "the column cannot be dropped from this table",
    "Cassandra drops no column from a table with materialized views, and no column of an unfrozen user type.",
)
USER_TYPE: Final = Code(
    "GM208",
    "a user type only grows at its end",
    "ALTER TYPE adds and renames fields. It cannot drop, alter or reorder them, and cannot add one to a type that is used in a\n"
    "partition key. Declare a second type and a field of it beside the old one.",
)
VIEW: Final = Code(
    "GM209",
    "a materialized view cannot be altered",
    "The base table, key, columns and condition of a view are fixed. Declare a view of another name, wait until it is built, move\n"
    "readers to it, then remove the old one.",
)
OPTIONS: Final = Code(
    "GM210",
    "the option is refused for this table",
    "A counter table takes no default_time_to_live. The base table of a view needs gc_grace_seconds above 0, because\n"
    "undelivered updates of the view expire after it.",
)
OTHER: Final = Code(
    "GM211",
    "something in the keyspace that no model declares",
    "The model cannot declare functions, aggregates and triggers. Drop them by hand, move them to another keyspace, or list their\n"
    "names under the store's `ignore`.",
)
UNFILLED: Final = Code(
    "GM218",
    "rows that exist would have no value",
    "Cassandra requires no column, so a required field that is added to a table with rows would be missing in them unnoticed.\n"
    "State what they get: `default:` (new rows too), `fill:` (only those that exist) or `from:` (another field of the same type);\n"
    "or make the field optional.",
)
DRAFT: Final = Code(
    "GM212",
    "a hand-written migration cannot be read",
    "A draft has sections that begin with a comment: `-- up`, `-- down`, `-- check SUBJECT: message`,\n"
    "`-- backfill SUBJECT key (a, b) batch 1000`. In up and down, one statement after another, each ended by a semicolon;\n"
    "under check, one SELECT that must return no row; under backfill, the SELECT of rows, then the UPDATE.\n"
    "DDL on objects of the model belongs in the model.",
)
NOBODY: Final = Code(
    "GM300",
    "no table serves the query",
    "Every query of a Cassandra store is listed under `serves` of the table, or of an index on it, that answers it.\n"
    "Cassandra answers only queries that fit a key, so every query needs a table made for it.",
)
CANNOT: Final = Code(
    "GM301",
    "the table cannot answer the query",
    "The partition key must be fixed by the query, or be a time bucket of a field whose time the query gives; clustering columns\n"
    "are fixed from the left; then one range; the order follows the key as declared or wholly reversed. Any other query\n"
    "needs ALLOW FILTERING, which reads every row and discards most. For the first design's key\n"
    "((sender), receiver, id), `messages of a sender, newest first` is such a query: rows are in order of id only within one receiver.",
)
UNBOUND: Final = Code(
    "GM302",
    "a partition grows without bound",
    "All rows of a partition lie on the same nodes and are compacted together; it must always stay small (100 MB, 100,000 rows).\n"
    "Put a time bucket into the partition key (`partition: [user_name, month(id)]`), give the rows a retention, or narrow the key.",
)
LARGE: Final = Code(
    "GM303",
    "a partition is large",
    "The figure is for the 99th-percentile owner: rows per owner and period (`volume.per`) times the shorter of bucket and retention,\n"
    "times the size of a row. Above 100 MB, reads, compaction and repair become slow. Use a shorter bucket.",
    Severity.WARNING,
)
IDLE: Final = Code(
    "GM304",
    "a table or index serves no query",
    "Every table costs a write per row, and an index costs more. List the queries under `serves`, state under `why:` what else needs\n"
    "it, or remove it.",
)
LOSES: Final = Code(
    "GM305",
    "rows are lost: only a timestamp distinguishes them",
    "A timestamp has milliseconds. INSERT in Cassandra overwrites: of two rows with the same key and the same millisecond the second\n"
    "replaces the first, without an error (seen on a real server). Use `timeuuid`, which sorts by time and is unique,\n"
    "or add the identity after the clock: `cluster: {at: desc, id: desc}`.",
)
MERGES: Final = Code(
    "GM306",
    "different rows share a key",
    "The primary key does not contain the identity, so an INSERT of one row replaces another. Add the identity's fields at the end of\n"
    "`cluster`. If the table keeps only the last row on purpose, write allow: {GM306: why}.",
)
SCATTERS: Final = Code(
    "GM307",
    "an index asks every node",
    "Without a fixed partition, a query through an index asks all token ranges in turn. Use it for rare queries with few results.\n"
    "For a frequent one, add a table.",
    Severity.WARNING,
)
HOT: Final = Code(
    "GM308",
    "the partition key has few values",
    "A partition key of only a bool, an enum or a time bucket sends all traffic of one value to the same nodes. Add a field with many values.",
    Severity.WARNING,
)
VOLUME: Final = Code(
    "GM309",
    "the size of a partition is not known",
    "The key does not bound the partition, and `volume` does not state how many rows an owner makes:\n\n"
    "    volume: {rows: 19G, writes: 600/s, per: {user_name: 60/d}}",
)
UNFIT: Final = Code(
    "GM310",
    "the table cannot be created",
    "Cassandra refuses such a table: static, counted, frozen, masked and indexed fields must fit the table's key and columns.",
)
UNFIT_VIEW: Final = Code(
    "GM311",
    "the view cannot be created",
    "A materialized view holds the whole primary key of its base and at most one more column in its own key; it has no static columns,\n"
    "no counters, no indexes and no TTL of its own. Its partition key must not have a column that the base sorts descending:\n"
    "Cassandra accepts such a view, and then every later DDL in the keyspace fails (seen on Cassandra 5.0.9).",
)
NARROWS: Final = Code(
    "GM312",
    "the type does not hold every value",
    "`types:` changes how a value is stored, not which values are allowed. Choose a type that holds them all, or state why this one does:\n"
    "allow: {GM312: why}.",
)
TTL_DIFFERS: Final = Code(
    "GM500",
    "a table's TTL is not the retention",
    "default_time_to_live follows from `retention`; a table with another TTL keeps rows longer or shorter than the retention says.",
)
NO_EXPIRY: Final = Code(
    "GM501",
    "counters do not expire",
    "A counter table takes no TTL: rows stay although the entity has a retention. Delete them by a job, and name it:\n"
    "allow: {GM501: which job}.",
)
WINDOW: Final = Code(
    "GM502",
    "time-window compaction does not fit",
    "TimeWindowCompactionStrategy drops whole files when all rows in them have expired. Without a TTL nothing expires. With many more\n"
    "than 30 windows per retention there are too many files; with fewer than about 10, too much is kept.",
    Severity.WARNING,
)
NAME: Final = Code(
    "GM600",
    "a name is too long or taken",
    "A keyspace has at most 48 characters, of which gamemodel needs 10 for the keyspace of its ledger; a table has at most 222 (48 on\n"
    "Amazon Keyspaces). Two tables, or two indexes, of one keyspace cannot share a name.",
)
ABSENT: Final = Code(
    "GM601",
    "the flavour lacks a feature",
    "Amazon Keyspaces has no secondary indexes, materialized views, masks, vectors or ALTER TYPE. Use another flavour, or model\n"
    "it without: a table per query instead of an index, double writes instead of a view.",
)
LIMIT: Final = Code(
    "GM602",
    "a limit of the flavour is exceeded",
    "Amazon Keyspaces: 256 tables per account and region, 225 columns in an INSERT, rows of 1 MB.",
)
IGNORED: Final = Code(
    "GM603",
    "the flavour ignores the option",
    "Amazon Keyspaces accepts compaction, compression, caching, gc_grace and others, and ignores them.",
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
    "DDL on a cluster whose nodes have different schemas can lose data. Find the node with `nodetool describecluster`,\n"
    "wait until there is one version, then apply. A node that is down catches up when it is back; that is only a warning.",
)
PLACE: Final = Code(
    "GM611",
    "data centres or replicas do not fit the cluster",
    "Each region of the topology is a data centre of the cluster, named like the region or as the environment sets\n"
    "`datacentre.REGION`. More replicas than a data centre has nodes cannot be written at LOCAL_QUORUM.",
)
SERVER_DEFAULTS: Final = Code(
    "GM612",
    "the server's own defaults differ",
    "A table without `compaction` gets the server's default. If that is not SizeTieredCompactionStrategy, `verify` reports every\n"
    "such table. Set `compaction` in the store's `options`, so that all clusters agree.",
    Severity.WARNING,
)
OLD: Final = Code(
    "GM613",
    "the server is older than this engine supports",
    "Versions before 4.1 write corrupt files when columns are added under load, and lack what is read here.",
)

CODES: Final = tuple(each for each in tuple(globals().values()) if isinstance(each, Code))
