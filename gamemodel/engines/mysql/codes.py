"""The codes of this engine that are not rules, with the page that `gamemodel explain` prints for each."""

from __future__ import annotations

from typing import Final

from gamemodel.diagnostics import Code, Severity

_WARNING: Final = Severity.WARNING
_NOTE: Final = Severity.NOTE

NARROWING = Code(
    "GM220",
    "a MySQL column would lose values",
    """\
The new type does not hold every value of the old one. MySQL would refuse the first row that does not fit, or, for
decimals and fractions of a second, round it silently.
Help: keep the old field, add a new one beside it with the new type and a `fill`, let writers write both, and remove the
old field in a later revision, when nothing reads it any more.""",
)
RENAME = Code(
    "GM221",
    "a rename in MySQL needs a decision",
    """\
RENAME COLUMN and RENAME TABLE are instant, but from that moment a running application that uses the old name fails.
Help: write `rename: in-place` in the entity's MySQL block to accept that, or add the new name beside the old, fill it, and
remove the old one in a later revision.""",
)
LOOKALIKE = Code(
    "GM222",
    "a column vanished beside one like it",
    """\
A column of the same type appeared in the same table at the same time. Dropping and adding would lose the values.
Help: write `renamed_from: OLD` at the new field, or `dropped: [OLD]` in the entity to drop the old one.""",
)
NEEDS_FILL = Code(
    "GM223",
    "existing rows have no value for a required column",
    """\
A required column without a default cannot be added to a table that may have rows.
Help: give the field a `default`, or a `fill` (a literal, or an SQL expression in parentheses) for the existing rows, or make it
optional.""",
)
UNCHANGEABLE = Code(
    "GM224",
    "MySQL cannot change this in place",
    """\
For example a generated column cannot turn from virtual to stored, and a view cannot be made from a model.
Help: add a new column or table beside the old one and remove the old one later, or remove by hand what the model does not
declare.""",
)
BAD_SQL = Code(
    "GM225",
    "an SQL fragment is not one expression",
    """\
`checks`, `generated` and expressions in indexes hold exactly one balanced expression: no `;`, no comment, no subquery,
no variable. Write column names that are reserved words in backticks.""",
)

NO_INDEX = Code(
    "GM320",
    "no index serves a query of MySQL",
    """\
Every query of the store needs an index (or the primary key) whose first parts are the columns it compares with `=`, followed
by its range or order columns. Otherwise the server reads the whole table.
Help: add an index with these columns in this order, or list the query under `serves` of one that has them.""",
)
NOT_SERVED = Code(
    "GM321",
    "an index does not serve the query it names",
    """\
The index names a query under `serves`, but its parts do not begin with what the query compares, or do not continue with its
order. Help: reorder or extend the parts.""",
)
IDLE_INDEX = Code(
    "GM322",
    "an index serves no query",
    """\
Every index makes each write slower. Help: name the query under `serves`, say `why`, or remove it. Unique indexes are exempt.""",
)
ROW_TOO_LONG = Code(
    "GM323",
    "a row is longer than MySQL allows",
    """\
The columns of a row may take 65,535 bytes together, counting 4 for each character of utf8mb4; text, blob and json count about
ten bytes. Help: make long strings `text`, or give them a narrower character set.""",
)
KEY_TOO_LONG = Code(
    "GM324",
    "an index entry is longer than MySQL allows",
    """\
An index entry may take 3,072 bytes (767 in row formats compact and redundant), 4 for each character of utf8mb4, and at most 16
parts. Help: index a prefix, or use a narrower character set.""",
)
REDUNDANT_INDEX = Code(
    "GM325",
    "an index is a prefix of another",
    """\
An index whose parts are the first parts of another one answers no query that the other does not.
Help: move its queries to the longer index, or say `why`.""",
    _WARNING,
)

