"""The codes of the Redis engine, with the pages that `gamemodel explain` prints. Codes of rules are in their files."""

from __future__ import annotations

from typing import Final

from gamemodel.diagnostics import Code, Severity

_WARNING = Severity.WARNING
_NOTE = Severity.NOTE

KEY: Final = Code(
    "GM260",
    "a key pattern cannot change in place",
    "Keys are data: those that exist keep their names, and a reader of the new pattern finds none of them. Keep the\n"
    "family and add another beside it with `version: 2` (its keys end in :v2):\n\n"
    '    profile:   {key: "user:<name>:profile", …}\n'
    '    profile_2: {key: "user:<name>:profile", version: 2, …}\n\n'
    "Writers write both for a while; when nobody reads the old one, it is dropped from the model.",
)
KIND: Final = Code(
    "GM261",
    "a key family's type cannot change in place",
    "One key holds one type: a HSET on a key that holds a string is answered with WRONGTYPE. Add a family with\n"
    "`version: 2` beside the old one.",
)
PREFIX: Final = Code(
    "GM262",
    "the prefix cannot change in place",
    "The prefix is part of every key, and of the registry and ledger themselves. Declare a second store with the\n"
    "new prefix and move the families over.",
)
FORM: Final = Code(
    "GM263",
    "a stored value's format cannot change in place",
    "A format may widen (0/1 to digits, digits to a decimal number, anything to text), because what is stored can\n"
    "still be read. Any other change needs a family with `version: 2`.",
)
LOOK_ALIKE: Final = Code(
    "GM264",
    "a key family vanished beside a look-alike",
    "A rename is declared, never guessed. Write `renamed_from: old` in the new family when it is the same keys\n"
    "under another name, or `dropped: [old]` in the redis block when one goes and another comes.",
)
FIELD_RENAME: Final = Code(
    "GM265",
    "a hash field cannot be renamed in place",
    "The field's name is stored in every key, and running services ask for the old one. Keep both fields for a\n"
    "revision, then remove the old one.",
)
STRAY: Final = Code(
    "GM266",
    "live keys that no family declares",
    "Under the store's prefix every key belongs to a declared family, to gamemodel itself, or to a pattern under\n"
    "`ignore:`. Anything else is drift: somebody writes keys that nobody reviews and that never expire. Keys\n"
    "of a dropped family are not drift while their TTL runs.",
)
VIOLATION: Final = Code(
    "GM267",
    "live keys that break their family's declaration",
    "A key matches a family's pattern, but has another type, no TTL, a longer TTL than writers may set, a field\n"
    "that is not declared, or a value in another format. The finding names one key; fix the\n"
    "writer that made it.",
)

UNSERVED: Final = Code(
    "GM360",
    "a query of Redis that no key family serves",
    "Redis finds a row only by its key. Each query names the family that answers it: `serves: [query]`.",
)
IDLE: Final = Code(
    "GM361",
    "a key family that serves no query",
    "Every family answers a query or says in `why:` what it is for (a lock, a queue, a counter that only a job\n"
    "reads).",
)
CANNOT_SERVE: Final = Code(
    "GM362",
    "a key family cannot serve the query",
    "A look-up needs every placeholder of the key fixed by the query's `by:`, and every field of `by:` in the key:\n"
    "Redis has no other index. `order:` and `range:` are answered by the score of a zset or the order of a stream\n"
    "or list; `filter:` and `match:` by no key family.",
)
OVERLAP: Final = Code(
    "GM363",
    "two key patterns overlap",
    "A key that two families claim has two types, two TTLs and two owners. The finding shows such a key. Values in\n"
    "a key are escaped (`:` `{` `}`), so patterns of a different number of segments never meet; put a literal where\n"
    "they do.",
)
RESERVED_KEY: Final = Code(
    "GM364",
    "a key pattern reaches gamemodel's own keys",
    "`<prefix>gamemodel:…` holds the registry, the ledger and the lock. Choose another first segment.",
)
BAD_KEY: Final = Code(
    "GM365",
    "a key pattern that cannot be read",
    "A pattern is literal text (letters, digits and _ . : / @ # + = ~ ! - ), placeholders and at most one hash tag:\n\n"
    '    key: "{user:<name>}:sess:<id>"\n\n'
    "A placeholder is a field of the entity that is always there, or a time bucket of one: <year(f)>, <month(f)>,\n"
    "<week(f)>, <day(f)>, <hour(f)>.",
)
CONSTANT_TAG: Final = Code(
    "GM366",
    "a constant hash tag",
    "Only what is inside the braces decides the slot. A tag without a placeholder puts every key of the family on\n"
    "one node.",
)
TOGETHER: Final = Code(
    "GM367",
    "families that are used together lie in different slots",
    "Families with the same `together:` are used in one command, transaction or script, which a cluster allows\n"
    "within one slot only. Their keys need the same hash tag, such as {user:<name>}.",
)
GLOB_REACH: Final = Code(
    "GM368",
    "a role's right reaches keys of another family",
    "Rights are given by globs, and a glob's * also takes `:`. `user:*:sess` therefore reaches `user:a:b:sess`,\n"
    "which another family may own. The finding shows such a key. Put different literals first.",
    _WARNING,
)
SHAPE: Final = Code(
    "GM369",
    "a family lacks what its type needs",
    "string, counter, list: `value`; hash, stream: `fields`; set, geo: `member`; zset: `member` and `score`, which\n"
    "must be a number. Nothing else may stand there.",
)
SCORE: Final = Code(
    "GM370",
    "a score loses precision",
    "A score is a double: whole numbers are exact up to 2^53, decimals not at all. Use a type that fits, or keep\n"
    "the value in a hash beside the zset.",
)
NOBODY: Final = Code(
    "GM371",
    "nobody writes or nobody reads a family",
    "Rights follow from `readers:`, `writers:` and `fill:`. A family without writers stays empty, unless readers\n"
    "fill it (`fill: read-through`).",
)
BIG_KEY: Final = Code(
    "GM372",
    "one key holds very many members",
    "The volume says that one key of this family grows beyond a million elements. It lies on one node, is read by\n"
    "one thread, and is deleted, moved and copied whole. Split it by a placeholder (a region, a time bucket), or\n"
    "keep the top only: ZREMRANGEBYRANK after each ZADD.",
    _WARNING,
)

