"""Hand-written migrations: the empty file, and reading it back with the place of every error."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from gamemodel.diagnostics import Diagnostic, Span
from gamemodel.engine import File
from gamemodel.engines.cassandra.block.sections import Options
from gamemodel.engines.cassandra.codes import DRAFT
from gamemodel.engines.cassandra.dialect.cql import significant, statements
from gamemodel.errors import ModelError
from gamemodel.migration import Link, Migration, hand_written
from gamemodel.step import Backfill, Check, Statement, Step
from gamemodel.topology import Store

_SECTION = re.compile(
    r"^--\s*(?P<kind>up|down|check|backfill)\b\s*(?P<subject>[\w.:]+)?\s*"
    r"(?::\s*(?P<message>.+)|key\s*\((?P<key>[^)]*)\)\s*(?:batch\s+(?P<batch>\d+))?)?\s*$",
    re.IGNORECASE,
)
_DESTROYS: Final = ("DROP", "TRUNCATE", "DELETE")


def draft_file(link: Link, store: Store) -> File:
    """The sections with a hint in each."""
    revision = link.revision
    keyspace = store.options_as(Options).keyspace
    text = f"""-- Revision {revision.id}: {revision.title} (hand-written)
-- Statements end with a semicolon. They may touch only what the model does not declare: rows, roles, settings.

-- up
-- example: UPDATE {keyspace}.users SET rating = 0 WHERE name = 'x';

-- check {keyspace}: what must hold afterwards (a SELECT that returns no row)
-- example: SELECT name FROM {keyspace}.users WHERE name = 'x' AND rating > 0 ALLOW FILTERING;

-- down
"""
    return File(f"{store.folder}/{revision.stem}.cql", text)


@dataclass(slots=True)
class _Section:
    kind: str
    line: int
    subject: str = ""
    message: str = ""
    key: tuple[str, ...] = ()
    batch: int = 1000
    lines: list[str] = field(default_factory=list)

    @property
    def statements(self) -> tuple[tuple[int, str], ...]:
        """(line, text) of each statement."""
        text = "\n".join(self.lines)
        return tuple((self.line + 1 + text[:at].count("\n"), each) for at, each in statements(text))


def read_draft(text: str, path: str) -> Migration:
    """The steps of a draft. Raises ModelError with file and line of every fault."""
    found: list[Diagnostic] = []
    sections = _sections(text, path, found)
    up: list[Step] = []
    down: list[Step] = []
    for section in sections:
        target = down if section.kind == "down" else up
        target += _steps(section, path, found)
    if not any(isinstance(step, Statement | Backfill) for step in up) and not found:
        found.append(_fault("the section `-- up` has no statement", path, 1))
    if found:
        raise ModelError(tuple(found))
    return hand_written(up[0].subject, up, down)


def _sections(text: str, path: str, found: list[Diagnostic]) -> list[_Section]:
    sections: list[_Section] = []
    for number, line in enumerate(text.splitlines(), 1):
        match = _SECTION.match(line)
        if match is None:
            if sections:
                sections[-1].lines.append(line)
            elif line.strip() and not line.lstrip().startswith("--"):
                found.append(_fault("a statement stands before the first section", path, number))
            continue
        words = match.groupdict()
        key = tuple(each.strip() for each in (words["key"] or "").split(",") if each.strip())
        section = _Section(
            words["kind"].lower(),
            number,
            words["subject"] or "",
            words["message"] or "",
            key,
            int(words["batch"] or 1000),
        )
        if section.kind in ("check", "backfill") and not section.subject:
            found.append(_fault(f"`-- {section.kind}` needs a subject, such as game.users", path, number))
        if section.kind == "backfill" and not key:
            found.append(_fault("`-- backfill` needs its key: -- backfill game.users key (name)", path, number))
        sections.append(section)
    return sections


def _steps(section: _Section, path: str, found: list[Diagnostic]) -> list[Step]:
    texts = section.statements
    if section.kind == "check":
        if len(texts) > 1 or (texts and not _begins(texts[0][1], "SELECT")):
            found.append(_fault("a check is one SELECT", path, texts[-1][0]))
        return [Check(section.subject, text, section.message or "the check found rows") for _, text in texts]
    if section.kind == "backfill":
        if len(texts) != 2 or not _begins(texts[0][1], "SELECT") or not _begins(texts[1][1], "UPDATE", "INSERT"):
            found.append(_fault("a backfill is a SELECT and an UPDATE or INSERT", path, section.line))
            return []
        return [Backfill(section.subject, texts[1][1], section.key, texts[0][1], batch=section.batch)]
    return [Statement(_subject(text), text, destroys=_begins(text, *_DESTROYS)) for _, text in texts]


def _begins(text: str, *words: str) -> bool:
    tokens = significant(text)
    return bool(tokens) and tokens[0].text.upper() in words


def _subject(text: str) -> str:
    """The first qualified name of a statement, or its first word."""
    tokens = significant(text)
    for at, token in enumerate(tokens[1:-1], 1):
        if token.text == "." and tokens[at - 1].kind in ("word", "name"):
            return f"{tokens[at - 1].text}.{tokens[at + 1].text}"
    return tokens[0].text.lower()


def _fault(message: str, path: str, line: int) -> Diagnostic:
    return DRAFT.at(Span(path, line, 1), message, "gamemodel explain GM212 shows the form")
