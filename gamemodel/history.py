"""The chain of revisions: reading, writing and proving `schema/history/*.json` and `schema/history.lock`; what a change means is the engines'.

`history.lock` has one line per revision: number, id, digest of its JSON, chained sha256, title. Two branches that both add
a revision conflict in it on purpose. The JSON is what is executed; the digests in it prove the text that people reviewed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from gamemodel.codec import CodecError, dump, load
from gamemodel.diagnostics import Code, Diagnostic, Span
from gamemodel.errors import HistoryError
from gamemodel.migration import Migration, MigrationChange, Revision
from gamemodel.step import Step, digest

LOCK: Final = "schema/history.lock"
FOLDER: Final = "schema/history"

EDITED = Code("GM290", "a file of the history was edited", """\
A migration that was reviewed, and perhaps applied, no longer is what it was. Servers that ran the old text would silently
differ from those that run the new one, so nothing is sent.

Restore the file from version control. To change something that is in the history already, change the model and make
another revision; a revision that no server has run yet can be deleted (its files and its line in schema/history.lock)
and made again.
""")  # fmt: skip
MISSING = Code("GM291", "a file of the history is missing", """\
history.lock names a revision whose file is not there. Restore it from version control; deleting a revision means deleting
all its files and its line in schema/history.lock, and is only right while no server has run it.
""")  # fmt: skip
STRANGE = Code("GM292", "a file that history.lock does not know", """\
There is a revision file without a line in schema/history.lock: a merge kept the file and lost the line, or the file was
copied by hand. `gamemodel rebase` puts the revision on top of the others. Or restore the line, or delete the file.
""")  # fmt: skip
DRAFT = Code("GM293", "a hand-written revision is not sealed", """\
`gamemodel make --empty` wrote a draft for statements by hand. Write them, then run `gamemodel make --seal`: it reads the
text, records its digest and closes the revision. Drafts are never applied.
""")  # fmt: skip
STALE = Code("GM294", "a generated file is stale", """\
A file at head is not what the model and the history give now: it was edited by hand, or the model's words changed since.
`gamemodel make` regenerates it; nothing else about it needs review.
""")  # fmt: skip
UNMADE = Code("GM295", "the model has changes that no revision holds", """\
What the model says and what the history adds up to differ. `gamemodel diff` shows it, `gamemodel make -m TITLE` writes the
revision. CI fails on this so that nobody merges a model whose migrations are not reviewed.
""")  # fmt: skip
CODES: Final = (EDITED, MISSING, STRANGE, DRAFT, STALE, UNMADE)


@dataclass(frozen=True, slots=True)
class Recorded:
    """A revision as it lies on disk: its JSON's path, the digests of the text files it made, its place in the chain."""

    revision: Revision
    path: str
    files: tuple[tuple[str, str], ...]
    json_digest: str
    chain: str


@dataclass(frozen=True, slots=True)
class History:
    """All revisions, oldest first."""

    recorded: tuple[Recorded, ...] = ()

    @property
    def revisions(self) -> tuple[Revision, ...]:
        return tuple(each.revision for each in self.recorded)

    @property
    def head(self) -> Revision | None:
        return self.recorded[-1].revision if self.recorded else None

    @property
    def chain(self) -> str:
        return self.recorded[-1].chain if self.recorded else ""

    def migrations(self, store: str) -> tuple[tuple[Revision, Migration], ...]:
        """The revisions that touch `store`, with their migration, oldest first; drafts are left out."""
        found = ((r, r.migration(store)) for r in self.revisions if not r.draft)
        return tuple((revision, migration) for revision, migration in found if migration is not None)

    def adding(self, recorded: Recorded) -> History:
        return History((*self.recorded, recorded))


def fold(history: History, store: str, empty: Any, upto: int | None = None) -> Any:
    """The physical schema of `store` after every change up to revision number `upto` (None: all)."""
    schema = empty
    for revision, migration in history.migrations(store):
        if upto is not None and revision.number > upto:
            break
        for part in migration.changes:
            schema = part.change.apply_to(schema)
    return schema


