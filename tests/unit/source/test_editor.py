"""The JSON Schemas that editors get: they accept the game's own files, name its names, and refuse what the reader refuses."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from gamemodel import engine
from gamemodel.source.editor import editor_files
from gamemodel.source.files import read_files
from gamemodel.source.node import Node
from gamemodel.source.reader import read_model
from gamemodel.source.report import Report
from gamemodel.source.yaml import read_yaml

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def schemas() -> dict[str, dict[str, Any]]:
    files, _ = read_files(ROOT)
    model = read_model(files, engine.get, engine.NAMES).model
    assert model is not None
    engines = {store.name: engine.get(store.engine) for store in model.topology.stores}
    made = editor_files(
        model,
        {name: each.block_schema() for name, each in engines.items()},
        {name: each.options_schema() for name, each in engines.items()},
        {name: each.flavours() for name, each in engines.items()},
    )
    return {path: json.loads(text) for path, text in made}


KINDS: dict[str, tuple[type, ...]] = {
    "object": (dict,), "array": (list,), "string": (str,), "integer": (int,), "number": (int, float), "boolean": (bool,),
}  # fmt: skip


def plain(path: Path) -> Any:
    """A file as an editor reads it: by the core schema of YAML 1.2, in which `on` and `no` are texts."""
    report = Report()
    node = read_yaml(path.read_text(encoding="utf-8"), path.name, report)
    assert node is not None
    return value_of(node)


def value_of(node: Node) -> Any:
    if node.kind == "mapping":
        return {key.text: value_of(value) for key, value in node.pairs}
    if node.kind == "sequence":
        return [value_of(each) for each in node.items]
    if not node.quoted and re.fullmatch(r"true|false|-?\d+(\.\d+)?", node.text):
        return json.loads(node.text)
    return node.text


def misfits(value: Any, schema: dict[str, Any], root: dict[str, Any], path: str = "") -> list[str]:
    """Where `value` is not what `schema` describes: the keywords of JSON Schema that ours use, and no other."""
    used = {"$schema", "$defs", "title", "description", "$ref", "type", "enum", "const", "pattern", "minimum", "maximum", "maxLength", "anyOf",
            "properties", "patternProperties", "additionalProperties", "propertyNames", "required", "items", "maxProperties", "minItems",
            "maxItems", "minLength", "minProperties"}  # fmt: skip
    assert set(schema) <= used, set(schema) - used
    if "$ref" in schema:
        return misfits(value, root["$defs"][schema["$ref"].rpartition("/")[2]], root, path)
    found: list[str] = []
    if "type" in schema:
        kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        fits = any(
            isinstance(value, KINDS[k]) and not (isinstance(value, bool) and k in ("integer", "number")) for k in kinds
        )
        if not fits:
            return [f"{path}: {value!r} is not {' or '.join(kinds)}"]
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{path}: {value!r} is not one of the names")
    if "const" in schema and value != schema["const"]:
        found.append(f"{path}: {value!r} is not {schema['const']!r}")
    if "pattern" in schema and isinstance(value, str) and not re.search(schema["pattern"], value):
        found.append(f"{path}: {value!r} does not match {schema['pattern']}")
    if "anyOf" in schema and all(misfits(value, each, root, path) for each in schema["anyOf"]):
        found.append(f"{path}: {value!r} is none of the alternatives")
    if isinstance(value, list) and "items" in schema:
        found += [each for i, item in enumerate(value) for each in misfits(item, schema["items"], root, f"{path}[{i}]")]
    if isinstance(value, dict):
        found += keys_of(value, schema, root, path)
    return found


def keys_of(value: dict[str, Any], schema: dict[str, Any], root: dict[str, Any], path: str) -> list[str]:
    found = [f"{path}: lacks {key}" for key in schema.get("required", ()) if key not in value]
    for key, item in value.items():
        here = f"{path}.{key}"
        found += misfits(key, schema["propertyNames"], root, here) if "propertyNames" in schema else []
        patterns = [body for form, body in schema.get("patternProperties", {}).items() if re.search(form, key)]
        if key in schema.get("properties", {}):
            found += misfits(item, schema["properties"][key], root, here)
        elif patterns:
            found += misfits(item, patterns[0], root, here)
        elif schema.get("additionalProperties") is False:
            found.append(f"{here}: unknown key")
        elif isinstance(schema.get("additionalProperties"), dict):
            found += misfits(item, schema["additionalProperties"], root, here)
    return found


def schema_for(path: Path, schemas: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return schemas[f".gamemodel/{'entity' if path.parent.name == 'entities' else path.stem}.schema.json"]


@pytest.mark.parametrize("path", sorted((ROOT / "schema").rglob("*.yaml")), ids=lambda path: path.stem)
def test_the_game_s_files_fit(path: Path, schemas: dict[str, dict[str, Any]]) -> None:
    schema = schema_for(path, schemas)
    assert misfits(plain(path), schema, schema) == []


@pytest.mark.parametrize(
    ("edit", "finding"),
    [
        (lambda users: users.update(hom="x"), ".hom: unknown key"),
        (lambda users: users.pop("identity"), ": lacks identity"),
        (lambda users: users.update(home="postgres"), ".home: 'postgres' is not one of the names"),
        (lambda users: users["fields"].update(Name="uuid"), ".fields.Name: unknown key"),
        (lambda users: users["fields"].update(age={"typ": "int8"}), ".fields.age: {'typ': 'int8'} is none of the alternatives"),
        (lambda users: users["queries"]["by_name"].update(store="redi"), ".queries.by_name.store: 'redi' is not one of the names"),
        (lambda users: users["redis"]["keys"]["profile"].update(ttll="1m"), ".redis.keys.profile.ttll: unknown key"),
    ],
)  # fmt: skip
def test_what_the_reader_refuses_is_marked(edit: Any, finding: str, schemas: dict[str, dict[str, Any]]) -> None:
    schema = schemas[".gamemodel/entity.schema.json"]
    users = plain(ROOT / "schema/entities/users.yaml")
    edit(users)
    assert misfits(users, schema, schema) == [finding]


@pytest.mark.parametrize("dropped", [["purchases"], {"purchases": {}}, {"purchases": {"allow": {"GM227": "it moved"}}}])
def test_dropped_entities_are_a_list_or_carry_waivers(dropped: Any, schemas: dict[str, dict[str, Any]]) -> None:
    schema = schemas[".gamemodel/topology.schema.json"]
    topology = plain(ROOT / "schema/topology.yaml")
    assert misfits({**topology, "dropped": dropped}, schema, schema) == []
    assert misfits({**topology, "dropped": {"purchases": {"alow": {}}}}, schema, schema) != []


def test_the_names_of_the_project_complete(schemas: dict[str, dict[str, Any]]) -> None:
    defs = schemas[".gamemodel/entity.schema.json"]["$defs"]
    assert defs["stores"]["enum"] == ["cassandra", "mysql", "opensearch", "redis"]
    assert defs["roles"]["enum"] == ["game", "accounts", "gateway"]
    assert {"sender_user_name", "receiver_user_name"} <= set(defs["fields"]["anyOf"][0]["enum"])
    assert "price_amount" in defs["columns"]["anyOf"][0]["enum"]
    assert {"money", "handle", "order_status", "timeuuid"} <= set(defs["type"]["anyOf"][0]["enum"])
    field = defs["field"]["anyOf"][1]["properties"]
    assert "users.name" in field["ref"]["anyOf"][0]["enum"]
    assert {"unpaid", "now"} <= set(field["default"]["anyOf"][0]["enum"])
    assert field["privacy"]["enum"] == ["contact", "pseudonym", "secret", "content", "network"]


def test_every_key_says_what_it_is(schemas: dict[str, dict[str, Any]]) -> None:
    entity = schemas[".gamemodel/entity.schema.json"]
    assert [key for key, body in entity["properties"].items() if not body.get("description")] == []
    field = entity["$defs"]["field"]["anyOf"][1]["properties"]
    assert [key for key, body in field.items() if key != "type" and not body.get("description")] == []
