"""Migrations as console requests and the head as one JSON file per object, and back from what a person wrote; executing is server.py's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from gamemodel.change import HandWritten
from gamemodel.diagnostics import Diagnostic, Span
from gamemodel.engine import File
from gamemodel.engines.opensearch.dialect import canonical as normal
from gamemodel.engines.opensearch.dialect.policies import policy_request
from gamemodel.engines.opensearch.dialect.requests import METHODS, literal, parse, pretty
from gamemodel.engines.opensearch.schema import Indices, Schema
from gamemodel.errors import ModelError
from gamemodel.migration import Link, Migration, Part
from gamemodel.source.codes import BAD_VALUE
from gamemodel.step import Backfill, Check, Statement, Step, Wait
from gamemodel.topology import Store

FOLDER: Final = "search_templates"
_MARKER: Final = "# number_of_replicas: an environment's `replicas` takes the place of this value"


def folder(store: Store) -> str:
    return store.folder or FOLDER


def migration_files(link: Link, migration: Migration, store: Store) -> tuple[File, ...]:
    """`0001_initial.http` and `0001_initial.down.http`: every request in order, as the Dev Tools console takes it."""
    stem = f"{folder(store)}/{link.revision.stem}"
    down = migration.down
    back = "# There is no way back from this revision.\n" if down is None else _requests(down)
    return (
        File(f"{stem}.http", _head(link, "up", store) + _requests(migration.up)),
        File(f"{stem}.down.http", _head(link, "down", store) + back),
    )


def _head(link: Link, direction: str, store: Store) -> str:
    revision = link.revision
    after = f"{link.previous.number:04d} ({link.previous.id})" if link.previous else "nothing"
    words = "after" if direction == "up" else "back to"
    return (
        f"# {revision.title}\n"
        f"# revision {revision.number:04d} ({revision.id}), store {store.name}, {direction}, {words} {after}\n"
        "# Generated for review: what is executed stands in schema/history. It can be pasted into Dev Tools as it is.\n"
    )


def _requests(steps: tuple[Step, ...]) -> str:
    if not steps:
        return "\n# There is nothing to send.\n"
    return "".join(_request(step, number, len(steps)) for number, step in enumerate(steps, 1))


def _request(step: Step, number: int, of: int) -> str:
    comments = [f"# {number} of {of}: {step.subject}", *(f"# {line}" for line in step.comment.splitlines())]
    match step:
        case Wait():
            return "\n" + "\n".join([*comments, f"# wait until {step.until}, at most {step.timeout_s} s"]) + "\n"
        case Check():
            comments.append(f"# check: {step.message}")
        case Backfill():
            comments.append("# backfill: runs as a task, can be resumed")
        case Statement() if step.destroys:
            comments.append("# destroys documents")
    text, per_target = literal(step.text)
    if per_target:
        comments.append(_MARKER)
    return "\n" + "\n".join([*comments, text]) + "\n"


def head_files(schema: Schema, store: Store) -> tuple[File, ...]:
    """`head/{component_templates,policies,index_templates,aliases}/NAME.json`: the body that each object is put with."""
    at = f"{folder(store)}/head"
    return (
        *(
            _json(f"{at}/component_templates/{c.name}", normal.write_component(c, placeholders=False))
            for c in schema.components
        ),
        *(_json(f"{at}/policies/{p.name}", policy_request(p)) for p in schema.policies),
        *(
            _json(f"{at}/index_templates/{t.name}", normal.write_template(t, placeholders=False))
            for t in schema.templates
        ),
        *(_json(f"{at}/aliases/{each.name}", _alias(each)) for each in schema.indices),
    )


def _json(path: str, body: Any) -> File:
    return File(f"{path}.json", pretty(body) + "\n")


def _alias(indices: Indices) -> dict[str, Any]:
    """What stands behind a name: the request's body where an index begins with one, and the kind."""
    out: dict[str, Any] = {"name": indices.name, "kind": indices.kind, "indices": indices.pattern}
    if indices.kind == "rolling":
        out["first"] = {indices.first: {"aliases": {indices.name: {"is_write_index": True}}}}
    if indices.kind == "single":
        out["settings"] = normal.write_settings(indices.settings, placeholders=False)
        out["mappings"] = normal.write_mapping(indices.mapping)
    return out


