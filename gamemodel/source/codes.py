"""The GM1xx codes: problems in the text of a model and in the names used in it."""

from __future__ import annotations

from typing import Final

from gamemodel.diagnostics import Code, Severity

SYNTAX: Final = Code(
    "GM100",
    "not YAML",
    "The file cannot be read as YAML. The parser stopped at this place; the mistake is often one line above it: a missing colon,\n"
    "an open bracket, a tab in the indentation, or an unquoted value that begins with one of  @ ` % & * ! |",
)
ENCODING: Final = Code(
    "GM101",
    "not UTF-8 text",
    "Files of the model are UTF-8. Save the file as UTF-8 (a byte order mark is allowed) and leave control characters out.",
)
EMPTY_FILE: Final = Code(
    "GM102",
    "the file is empty",
    "A file of the model contains one mapping. This one is empty or has only comments. Write its keys, or remove the file.",
)
DUPLICATE: Final = Code(
    "GM103",
    "a key written twice",
    "Of two equal keys YAML would silently keep the last. Remove or rename one of the two.",
)
UNKNOWN_TYPE: Final = Code(
    "GM104",
    "unknown type",
    "The types are bool, int8 to int64, uint8 to uint64, float32, float64, decimal(p,s), string(n), string(a..b), text, text(n),\n"
    "bytes(n), blob, uuid, timeuuid, timestamp, date, time, duration, inet, json, region, counter, list<T>, set<T>, map<K,V>,\n"
    "vector(float32,n), and the names under `types:` and `enums:` in types.yaml.",
)
COMMA: Final = Code(
    "GM105",
    "a comma inside braces split a value",
    "Inside { } and [ ] a comma starts the next key or element, so\n\n"
    "    price: {type: decimal(15,4)}\n\n"
    "is a key `type` with the value `decimal(15` and a key `4)`. Quote the value:\n\n"
    '    price: {type: "decimal(15,4)"}',
)
ANCHOR: Final = Code(
    "GM113",
    "an anchor, alias, merge key or tag",
    "Files of the model have no &anchors, *aliases, << merge keys or !tags, so that a reviewer sees every value where it is used.\n"
    "Write the value out. If a value only begins with one of these characters, quote it.",
)
UNKNOWN_KEY: Final = Code(
    "GM106",
    "unknown key",
    "The key is not known at this place. The finding names the nearest known key or lists all of them.",
)
MISSING_KEY: Final = Code("GM107", "a key is missing", "The key is required here; it has no default. Write it.")
WRONG_KIND: Final = Code(
    "GM108",
    "wrong kind of value",
    "The key needs a mapping, a list or a single value, and the file has another of the three, or no value at all.",
)
BAD_VALUE: Final = Code(
    "GM109",
    "invalid value",
    "The value does not have the form that this key needs. The forms are durations 30s 15m 24h 365d 1y; sizes 180 64kb 30gb;\n"
    "numbers 500 4k 40M 19G; rates 4k/s 60/d; percentages 10%; true and false.",
)
UNKNOWN_NAME: Final = Code(
    "GM110",
    "unknown name",
    "There is no field, query, role, store, region, entity, enum or privacy class of this name. The finding names the nearest one.",
)
BAD_WAIVER: Final = Code(
    "GM111",
    "a waiver without code or reason",
    "A waiver needs the code of a finding and the reason why it is accepted:\n\n    allow: {GM304: rows are read by a nightly job only}",
)
UNUSED_WAIVER: Final = Code(
    "GM112",
    "an unused waiver",
    "Nothing within the mapping has the code that `allow:` names. The problem is solved, or the waiver is in the wrong place. Remove it.\n"
    "A code that stops a change cannot be waived; its page says how to make the change.\n\n"
    "A waiver of a change is used while that change is pending. After the revision is made, this finding is only a note. The same\n"
    "goes for a name under `dropped:` in topology.yaml that has been dropped.",
    Severity.WARNING,
)
BAD_TYPE: Final = Code(
    "GM114",
    "invalid type",
    "The type is known, but its arguments are missing, too many or out of range: string(64), string(3..32),\n"
    'bytes(32) and "decimal(15,4)" need their sizes; list, set and map need element types and `max_size:`; a key of a map is a scalar.',
)
CYCLE: Final = Code(
    "GM115",
    "cyclic references or types",
    "A reference has the type of the field it refers to, and a named type has the type under `is`. In a cycle there is no type.\n"
    "Give one of them a type.",
)
BAD_DEFAULT: Final = Code(
    "GM116",
    "invalid default",
    "`default:` must be a value of the field's type, or `now` for a timestamp, date, time or timeuuid.",
)
BAD_ENUM: Final = Code(
    "GM117",
    "invalid number of an enum's value",
    "The number identifies a value in every store. It is from 1 to 127, unique, and not one of the reserved numbers.",
)
NO_BLOCK: Final = Code(
    "GM118",
    "a store without a block",
    "The home, a query or the retention of the entity names a store, and the entity has no block for it. Write the block,\n"
    "or name another store.",
)
CLASH: Final = Code(
    "GM119",
    "a name is used twice",
    "Two things have the same name: a field and the column of a field with parts (price_amount), a type and an enum,\n"
    "two entities in different folders, the folders of two stores.",
)
MISFIT: Final = Code(
    "GM120",
    "keys that do not fit together",
    "One key cannot be used with, or without, another: `ref` with `type`, `on_delete` without `ref`, `erase` without a privacy class,\n"
    "`max_size` on what is no list, set or map.",
)
VERSION: Final = Code(
    "GM121",
    "unsupported version of the language",
    "`gamemodel: 1` in topology.yaml is the version of the language. Install a release that supports the version in the file.",
)
FILE: Final = Code(
    "GM122",
    "a missing or unexpected file",
    "The model is schema/topology.yaml, schema/types.yaml and schema/entities/**/NAME.yaml. Any other .yaml or .yml file below schema/\n"
    "would be ignored and is an error. topology.yaml and at least one entity are required.",
)
BAD_SCOPE: Final = Code(
    "GM123",
    "invalid topology",
    "A store's scope is each-region, spanning, or {writer: REGION, readers: [REGIONS]}; the writer is not among its readers, and\n"
    "there is at least one region and one store.",
)

CODES: Final = tuple(each for each in tuple(globals().values()) if isinstance(each, Code))
"""Every code of this package."""
