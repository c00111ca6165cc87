"""The generated files at head: keys.json for services, keys.md for people, and each role's rights as ACL rules and access string."""

from __future__ import annotations

import json

from gamemodel.codec import dump
from gamemodel.engine import File
from gamemodel.engines.redis.block.sections import Block, KeyFamily, Options
from gamemodel.engines.redis.compile.roles import derived_roles
from gamemodel.engines.redis.dialect.durations import duration, lifetime
from gamemodel.engines.redis.dialect.rights import access_string, setuser
from gamemodel.engines.redis.schema import Family, Role, Schema
from gamemodel.engines.redis.types import TABLE
from gamemodel.model import Entity, Model
from gamemodel.topology import Store


def head_files(schema: Schema, model: Model, store: Store) -> tuple[File, ...]:
    """`keys.json`, `keys.md`, and `acl/ROLE.acl`, `acl/ROLE.txt` for each role (also where gamemodel does not manage them)."""
    roles = _roles(schema, store)
    files = [
        File(f"{store.folder}/keys.json", _json(schema)),
        File(f"{store.folder}/keys.md", _page(schema, roles, model, store)),
    ]
    for role in roles:
        files.append(File(f"{store.folder}/acl/{role.name}.acl", setuser(role) + "\n"))
        files.append(File(f"{store.folder}/acl/{role.name}.txt", access_string(role) + "\n"))
    return tuple(files)


def _roles(schema: Schema, store: Store) -> tuple[Role, ...]:
    if schema.roles or schema.registry is None:
        return schema.roles
    return derived_roles(schema.families, schema.registry, store.options_as(Options))


def _json(schema: Schema) -> str:
    data = {
        "registry": dump(schema.registry) if schema.registry else None,
        "key": schema.registry.key if schema.registry else None,
        "families": {
            each.name: {k: v for k, v in dump(each).items() if k != "name"} | {"glob": each.pattern.glob}
            for each in schema.families
        },
    }
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _page(schema: Schema, roles: tuple[Role, ...], model: Model, store: Store) -> str:
    lines = [f"# Keys of {store.name}", ""]
    if schema.registry is not None:
        lines += [
            f"Every key begins with `{schema.registry.prefix}`. The same facts stand in Redis: `HGETALL {schema.registry.key}`.",
            "",
            "A value inside a key is escaped: `%` as `%25`, `:` as `%3A`, `{` as `%7B`, `}` as `%7D`. It is never empty.",
            "",
        ]
    lines += [
        "| family | key | type | holds | lifetime | readers | writers |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    lines += [_row(each) for each in schema.families]
    lines += _families(schema, model, store)
    if roles:
        lines += ["", "## Rights", "", "| role | keys |", "| --- | --- |"]
        lines += [f"| {role.name} | {' '.join(f'`{p}`' for p in role.rights.patterns)} |" for role in roles]
        lines += [
            "",
            "`acl/ROLE.acl` is the command for Redis and Valkey, `acl/ROLE.txt` the access string for ElastiCache.",
        ]
    return "\n".join(lines) + "\n"


def _row(family: Family) -> str:
    filled = ", or readers on a miss" if family.fill == "read-through" else ""
    lasts = lifetime(family.ttl_s, family.jitter, family.sliding)
    cells = (
        family.name, f"`{family.key}`", family.kind, holds(family), lasts,
        ", ".join(family.readers) or "-", (", ".join(family.writers) or "-") + filled,
    )  # fmt: skip
    return f"| {' | '.join(cells)} |"


def holds(family: Family) -> str:
    """What a key holds, in words."""
    if family.fields:
        return ", ".join(f"`{part.name}` {part.form}" for part in family.fields)
    said = [(word, part) for word, part in (("member", family.member), ("score", family.score)) if part]
    said += [("value", family.value)] if family.value else []
    return ", ".join(f"{word} `{part.name}` {part.form}" for word, part in said) or "-"


def _families(schema: Schema, model: Model, store: Store) -> list[str]:
    lines: list[str] = []
    for entity, block in model.blocks(store, Block):
        for declared in block.keys:
            family = schema.family(f"{entity.name}.{declared.name}")
            if family is not None:
                lines += _section(entity, declared, family)
    return lines


def _section(entity: Entity, declared: KeyFamily, family: Family) -> list[str]:
    lines = ["", f"## {family.name}", ""]
    words = declared.doc or declared.why or entity.doc
    if words:
        lines += [words, ""]
    if declared.serves:
        lines.append(f"Serves {', '.join(declared.serves)}.")
    if family.ttl_range_ms is not None and family.jitter:
        low, high = family.ttl_range_ms
        lines.append(
            f"A writer sets a TTL between {duration(low / 1000)} and {duration(high / 1000)}, drawn anew each time."
        )
    if family.sliding:
        lines.append(f"A reader renews it: `PEXPIRE {family.pattern.glob} {(family.ttl_s or 0) * 1000}`.")
    if family.together:
        lines.append(f"Used together with all families of `{family.together}`: the hash tag keeps them in one slot.")
    written = dict.fromkeys(
        f"`{name}` is {entity.field(name).type}: {TABLE[entity.field(name).type.kind].words}."
        for name in _names(entity, declared)
    )
    return [*lines, *written]


def _names(entity: Entity, declared: KeyFamily) -> tuple[str, ...]:
    from gamemodel.engines.redis.compile.families import field_names, written_fields

    named = (
        *written_fields(declared.key),
        *field_names(entity, declared),
        declared.member,
        declared.score,
        declared.value,
    )
    return tuple(dict.fromkeys(name for name in named if name and entity.has(name)))


def fixed_files(store: Store) -> tuple[File, ...]:  # noqa: ARG001
    """None."""
    return ()
