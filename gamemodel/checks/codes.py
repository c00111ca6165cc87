"""The codes of the checks over stores, with their pages."""

from __future__ import annotations

from typing import Final

from gamemodel.diagnostics import Code, Severity

OLD_NAME_TAKEN: Final = Code(
    "GM280",
    "an old name is reused at once",
    "`renamed_from: body` means that body has a new name. If something else is called body in the same revision, it is not clear\n"
    "what happens to the old data. Rename first and make the revision; reuse the old name in a later one.",
)
RENAMED_TWICE: Final = Code(
    "GM281",
    "two things were renamed from one",
    "A field, entity or enum value can be renamed to one other. For a second one with the same data write `from: field`.",
)
DROPPED_STANDS: Final = Code(
    "GM282",
    "a dropped name still exists",
    "`dropped:` confirms that something was removed from the model on purpose. This is still in the model: remove it, or remove its name\n"
    "from `dropped:`. In topology.yaml `dropped:` names entities whose files were deleted.",
)
NO_END: Final = Code(
    "GM283",
    "deprecated without an end date",
    "A deprecated field needs the date until which it is kept:\n\n"
    "    guild?: {type: string(32), deprecated: until 2027-06, use clan}",
    Severity.WARNING,
)
NOBODY_ENFORCES: Final = Code(
    "GM380",
    "on_delete that no store can enforce",
    "Only a store that has both entities can enforce `on_delete`. These two share no store. Remove it, and write in `doc:` which\n"
    "service deletes the rows.",
)
SET_NULL: Final = Code(
    "GM381",
    "on_delete: set-null on a required field",
    "A required field cannot be empty. Make it optional (`name?:`), or choose restrict or cascade.",
)
NOT_IDENTITY: Final = Code(
    "GM382",
    "a reference to a field that does not identify a row",
    "A reference points at the identity of another entity. Any other field may have the same value in many rows. Refer to the identity;\n"
    "if that field is a reference itself, refer to its target.",
    Severity.WARNING,
)
MONEY: Final = Code(
    "GM383",
    "money in floating point",
    "0.1 is not exact in floating point, so sums of prices drift. Use decimal(15,4), which every store keeps exactly.",
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
    "an erase rule that is not possible",
    "Erasing a person must be possible in every store of the field: a required field cannot be nullified, a part of a key can be neither\n"
    "nullified nor blanked, and a type without an empty value cannot be blanked. Make the field optional, take it out of the key, or\n"
    "choose rewrite (the row is deleted and inserted with another value) or delete-row.",
)
ERASE_RESTRICTED: Final = Code(
    "GM483",
    "rows that erasing deletes are referred to with restrict",
    "Erasing a person deletes rows of this entity, and another entity refers to them with on_delete: restrict, so that the store refuses.\n"
    "Use cascade or set-null there, or erase with rewrite here.",
)
OUTLIVES: Final = Code(
    "GM580",
    "a copy is kept longer than in its home",
    "A copy that is kept longer than the home store shows rows that no longer exist. Shorten the retention of the copy, or lengthen that\n"
    "of the home. If the copy is an archive, waive this with that reason.",
)
KEPT_TOO_LONG: Final = Code(
    "GM581",
    "personal data kept longer than its class allows",
    "The class says with `keep` how long such data may be kept anywhere, and the store keeps it longer, or forever because the entity\n"
    "has no retention there. Set the store's retention (with its grace) or the key family's ttl to at most `keep`, or leave the field out.",
)
DANGLES: Final = Code(
    "GM582",
    "a reference that outlives its target",
    "Rows of this entity are kept longer than the rows they refer to, and the store enforces the reference. Deleting the older row is\n"
    "then refused, or deletes these rows too. Keep both equally long.",
    Severity.WARNING,
)

UNABLE: Final = Code("GM690", "this server cannot take a step", """\
The server lacks something that a step needs (a plugin, a feature, a newer version), so nothing is sent to it. Install what is
missing. If the message names a setting, the environment can skip the step instead.
""")  # fmt: skip
SKIPPED: Final = Code("GM691", "a step is skipped on this server", """\
The environment skips this step (for example `lifecycle = "not-applied"`). Everything else is applied. The step is recorded as
skipped and planned again once the server supports it; `status` and `verify` report it every time.
""", Severity.WARNING)  # fmt: skip

CODES: Final = tuple(each for each in tuple(globals().values()) if isinstance(each, Code))
"""Every code of this package."""
