"""Hand-written migrations: the empty file with its hints, and its reader."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from gamemodel.diagnostics import Diagnostic, Span
from gamemodel.engine import File
from gamemodel.engines.opensearch.dialect.requests import METHODS, parse
from gamemodel.engines.opensearch.files.migrations import head
from gamemodel.errors import ModelError
from gamemodel.migration import Link, Migration, hand_written
from gamemodel.source.codes import BAD_VALUE
from gamemodel.step import Backfill, Check, Statement, Step
from gamemodel.topology import Store

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
    return File(f"{store.folder}/{link.revision.stem}.http", head(link, "up", store) + _DRAFT)


_DIRECTIVE: Final = re.compile(r"#\s*(subject|check|backfill|destroys)\s*(?::\s*(.*))?$")


def read_draft(text: str, path: str) -> Migration:
    """The steps of a hand-written migration. Raises ModelError with file and line for an invalid request or a missing subject."""
    found: list[Diagnostic] = []
    sections: dict[str, list[Step]] = {"up": [], "down": []}
    for section, line, block in _blocks(text):
        step = _read_step(block, Span(path, line, 1), found)
        if step is not None:
            sections[section].append(step)
    if found:
        raise ModelError(tuple(found))
    up = sections["up"]
    return hand_written(up[0].subject, up, sections["down"]) if up else Migration("", ())


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
        found.append(BAD_VALUE.at(span, str(error), "write METHOD path, then the body as JSON"))
        return None
    subject = words.get("subject", "")
    if not subject:
        found.append(BAD_VALUE.at(span, "the request has no subject", "write `# subject: NAME` above it"))
        return None
    if "check" in words:
        return Check(subject, text, words["check"], comment)
    if "backfill" in words:
        return Backfill(subject, text, (), comment=comment)
    return Statement(subject, text, comment, "destroys" in words)
