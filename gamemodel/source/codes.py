"""The GM1xx codes: what can be wrong with the text of a model and with the names in it. Each page is what `gamemodel explain` prints."""

from __future__ import annotations

from typing import Final

from gamemodel.diagnostics import Code, Severity

SYNTAX: Final = Code(
    "GM100",
    "not YAML",
    "The file cannot be read as YAML. The place is where the parser gave up; the fault is often a line above it: a missing colon,\n"
    "a bracket left open, a tab in the indentation, a value that begins with one of  @ ` % & * ! |  and is not quoted.",
)
ENCODING: Final = Code(
    "GM101",
    "not UTF-8 text",
    "Files of the model are UTF-8. Save the file as UTF-8 (a byte order mark is allowed) and leave control characters out.",
)
EMPTY_FILE: Final = Code(
    "GM102",
    "nothing in the file",
    "A file of the model holds one mapping. An empty one, or one with comments only, says nothing. Remove the file, or write its keys.",
)
DUPLICATE: Final = Code(
    "GM103",
    "a key written twice",
    "YAML keeps the last of two equal keys and loses the other without a word; here it is an error. Remove or rename one of the two.",
)
UNKNOWN_TYPE: Final = Code(
    "GM104",
    "unknown type",
    "A type is one of bool, int8 to int64, uint8 to uint64, float32, float64, decimal(p,s), string(n), string(a..b), text, text(n),\n"
    "bytes(n), blob, uuid, timeuuid, timestamp, date, time, duration, inet, json, region, counter, list<T>, set<T>, map<K,V>,\n"
    "vector(float32,n), or a name from `types:` or `enums:` in types.yaml.",
)
COMMA: Final = Code(
    "GM105",
    "a comma inside braces split a value",
    "Inside { } and [ ] a comma begins the next key or element, so\n\n"
    "    price: {type: decimal(15,4)}\n\n"
    "is a key `type` with the value `decimal(15` and a key `4)`. Quote the value:\n\n"
    '    price: {type: "decimal(15,4)"}',
)
ANCHOR: Final = Code(
    "GM113",
    "an anchor, alias, merge key or tag",
    "Files of the model are read without &anchors, *aliases, << merge keys and !tags: what an entity says stands in its file, once,\n"
    "and a reviewer sees it there. Write the value out. A value that only begins with one of these signs is quoted.",
)
UNKNOWN_KEY: Final = Code(
    "GM106",
    "a key that means nothing here",
    "Keys that nobody reads would be lost without a word, so they are errors. The finding names the nearest known key or lists them all.",
)
MISSING_KEY: Final = Code("GM107", "a key is missing", "The mapping needs this key; it has no default.")
WRONG_KIND: Final = Code(
    "GM108",
    "another kind of value is needed",
    "A mapping, a list or a single value stands where another of the three is read, or nothing stands after the colon.",
)
BAD_VALUE: Final = Code(
    "GM109",
    "a value that cannot be read",
    "The value is not of the form that this key has. Forms of the language: durations 30s 15m 24h 365d 1y; sizes 180 64kb 30gb;\n"
    "numbers 500 4k 40M 19G; rates 4k/s 60/d; percentages 10%; true and false.",
)
UNKNOWN_NAME: Final = Code(
    "GM110",
    "a name that nothing has",
    "The name of a field, query, role, store, region, entity, enum or privacy class is written that is not declared. The finding\n"
    "names the nearest one that is.",
)
BAD_WAIVER: Final = Code(
    "GM111",
    "a waiver without code or reason",
    "A waiver is a finding's code and the reason why it is accepted:\n\n    allow: {GM304: rows are read by a nightly job only}",
)
UNUSED_WAIVER: Final = Code(
    "GM112",
    "a waiver that waives nothing",
    "`allow:` names a code that was not found within its mapping: the cause is gone, or the waiver stands in the wrong place. Remove it.\n"
    "A code that refuses a change cannot be waived at all; make the change as its page says.\n\n"
    "A waiver of a change is used while that change is pending. Once the revision is made, this is a note, as it is for a name\n"
    "under `dropped:` in topology.yaml that is gone.",
    Severity.WARNING,
)
BAD_TYPE: Final = Code(
    "GM114",
    "a type that cannot be",
    "The type is known, but what stands in its brackets is missing, too much or out of range: string(64), string(3..32),\n"
    'bytes(32) and "decimal(15,4)" need their sizes; list, set and map need element types and `max_size:`; a key of a map is a scalar.',
)
CYCLE: Final = Code(
    "GM115",
    "references or named types in a circle",
    "A reference has the type of what it refers to, and a named type that of what it `is`; in a circle nobody has one. Give one of them a type.",
)
BAD_DEFAULT: Final = Code(
    "GM116",
    "a default that its type cannot hold",
    "`default:` is a value of the field's type, or `now` for a timestamp, date, time or timeuuid.",
)
BAD_ENUM: Final = Code(
    "GM117",
    "an enum whose numbers do not hold",
    "The number is a value's identity in every store: from 1 to 127, each once, and never one that is reserved.",
)
NO_BLOCK: Final = Code(
    "GM118",
    "a store without a block",
    "The entity's home, a query or the retention names a store for which the entity has no block. Write the block, named like the store,\n"
    "or name another store.",
)
CLASH: Final = Code(
    "GM119",
    "two things with one name",
    "Two things have the same name where only one can: a field and the column of a field with parts (price_amount), a type and an enum,\n"
    "two entities in different folders, the folders of two stores.",
)
MISFIT: Final = Code(
    "GM120",
    "keys that do not go together",
    "One key makes no sense with, or without, another: `ref` with `type`, `on_delete` without `ref`, `erase` without a privacy class,\n"
    "`max_size` on what is no list, set or map.",
)
VERSION: Final = Code(
    "GM121",
    "a version of the language that this release does not read",
    "`gamemodel: 1` in topology.yaml is the version of the language. Install a release that reads the version that is written.",
)
FILE: Final = Code(
    "GM122",
    "a file that is missing or not read",
    "The model is schema/topology.yaml, schema/types.yaml and schema/entities/**/NAME.yaml. Any other .yaml or .yml file below schema/\n"
    "would be ignored, so it is an error. topology.yaml and at least one entity are required.",
)
BAD_SCOPE: Final = Code(
    "GM123",
    "a topology that does not hold",
    "A store's scope is each-region, spanning, or {writer: REGION, readers: [REGIONS]}; the writer is not among its readers, and\n"
    "there is at least one region and one store.",
)

CODES: Final = tuple(each for each in tuple(globals().values()) if isinstance(each, Code))
"""Every code of this package."""