def revision_id(
    number: int, parent: str, title: str, migrations: Iterable[Migration], types: Callable[[str], Any]
) -> str:
    """`0014_ab12cd34`: the number for order, eight digits of the content's sha256 for identity."""
    content = json.dumps([parent, title, [_dump_migration(m, types(m.store)) for m in migrations]], sort_keys=True)
    return f"{number:04d}_{digest(content)[:8]}"


def encode(revision: Revision, files: Mapping[str, str], types: Callable[[str], Any]) -> str:
    """The JSON file of a revision; `files` maps each text file's path to its text, `types` a store to its change union."""
    body = {
        "generated": "by gamemodel; never edit (gamemodel explain GM290)",
        "number": revision.number,
        "id": revision.id,
        "title": revision.title,
        "parent": revision.parent,
        "generator": revision.generator,
        **({"draft": True} if revision.draft else {}),
        "files": {path: digest(text) for path, text in sorted(files.items())},
        "migrations": [_dump_migration(m, types(m.store)) for m in revision.migrations],
    }
    return json.dumps(body, indent=1, ensure_ascii=False) + "\n"


def _dump_migration(migration: Migration, change: Any) -> dict[str, Any]:
    return {
        "store": migration.store,
        "parts": [
            {
                "change": dump(part.change, change),
                "up": [dump(step, Step) for step in part.up],
                "down": None if part.down is None else [dump(step, Step) for step in part.down],
            }
            for part in migration.changes
        ],
    }


def _load_migration(data: Any, change: Any) -> Migration:
    steps = tuple[Step, ...]
    return Migration(
        data["store"],
        tuple(
            MigrationChange(
                load(part["change"], change),
                load(part["up"], steps),
                None if part["down"] is None else load(part["down"], steps),
            )
            for part in data["parts"]
        ),
    )


def lock_text(history: History) -> str:
    """The text of history.lock."""
    lines = [
        "# gamemodel: one line per revision; a conflict here means two branches made a revision each (gamemodel rebase renumbers the later one)",
        *(
            f"{r.revision.number:04d} {r.revision.id} {r.json_digest} {r.chain} {r.revision.title}"
            for r in history.recorded
        ),
    ]
    return "\n".join(lines) + "\n"


def chained(previous: str, number: int, id: str, json_digest: str, title: str) -> str:
    """The link of one line to all before it."""
    return digest(f"{previous}\n{number:04d} {id} {json_digest} {title}")


def record(
    history: History, revision: Revision, files: Mapping[str, str], types: Callable[[str], Any]
) -> tuple[Recorded, str]:
    """How `revision` will stand in the history, and the text of its JSON file."""
    text = encode(revision, files, types)
    json_digest = digest(text)
    recorded = Recorded(
        revision,
        f"{FOLDER}/{revision.stem}.json",
        tuple((path, digest(body)) for path, body in sorted(files.items())),
        json_digest,
        chained(history.chain, revision.number, revision.id, json_digest, revision.title),
    )
    return recorded, text


def read(root: Path, types: Callable[[str], Any]) -> tuple[History, tuple[Diagnostic, ...]]:
    """The history below `root` and what is wrong with its files; a broken line ends the history that is returned.

    Raises HistoryError where history.lock itself cannot be read as such.
    """
    history, named = History(), set()
    problems: list[Diagnostic] = []
    for at, line in _lines(root):
        text, problem = _proven(root, line, at, history.chain)
        if problem is not None:
            problems.append(problem)
            break
        recorded = decode(line, text, types)
        draft = recorded.revision.draft
        problems += _prove_files(root, recorded.path, recorded.revision.id, recorded.files, draft)
        named.add(recorded.path)
        history = history.adding(recorded)
    else:
        problems += _strangers(root, named)
    return history, tuple(problems)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of history.lock: one revision, the digest of its JSON file, and the link to all lines before it."""

    number: int
    id: str
    json_digest: str
    chain: str
    title: str

    @property
    def path(self) -> str:
        """The revision's JSON file."""
        return f"{FOLDER}/{Revision(self.number, self.id, self.title, '', '', ()).stem}.json"

    def follows(self, chain: str) -> bool:
        """The line is linked to lines that end in `chain`."""
        return chained(chain, self.number, self.id, self.json_digest, self.title) == self.chain


