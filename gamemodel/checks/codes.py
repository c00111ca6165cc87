"""The codes of the checks over stores, with their pages."""

from __future__ import annotations

from typing import Final

from gamemodel.diagnostics import Code, Severity

OLD_NAME_TAKEN: Final = Code(
    "GM280",
    "an old name is used again at once",
    "`renamed_from: body` says that what was called body has another name now. When something else is called body in the same revision,\n"
    "nobody can tell what becomes of the old data. Rename first and make the revision; use the old name again in a later one.",
)
RENAMED_TWICE: Final = Code(
    "GM281",
    "two things were renamed from one",
    "One field, entity or enum value can become one other. For a second one that begins with the same data write `from: field`.",
)
DROPPED_STANDS: Final = Code(
    "GM282",
    "a name is dropped and still there",
    "`dropped:` names what vanished from the file and shall go. What still stands in the file cannot be dropped: remove it, or its name\n"
    "from `dropped:`.",
)
NO_END: Final = Code(
    "GM283",
    "deprecated without an end",
    "A deprecated field says until when it is kept, so that somebody removes it:\n\n"
    "    guild?: {type: string(32), deprecated: until 2027-06, use clan}",
    Severity.WARNING,
)
NOBODY_ENFORCES: Final = Code(
    "GM380",
    "on_delete that no store can keep",
    "What happens to a row when the row it refers to is deleted can only be kept by a store that holds both. Where the two entities\n"
    "share no store, `on_delete` promises what nobody does. Remove it, and say in `doc:` which service takes care.",
)
SET_NULL: Final = Code(
    "GM381",
    "on_delete: set-null on a required field",
    "A required field cannot be empty. Make it optional (`name?:`), or choose restrict or cascade.",
)
NOT_IDENTITY: Final = Code(
    "GM382",
    "a reference to what does not identify a row",
    "A reference names the identity of another entity; any other field may have the same value in many rows, and then the reference\n"
    "means all of them. Refer to the identity. Where the field is itself a reference, refer to what it refers to.",
    Severity.WARNING,
)
MONEY: Final = Code(
    "GM383",
    "money in floating point",
    "0.1 has no exact form in floating point, and sums of prices drift. Use decimal(15,4), which every store keeps exactly.",
)
FORBIDDEN: Final = Code(
    "GM480",
    "personal data where its class forbids it",
    "The privacy class of the field lists this store or entity under `never_in`. Leave the field out of the store's block (`fields:` or\n"
    "`exclude:`), or change the class.",
)
LEAVES_ZONE: Final = Code(
    "GM481",
    "personal data leaves its zone",
    "A class with `zones: home` keeps a field within the zone (a set of regions) of its row. A store that spans regions of two zones, or\n"
    "one whose writer and readers are in two zones, copies it across; a store with a cluster per region keeps it home only where the\n"
    "entity says with `residency:` which region that is. Exclude the field from that store, or add `residency:`.",
)
CANNOT_ERASE: Final = Code(
    "GM482",
    "an erase rule that cannot be carried out",
    "Erasing a person must be possible everywhere the field lies: a required field cannot be nullified, a part of a key can be neither\n"
    "nullified nor blanked, and a type without an empty value cannot be blanked. Make the field optional, take it out of the key, or\n"
    "choose rewrite (the row is deleted and inserted with another value) or delete-row.",
)
ERASE_RESTRICTED: Final = Code(
    "GM483",
    "a row that erasing deletes is held by another",
    "Erasing a person deletes rows of this entity, and another entity refers to them with on_delete: restrict, so that the store refuses.\n"
    "Use cascade or set-null there, or erase with rewrite here.",
)
OUTLIVES: Final = Code(
    "GM580",
    "a copy is kept longer than the truth",
    "The home store holds the truth; a copy that lives longer shows rows that no longer exist. Shorten the copy's retention, or lengthen\n"
    "the home's. Where the copy is the archive, waive this with that reason.",
)
KEPT_TOO_LONG: Final = Code(
    "GM581",
    "personal data kept longer than its class allows",
    "The class says with `keep` how long such data may be kept anywhere, and the store keeps it longer, or for ever because nothing is\n"
    "said. Set the store's retention (with its grace) or the key family's ttl to at most `keep`, or leave the field out.",
)
DANGLES: Final = Code(
    "GM582",
    "a reference that outlives what it refers to",
    "Rows of this entity are kept longer than the rows they refer to, and the store that holds both checks the reference. Deleting the\n"
    "older row is then refused, or deletes these rows too. Keep both equally long.",
    Severity.WARNING,
)

UNABLE: Final = Code("GM690", "this server cannot take a step", """\
The server lacks what a step needs (a plugin, a feature, a newer version), so nothing is sent to it at all. Install what is
missing, or let the environment say that it goes without, where the message names a setting for that.
""")  # fmt: skip
SKIPPED: Final = Code("GM691", "a step is skipped on this server", """\
The environment says that this server goes without what the step makes (for example `lifecycle = "not-applied"`). Everything
else is applied, the step is recorded as skipped, planned again once the server can, and `status` and `verify` say so every time.
""", Severity.WARNING)  # fmt: skip

CODES: Final = tuple(each for each in tuple(globals().values()) if isinstance(each, Code))
"""Every code of this package."""
