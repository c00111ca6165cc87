"""What leads from one Redis schema to another: changes in the order they can be applied, and what no server can do in place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from gamemodel.change import Change, Difference, Hints, Refusal
from gamemodel.engines.redis import codes
from gamemodel.engines.redis.changes import (
    AddFamily,
    AddField,
    AddRegistry,
    AddRole,
    AlterAccess,
    AlterField,
    AlterKey,
    AlterRegistry,
    AlterRole,
    AlterTTL,
    DropFamily,
    DropField,
    DropRegistry,
    DropRole,
    RenameFamily,
    Slot,
)
from gamemodel.engines.redis.dialect.durations import duration, lifetime
from gamemodel.engines.redis.dialect.formats import widens
from gamemodel.engines.redis.dialect.patterns import Placeholder
from gamemodel.engines.redis.dialect.rights import label
from gamemodel.engines.redis.schema import Family, Rights, Schema, Selector, Stray, Value, Violation

Found = Change[Schema] | Refusal


def diff(old: Schema, new: Schema, hints: Hints) -> Difference[Schema]:
    """`old` -> `new`. Live findings on either side are refusals: nothing that is sent to a server mends them."""
    found = [
        *_registry(old, new),
        *_renames(old, new, hints),
        *_families(old, new, hints),
        *_roles(old, new),
        *_findings(old, new),
    ]
    if old.registry is not None and new.registry is None:
        found.append(DropRegistry())
    changes = tuple(each for each in found if not isinstance(each, Refusal))
    return Difference(changes, tuple(each for each in found if isinstance(each, Refusal)))


def _registry(old: Schema, new: Schema) -> Iterator[Found]:
    if new.registry is None or old.registry == new.registry:
        return
    if old.registry is None:
        yield AddRegistry(new.registry)
    elif old.registry.prefix != new.registry.prefix:
        yield Refusal(
            "registry",
            codes.PREFIX.id,
            f"the prefix of all keys changes from '{old.registry.prefix}' to '{new.registry.prefix}'; no key can follow in place",
            (
                f'keep prefix: "{old.registry.prefix}"',
                "declare a second store of this engine with the new prefix, move its families one by one, then drop the first",
            ),
            f"~ registry prefix '{old.registry.prefix}' -> '{new.registry.prefix}'",
        )
    else:
        yield AlterRegistry(new.registry)


def _renamed(old: Schema, new: Schema, hints: Hints) -> dict[str, str]:
    """Old name -> new name of each family whose rename is declared and not yet done."""
    wanted = (
        (a.removeprefix("family:"), b.removeprefix("family:")) for a, b in hints.renames if a.startswith("family:")
    )
    return {a: b for a, b in wanted if old.family(a) and not old.family(b) and new.family(b) and not new.family(a)}


def _renames(old: Schema, new: Schema, hints: Hints) -> Iterator[Found]:
    for before, after in sorted(_renamed(old, new, hints).items()):
        yield RenameFamily(before, after)


def _families(old: Schema, new: Schema, hints: Hints) -> Iterator[Found]:
    renamed = _renamed(old, new, hints)
    came = {after: before for before, after in renamed.items()}
    added = [each for each in new.families if not old.family(each.name) and each.name not in came]
    gone = [each for each in old.families if not new.family(each.name) and each.name not in renamed]
    for family in gone:
        twin = next((each for each in added if _look_alike(family, each)), None)
        if twin and f"family:{family.name}" not in hints.dropped:
            yield _ambiguous(family, twin)
        else:
            yield DropFamily(family.name, _left(family))
    for family in added:
        yield AddFamily(family)
    for family in new.families:
        before = old.family(came.get(family.name, family.name))
        if before is not None and family.name not in {each.name for each in added}:
            yield from _family(before, family, hints)


def _look_alike(gone: Family, added: Family) -> bool:
    return gone.key == added.key or (
        gone.kind == added.kind
        and gone.name.partition(".")[0] == added.name.partition(".")[0]
        and gone.fields == added.fields
        and bool(gone.fields)
        and [p.field for p in gone.pattern.placeholders] == [p.field for p in added.pattern.placeholders]
        and gone.version == added.version
    )


def _ambiguous(gone: Family, added: Family) -> Refusal:
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


def _left(family: Family) -> str:
    if family.ttl_range_ms is None:
        return f"its keys stay until they are deleted: {family.pattern.glob}"
    slides = ", or as long as readers renew them" if family.sliding else ""
    return f"its keys stay and expire within {duration(family.ttl_range_ms[1] / 1000)}{slides}"


def _family(old: Family, new: Family, hints: Hints) -> Iterator[Found]:
    if (old.kind, old.version) != (new.kind, new.version) or not _same_keys(old, new):
        yield _not_in_place(old, new)
        return
    if old.key != new.key:
        yield AlterKey(new.name, new.key, old.key)
    if old.kind == "hash" or old.kind == "stream":
        yield from _fields(old, new, hints)
    slots: tuple[tuple[Slot, Value | None, Value | None], ...] = (
        ("member", old.member, new.member), ("score", old.score, new.score), ("value", old.value, new.value),
    )  # fmt: skip
    for slot, before, after in slots:
        if before != after:
            yield _part(new, slot, before, after)
    if (old.ttl_s, old.jitter, old.sliding) != (new.ttl_s, new.jitter, new.sliding):
        was = lifetime(old.ttl_s, old.jitter, old.sliding)
        begins = old.ttl_s is None and new.ttl_s is not None
        yield AlterTTL(new.name, new.ttl_s, new.jitter, new.sliding, was, begins)
    if (old.readers, old.writers, old.fill, old.together) != (new.readers, new.writers, new.fill, new.together):
        yield AlterAccess(new.name, new.readers, new.writers, new.fill, new.together)


def _same_keys(old: Family, new: Family) -> bool:
    """Every key of `old` is one of `new`: the same texts, and placeholders that take at least the same values."""
    if old.key == new.key:
        return True
    before, after = old.pattern.parts, new.pattern.parts
    return len(before) == len(after) and all(
        widens(a.form, b.form) if isinstance(a, Placeholder) and isinstance(b, Placeholder) else a == b
        for a, b in zip(before, after, strict=True)
    )


def _not_in_place(old: Family, new: Family) -> Refusal:
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


def _fields(old: Family, new: Family, hints: Hints) -> Iterator[Found]:
    before = {each.name: each for each in old.fields}
    after = {each.name: each for each in new.fields}
    added = [each for name, each in after.items() if name not in before]
    for name, part in before.items():
        if name in after:
            if part != after[name]:
                yield _part(new, "field", part, after[name])
            continue
        twin = next((each for each in added if _renamed_field(new.name, name, each.name, hints)), None)
        if twin:
            yield _stored_name(new, name, twin.name)
        else:
            yield DropField(new.name, name, destroys=new.kind == "hash")
    for part in added:
        if not any(n not in after and _renamed_field(new.name, n, part.name, hints) for n in before):
            yield AddField(new.name, part)


def _renamed_field(family: str, old: str, new: str, hints: Hints) -> bool:
    return (f"family:{family}.{old}", f"family:{family}.{new}") in hints.renames


def _stored_name(family: Family, old: str, new: str) -> Refusal:
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


def _part(family: Family, slot: Slot, before: Value | None, after: Value | None) -> Found:
    if before and after and widens(before.form, after.form):
        return AlterField(family.name, slot, after, before)
    what = f"{slot} {before or 'none'} -> {after or 'none'}"
    name = family.name.partition(".")[2]
    following = family.version + 1
    subject = f"family:{family.name}.{(after or before or Value('')).name if slot == 'field' else slot}"
    return Refusal(
        subject,
        codes.FORM.id,
        f"{what}: values that are stored cannot be read as the new form",
        (f"keep {name} as it was and add {name}_{following}: {{version: {following}, …}} beside it",),
        f"~ {family.name} {what}",
    )


def _roles(old: Schema, new: Schema) -> Iterator[Found]:
    unmanaged = not new.roles and any(each.readers or each.writers for each in new.families)
    for role in old.roles:
        if new.role(role.name) is None:
            yield DropRole(role.name, released=unmanaged)
    for role in new.roles:
        before = old.role(role.name)
        if before is None:
            yield AddRole(role)
        elif before != role:
            gained, lost = _delta(before.rights, role.rights)
            yield AlterRole(role, gained, lost)


def _delta(old: Rights, new: Rights) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Grants that come and go, as words: `~game:user:*(both hash)`. A grant that a wider one replaces is not lost."""
    before, after = _grants(old), _grants(new)
    held, holds = frozenset().union(*before.values()), frozenset().union(*after.values())
    gained = sorted(words for words, grant in after.items() if grant - held)
    return tuple(gained), tuple(sorted(words for words, grant in before.items() if grant - holds))