NO_FEATURE = Code(
    "GM620",
    "this flavour of MySQL cannot do that",
    """\
What a flavour can do from which version is in the engine's table. Help: raise `at_least`, or do without.""",
)
BAD_NAME = Code(
    "GM621",
    "a name that MySQL does not accept",
    """\
Names of tables, columns, indexes and constraints have at most 64 characters; names of checks and foreign keys are unique in the
whole database.""",
)
UNKNOWN_TYPE = Code(
    "GM622",
    "invalid type, or one that loses values",
    """\
An entry of `types:` may choose another representation, but one that holds every value of the field's logical type.""",
)
FLOAT_MONEY = Code(
    "GM623",
    "money as a floating-point number",
    """\
A field that looks like an amount of money has a binary floating-point type, which cannot hold 0.10 exactly.
Help: use decimal(p,s) or a named type such as money.""",
)
BAD_FOREIGN_KEY = Code(
    "GM624",
    "a foreign key that MySQL does not accept",
    """\
Both sides need the same types and collations, the other side a primary or unique key with exactly these columns, and neither
table may be partitioned. `set-null` needs optional columns.""",
)
BAD_PARTITIONING = Code(
    "GM625",
    "a partitioning that MySQL does not accept",
    """\
Every column of the partitioning must be part of the primary key and of every unique index; a partitioned table has no foreign
keys and no full-text index; bounds of ranges rise.""",
)
BAD_INDEX = Code(
    "GM626",
    "an index that MySQL does not accept",
    """\
An index has exactly one of `on`, `unique` and `fulltext`; text and blob columns are indexed by a prefix; full-text indexes are on
character columns; json is indexed by an expression.""",
)
BAD_OPTION = Code(
    "GM627", "not an option of a MySQL table", "Table options are those of CREATE TABLE that InnoDB knows."
)
UNKNOWN_FLAVOUR = Code(
    "GM628",
    "no such flavour of MySQL",
    "No longer raised: an unknown flavour in topology.yaml is GM110. The flavours are aurora-mysql-3, mysql-8.4 and mysql-9.",
)
UNKNOWN_COLUMN = Code(
    "GM629",
    "no such column",
    "A name in the MySQL block is not a field kept in this store, a part of one, or a generated column.",
)
BAD_CHARSET = Code(
    "GM630", "no such character set or collation", "Character set and collation must be known and fit each other."
)
BAD_COLLECTION = Code(
    "GM631",
    "a collection that needs another form in MySQL",
    """\
Lists, sets and maps become a table of their own with one element per row. Elements that are collections themselves, and set
elements or map keys too long for an index, cannot. Help: `types: {field: json}`.""",
)
BAD_DEFAULT = Code("GM632", "a default that MySQL does not accept", "The default does not fit the column's type.")
RIGHTS = Code(
    "GM633",
    "the account lacks rights",
    "The account does not have all the rights that applying needs, as SHOW GRANTS shows them. Help: run the GRANT that the finding prints.",
)
OLD_SERVER = Code(
    "GM634",
    "the server is older than the model allows",
    "The store's `at_least` is higher than the server's version, or the server is of another flavour.",
)
READ_ONLY = Code(
    "GM635",
    "the server is read-only",
    "read_only or super_read_only is ON: the server is a replica, or a writer during a failover.",
)
BINLOG = Code(
    "GM636",
    "the binary log has the wrong settings",
    """\
A cross-region replica needs log_bin and binlog_format MIXED or ROW; change capture needs ROW with binlog_row_image FULL.""",
    _WARNING,
)
ROW_VERSIONS = Code(
    "GM637",
    "instant changes of a table are nearly used up",
    """\
Each INSTANT ADD or DROP COLUMN makes a row version; after 255 (64 before MySQL 9.1) the server refuses with error 4092.
Help: rebuild the table once during low traffic: ALTER TABLE t ENGINE=InnoDB, ALGORITHM=INPLACE, LOCK=NONE.""",
    _WARNING,
)
FOREIGN_DATA = Code(
    "GM638",
    "the database holds what this model does not declare",
    """\
No longer raised: `gamemodel verify` shows a table that the model does not declare as drift. Name tables of others in the store's
`ignore`: they are never touched then.""",
    _NOTE,
)


DRAFT: Final = Code(
    "GM226",
    "a hand-written migration cannot be read",
    "upgrade() and downgrade() hold op.execute(\"…\") calls with one literal each, and nothing else. CHECKS is a list of\n"
    "(SELECT that must return no row, message); BACKFILLS a list of (table, [key columns], SELECT of keys, UPDATE … WHERE …).\n"
    "The file is read, not run, so that what was reviewed is what is sent. DDL on what the model declares belongs in the model.",
)  # fmt: skip

CODES: Final = tuple(each for each in tuple(globals().values()) if isinstance(each, Code))
