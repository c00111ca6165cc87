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
    "`allow:` names a code that was not found within its mapping: the cause is gone, or the waiver stands in the wrong place. Remove it.",
    Severity.WARNING,
)