NO_TTL: Final = Code(
    "GM560",
    "a key family without a TTL",
    "Every family says how long its keys live: `ttl: 15m`, or `ttl: none` where something deletes them.",
)
TTL_RETENTION: Final = Code(
    "GM561",
    "a TTL is longer than the retention",
    "`retention` says how long a row may be kept in this store; the keys would outlive it.",
)
TTL_KEEP: Final = Code(
    "GM562",
    "a TTL is longer than a privacy class allows",
    "A field of a class with `keep:` must be gone after that time. Shorten the TTL, or leave the field out.",
)
TTL_WORDS: Final = Code(
    "GM563",
    "jitter or sliding without a TTL",
    "`jitter` and `sliding` vary a TTL; with `ttl: none` there is none. A jitter is below 100 %.",
)

ACCESS_STRING: Final = Code(
    "GM660",
    "rights that an ElastiCache access string cannot hold",
    "An access string has no passwords and no reset, begins with on or off, and names no command that ElastiCache\n"
    "forbids. Made from its documentation; not tried on a real ElastiCache.",
)
FLAVOUR: Final = Code(
    "GM661",
    "a feature that the flavour lacks",
    "The finding names the feature and the flavour. An environment with another flavour may have it; every declared\n"
    "flavour is checked.",
)
ACL_USER: Final = Code(
    "GM662",
    "a role has no user on the server",
    "gamemodel gives rights to users that exist and never creates one, because it handles no passwords. The step is\n"
    "refused before anything is sent, and names the nodes. Create the user once, off or with a password:\n\n"
    "    ACL SETUSER game on >PASSWORD\n\n"
    "or say `acl: not-applied` for the environment.",
)
ACL_RIGHTS: Final = Code(
    "GM663",
    "the connection may not do what applying needs",
    "The URL's user needs to write `<prefix>gamemodel:*`, and to run ACL GETUSER, ACL SETUSER and ACL SAVE on every\n"
    "node where `acl: managed`.",
)
NOT_PERSISTED: Final = Code(
    "GM664",
    "rights or keys may be lost silently",
    "Rights last over a restart only where the server has an ACL file; gamemodel's own keys and families with `ttl:\n"
    "none` stay only under an eviction policy that spares keys without TTL (noeviction or volatile-*).",
    _WARNING,
)
NODE: Final = Code(
    "GM665",
    "a node is not what the URL says",
    "Keys and registry are written on a primary; rights on every node. The finding names the node and what it is.",
)

MEMORY: Final = Code(
    "GM760",
    "memory of a key family",
    "Keys at steady state times their size, from `volume`: a rough figure, to see in time what a family costs.",
    _NOTE,
)

CODES: Final = tuple(each for each in tuple(globals().values()) if isinstance(each, Code))