def lock_lines(text: str) -> tuple[tuple[int, Line], ...]:
    """The lines of a history.lock with their places. Raises HistoryError for a line that is none, and for a merge conflict."""
    found = []
    for at, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            try:
                number, id_, json_digest, link, title = line.split(" ", 4)
                found.append((at, Line(int(number), id_, json_digest, link, title)))
            except ValueError:
                raise _no_line(line, Span(LOCK, at, 1)) from None
    return tuple(found)


def _lines(root: Path) -> tuple[tuple[int, Line], ...]:
    path = root / LOCK
    return lock_lines(path.read_text(encoding="utf-8")) if path.exists() else ()


def _proven(root: Path, line: Line, at: int, chain: str) -> tuple[str, Diagnostic | None]:
    """The text of a revision's JSON file, and what is wrong with it or its line."""
    place, path = Span(LOCK, at, 1), line.path
    if not line.follows(chain):
        message = f"the line of revision {line.id} does not follow from the lines before it"
        return "", EDITED.at(place, message, _RESTORE)
    if not (root / path).exists():
        return "", MISSING.at(place, f"{path} is missing", _RESTORE)
    text = (root / path).read_text(encoding="utf-8")
    if digest(text) != line.json_digest:
        return "", EDITED.at(Span(path, 1, 1), f"{path} was edited after it was made", _RESTORE)
    return text, None


def _no_line(line: str, place: Span) -> HistoryError:
    if line.startswith(("<<<<<<<", "|||||||", "=======", ">>>>>>>")):
        return HistoryError(
            f"{place}: a merge conflict: {line[:60]!r}",
            "resolve the conflicts in the model's files, then run gamemodel rebase",
        )
    return HistoryError(
        f"{place}: not a line of history.lock: {line[:60]!r}", "restore schema/history.lock from version control"
    )


_RESTORE = "restore it from version control"


def decode(line: Line, text: str, types: Callable[[str], Any]) -> Recorded:
    """The revision of a line, from the text of its JSON file. Raises HistoryError where this version cannot read it."""
    try:
        data = json.loads(text)
        revision = Revision(
            data["number"],
            data["id"],
            data["title"],
            data["parent"],
            data["generator"],
            tuple(_load_migration(m, types(m["store"])) for m in data["migrations"]),
            data.get("draft", False),
        )
    except (CodecError, KeyError, ValueError) as error:
        raise HistoryError(
            f"{line.path}: cannot be read by this version of gamemodel: {error}",
            "use the version that made it, or a newer one",
        ) from error
    return Recorded(revision, line.path, tuple(data["files"].items()), line.json_digest, line.chain)


def _prove_files(root: Path, path: str, id_: str, files: tuple[tuple[str, str], ...], draft: bool) -> list[Diagnostic]:
    """What is wrong with the text files of one revision; those of a draft are a person's to write."""
    problems = []
    for name, expected in files:
        file = root / name
        if not file.exists():
            problems.append(MISSING.at(Span(name, 1, 1), f"{name} is missing", _RESTORE))
        elif not draft and digest(file.read_text(encoding="utf-8")) != expected:
            problems.append(EDITED.at(Span(name, 1, 1), f"{name} was edited after it was made", _RESTORE))
    if draft:
        help = "write its statements, then: gamemodel make --seal"
        problems.append(DRAFT.at(Span(path, 1, 1), f"revision {id_} is a draft", help))
    return problems


def _strangers(root: Path, named: set[str]) -> list[Diagnostic]:
    found = sorted(p.relative_to(root).as_posix() for p in (root / FOLDER).glob("*.json"))
    help = "gamemodel rebase puts it on top of the others; or delete it"
    return [STRANGE.at(Span(path, 1, 1), f"{path} has no line in {LOCK}", help) for path in found if path not in named]


def sealed(revision: Revision, migrations: tuple[Migration, ...], types: Callable[[str], Any]) -> Revision:
    """A draft with what a person wrote in it, under its final id."""
    id_ = revision_id(revision.number, revision.parent, revision.title, migrations, types)
    return replace(revision, id=id_, migrations=migrations, draft=False)
