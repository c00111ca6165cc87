"""Hand-written migrations: write an empty Alembic revision, and read one back without importing it."""

from __future__ import annotations

import ast
import re
from typing import Any, Final

from gamemodel.diagnostics import Diagnostic, Span
from gamemodel.engine import File
from gamemodel.engines.mysql.codes import DRAFT
from gamemodel.engines.mysql.files.migrations import repr_text, unescaped
from gamemodel.errors import ModelError
from gamemodel.migration import Link, Migration, hand_written
from gamemodel.step import Backfill, Check, Statement, Step
from gamemodel.topology import Store

_DESTROYS: Final = re.compile(r"\s*(DROP|TRUNCATE|DELETE)\b", re.IGNORECASE)
_TEXT: Final = '''"""{title} (hand-written)

The file is read, not run. It may touch only what the model does not declare: rows, accounts, settings.
"""

from alembic import op

revision = {revision}
down_revision = {parent}
branch_labels = None
depends_on = None

# (SELECT that must return no row afterwards, what to say otherwise)
CHECKS = []

# (table, [key columns], SELECT of the keys that lack the value, UPDATE ... WHERE ...): written in batches along the key
BACKFILLS = []


def upgrade() -> None:
    # op.execute("UPDATE t SET a = 1 WHERE a IS NULL"), one call per statement; `:` is written `\\\\:`
    pass


def downgrade() -> None:
    pass
'''


def draft_file(link: Link, store: Store) -> File:
    """The sections with a hint in each; `alembic upgrade` can run it as it is."""
    revision = link.revision
    parent = repr_text(link.previous.id) if link.previous else "None"
    title = revision.title.replace("\\", "\\\\").replace('"', '\\"')
    text = _TEXT.format(title=title, revision=repr_text(revision.id), parent=parent)
    return File(f"{store.folder}/versions/{revision.stem}.py", text)


def read_draft(text: str, path: str) -> Migration:
    """The steps of a draft: statements, backfills, checks. Raises ModelError with the file and line of every error."""
    found: list[Diagnostic] = []
    try:
        body = ast.parse(text).body
    except SyntaxError as error:
        raise ModelError((_error(path, error.lineno or 1, f"the file is not Python: {error.msg}"),)) from error
    steps: dict[str, list[Step]] = {"upgrade": [], "downgrade": [], "BACKFILLS": [], "CHECKS": []}
    for node in body:
        if isinstance(node, ast.FunctionDef) and node.name in ("upgrade", "downgrade"):
            steps[node.name] += _calls(node, path, found)
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id in steps:
            steps[node.targets[0].id] += _listed(node, node.targets[0].id, path, found)
    up = (*steps["upgrade"], *steps["BACKFILLS"], *steps["CHECKS"])
    if not up and not found:
        found.append(_error(path, 1, "upgrade() has no statement"))
    if found:
        raise ModelError(tuple(found))
    return hand_written(up[0].subject, up, steps["downgrade"])


def _error(path: str, line: int, message: str) -> Diagnostic:
    return DRAFT.at(Span(path, line, 1), message, "see gamemodel explain GM226")


def _calls(function: ast.FunctionDef, path: str, found: list[Diagnostic]) -> list[Step]:
    steps: list[Step] = []
    for node in function.body:
        if isinstance(node, ast.Pass) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            continue
        call = node.value if isinstance(node, ast.Expr) else None
        good = isinstance(call, ast.Call) and ast.unparse(call.func) == "op.execute" and len(call.args) == 1
        value = _literal(call.args[0]) if good and isinstance(call, ast.Call) else None
        if not isinstance(value, str):
            found.append(
                _error(path, node.lineno, f'{function.name}() takes op.execute("…") with one literal, nothing else')
            )
            continue
        statement = unescaped(value)
        steps.append(Statement(_subject(statement), statement, destroys=bool(_DESTROYS.match(statement))))
    return steps


def _literal(node: ast.expr) -> Any:
    try:
        return ast.literal_eval(node)
    except ValueError:
        return None


def _subject(statement: str) -> str:
    """The table that a statement names first; `rows` where it names none."""
    named = re.search(r"\b(?:UPDATE|INTO|FROM|TABLE|JOIN)\s+`?([A-Za-z0-9_$]+)`?", statement, re.IGNORECASE)
    return f"{named[1]}.rows:" if named else "rows"


def _listed(node: ast.Assign, kind: str, path: str, found: list[Diagnostic]) -> list[Step]:
    value = _literal(node.value)
    if not isinstance(value, list):
        found.append(_error(path, node.lineno, f"{kind} is a list of literals"))
        return []
    steps: list[Step] = []
    for item in value:
        match item:
            case (str(text), str(message)) if kind == "CHECKS":
                steps.append(Check(_subject(text), text, message))
            case (str(table), [*key], str(rows), str(update)) if kind == "BACKFILLS" and key:
                steps.append(Backfill(f"{table}.rows:", update, tuple(map(str, key)), rows))
            case _:
                found.append(_error(path, node.lineno, f"{item!r} has not the form of an element of {kind}"))
    return steps
