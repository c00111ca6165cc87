"""The differences of Redis schemas that no server can make in place, with the edits of the model that lead around them."""

from __future__ import annotations

from gamemodel.change import Refusal
from gamemodel.engines.redis import codes
from gamemodel.engines.redis.changes import Slot
from gamemodel.engines.redis.schema import Family, Registry, Stray, Value, Violation


def prefix(old: Registry, new: Registry) -> Refusal:
    """All keys would get another prefix."""
    return Refusal(
        "registry",
        codes.PREFIX.id,
        f"the prefix of all keys changes from '{old.prefix}' to '{new.prefix}'; no key can follow in place",
        (
            f'keep prefix: "{old.prefix}"',
            "declare a second store of this engine with the new prefix, move its families one by one, then drop the first",
        ),
        f"~ registry prefix '{old.prefix}' -> '{new.prefix}'",
    )


def look_alike(gone: Family, added: Family) -> Refusal:
    """A family vanished, and one that may be the same appeared."""
    old, new = gone.name.partition(".")[2], added.name.partition(".")[2]
    same = gone.key == added.key
    ways = [f"it goes, and {new} is another: write dropped: [{old}] in the entity's redis block"]
    if same and gone.kind == added.kind:
        ways.insert(0, f"the same keys under another name: write renamed_from: {old} in {new}")
    if same and gone.kind != added.kind:
        ways = [f"give {new} keys of its own: version: {gone.version + 1}"]
    return Refusal(
        f"family:{gone.name}",
        codes.LOOK_ALIKE.id,
        f"key family {gone.name} vanished and {added.name}, which looks like it, appeared",
        tuple(ways),
        f"- family {gone.name}",
    )


def key_or_kind(old: Family, new: Family) -> Refusal:
    """The keys would have other names or another type."""
    name = new.name.partition(".")[2]
    if old.kind != new.kind:
        code, what = codes.KIND, f"type {old.kind} -> {new.kind}"
    elif old.version != new.version and str(old.key) != str(new.key):
        code, what = codes.KEY, f"version {old.version} -> {new.version}"
    else:
        code, what = codes.KEY, f"key {old.key} -> {new.key}"
    following = max(old.version, new.version - 1) + 1
    way = (
        f"keep {name} as it was and add a family beside it, for example {name}_{following}: "
        f"{{version: {following}, …}} with the new {'type' if old.kind != new.kind else 'key'}; "
        f"its keys end in :v{following}; let writers write both, then drop {name}"
    )
    return Refusal(
        f"family:{new.name}",
        code.id,
        f"{what}: keys that exist stay as they are, and readers would miss or misread them",
        (way,),
        f"~ family {new.name} {what}",
    )


def field_rename(family: Family, old: str, new: str) -> Refusal:
    """A hash field, whose name is stored in every key, would get another name."""
    return Refusal(
        f"family:{family.name}.{new}",
        codes.FIELD_RENAME.id,
        f"field {old} -> {new}: the name is stored in every key, and running readers ask for {old}",
        (
            f"keep field {old} beside {new} for a revision, let writers write both, then remove {old}",
            f"where the family is refilled at once: dropped: [{old}] in the entity, without renamed_from",
        ),
        f"~ field {family.name}.{old} -> {new}",
    )


def value_format(family: Family, slot: Slot, before: Value | None, after: Value | None) -> Refusal:
    """Stored values would be read in a format that does not hold them."""
    what = f"{before or 'none'} -> {after or 'none'}"
    name = family.name.partition(".")[2]
    following = family.version + 1
    field = (after or before or Value("")).name
    return Refusal(
        f"family:{family.name}.{field if slot == 'field' else slot}",
        codes.FORM.id,
        f"{slot} {what}: values that are stored cannot be read in the new format",
        (f"keep {name} as it was and add {name}_{following}: {{version: {following}, …}} beside it",),
        f"~ {slot} of {family.name} {what}",
    )


def stray(found: Stray) -> Refusal:
    """Live keys that no family declares."""
    way = (
        "declare a key family for them, name them under ignore: in the store's topology, or delete them: "
        f"redis-cli --scan --pattern '{found.shape}' | xargs redis-cli UNLINK"
    )
    keys = f"{found.count} live {found.type} key{'s' if found.count != 1 else ''}"
    return Refusal(
        f"keys:{found.shape}",
        codes.STRAY.id,
        f"{keys} of no declared family, such as {found.example}",
        (way,),
        f"+ keys {found.shape} ({found.count} {found.type}, e.g. {found.example})",
    )


def violation(found: Violation) -> Refusal:
    """Live keys that break the declaration of their family."""
    keys = f"{found.count} key{'s' if found.count != 1 else ''}, such as {found.example}"
    return Refusal(
        f"family:{found.family}",
        codes.VIOLATION.id,
        f"{found.problem}: {keys}",
        ("find the writer that does it; what it wrote can be deleted or written again",),
        f"~ family {found.family}: {found.problem} ({keys})",
    )