_Grant: TypeAlias = frozenset[tuple[str, str, str]]
"""(access, key or channel, command): what is allowed, one by one."""


def _grants(rights: Rights) -> dict[str, _Grant]:
    """Every grant in words, with what it allows."""
    found: dict[str, _Grant] = {command: frozenset({("", "", command)}) for command in rights.commands}
    root = Selector(rights.commands, rights.keys, rights.channels)
    for selector in (root, *rights.selectors):
        words = "" if selector is root else f"({label(selector.commands)})"
        for key in selector.keys:
            found[f"{key}{words}"] = frozenset(
                (access, key.partition("~")[2], command) for command in selector.commands for access in _accesses(key)
            )
        for channel in selector.channels:
            found[f"&{channel}{words}"] = frozenset(("&", channel, command) for command in selector.commands)
        if not selector.keys and not selector.channels and selector is not root:
            found[words] = frozenset(("", "", command) for command in selector.commands)
    return found


def _accesses(key: str) -> str:
    return key.partition("~")[0].removeprefix("%") or "RW"


def _findings(old: Schema, new: Schema) -> Iterator[Refusal]:
    for schema, other in ((old, new), (new, old)):
        for stray in schema.strays:
            if stray not in other.strays:
                yield _stray(stray)
        for violation in schema.violations:
            if violation not in other.violations:
                yield _violation(violation)


def _stray(found: Stray) -> Refusal:
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


def _violation(found: Violation) -> Refusal:
    keys = f"{found.count} key{'s' if found.count != 1 else ''}, such as {found.example}"
    return Refusal(
        f"family:{found.family}",
        codes.VIOLATION.id,
        f"{found.problem}: {keys}",
        ("find the writer that does it; what it wrote can be deleted or written again",),
        f"~ family {found.family}: {found.problem} ({keys})",
    )
