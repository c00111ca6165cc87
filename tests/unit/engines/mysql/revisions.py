"""Read the statements of a generated Alembic revision without importing it."""

from __future__ import annotations

import ast

from gamemodel.engines.mysql.files.migrations import unescaped


def statements_of(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The SQL of a revision file's upgrade and downgrade, read from its syntax tree. Raises SyntaxError."""
    found: dict[str, tuple[str, ...]] = {}
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef):
            found[node.name] = tuple(_calls(node))
    return found.get("upgrade", ()), found.get("downgrade", ())


def _calls(function: ast.FunctionDef) -> list[str]:
    texts = []
    for node in function.body:
        call = node.value if isinstance(node, ast.Expr) else None
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "op.execute" and len(call.args) == 1:
            texts.append(unescaped(str(ast.literal_eval(call.args[0]))))
    return texts