_DRAFT: Final = """
# up
# Write requests as in the Dev Tools console. A comment before a request says what it is:
#   # subject: NAME          what it touches (needed for each request)
#   # check: MESSAGE         a query (_search or _count) that must find nothing, else the migration stops with MESSAGE
#   # backfill               _update_by_query or _reindex: runs as a task; its query must leave out what is done already
#   # destroys               documents are lost by it

# down
# The requests that undo it, last one first. Leave it empty where there is no way back.
"""


def draft_file(link: Link, store: Store) -> File:
    """A migration without requests, for a person to write."""
    return File(f"{folder(store)}/{link.revision.stem}.http", _head(link, "up", store) + _DRAFT)


_DIRECTIVE: Final = re.compile(r"#\s*(subject|check|backfill|destroys)\s*(?::\s*(.*))?$")


def read_draft(text: str, path: str, store: str = "opensearch") -> Migration:
    """The steps that a person wrote. Raises ModelError with file and line for what is no request or lacks a subject."""
    found: list[Diagnostic] = []
    sections: dict[str, list[Step]] = {"up": [], "down": []}
    for section, line, block in _blocks(text):
        step = _read_step(block, Span(path, line, 1), found)
        if step is not None:
            sections[section].append(step)
    if found:
        raise ModelError(tuple(found))
    up, down = tuple(sections["up"]), tuple(sections["down"])
    destroys = any(isinstance(step, Statement) and step.destroys for step in up)
    change = HandWritten(up[0].subject if up else "hand-written", up, down, destroys)
    return Migration(store, (Part(change, up, down or None),) if up else ())


def _blocks(text: str) -> Iterator[tuple[str, int, list[str]]]:
    """(section, line number, lines): each request with the comments right before it."""
    section, start, lines, has_request = "up", 1, list[str](), False
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.strip()
        if bare in ("# up", "# down"):
            if has_request:
                yield section, start, lines
            section, lines, has_request = bare[2:], [], False
        elif (
            (bare.startswith("#") or bare.split(" ")[0] in METHODS) and has_request and (bare.startswith("#") or lines)
        ):
            yield section, start, lines
            lines, has_request, start = [line], not bare.startswith("#"), number
        elif bare.startswith("#") or has_request or bare.split(" ")[0] in METHODS or bare:
            if not lines:
                start = number
            lines.append(line)
            has_request = has_request or (bool(bare) and not bare.startswith("#"))
    if has_request:
        yield section, start, lines


def _read_step(lines: list[str], span: Span, found: list[Diagnostic]) -> Step | None:
    words = {m[1]: (m[2] or "").strip() for line in lines if (m := _DIRECTIVE.match(line.strip()))}
    comment = "\n".join(
        line.strip().lstrip("# ")
        for line in lines
        if line.strip().startswith("#") and not _DIRECTIVE.match(line.strip())
    )
    text = "\n".join(line for line in lines if not line.strip().startswith("#")).strip()
    try:
        parse(text)
    except ValueError as error:
        found.append(Diagnostic(BAD_VALUE.id, str(error), span, "write METHOD path, then the body as JSON"))
        return None
    subject = words.get("subject", "")
    if not subject:
        found.append(Diagnostic(BAD_VALUE.id, "the request has no subject", span, "write `# subject: NAME` above it"))
        return None
    if "check" in words:
        return Check(subject, text, words["check"], comment)
    if "backfill" in words:
        return Backfill(subject, text, (), comment=comment)
    return Statement(subject, text, comment, "destroys" in words)
