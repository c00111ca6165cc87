"""The grammar of custom analysers and normalisers that use built-in parts only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from gamemodel.engines.opensearch.dialect.problem import Problem

ANALYZERS = frozenset(
    {"standard", "simple", "whitespace", "keyword", "stop", "english", "french", "german", "italian", "spanish"}
)
NORMALIZERS = frozenset({"lowercase"})
TOKENIZERS = frozenset({"standard", "keyword", "whitespace", "letter", "lowercase", "uax_url_email", "classic"})
FILTERS = frozenset(
    {"lowercase", "uppercase", "asciifolding", "trim", "unique", "stop", "porter_stem", "kstem", "reverse"}
)
PER_CHARACTER = frozenset({"lowercase", "uppercase", "asciifolding", "trim"})
"""The filters that a normaliser may use."""

_NAME = re.compile(r"index\.analysis\.(analyzer|normalizer)\.([A-Za-z][A-Za-z0-9_]*)\.(type|tokenizer|filter)")


def defined(values: Mapping[str, Any], kind: str) -> set[str]:
    """The names that flat settings define: kind is `analyzer` or `normalizer`."""
    matches = (_NAME.fullmatch(name) for name in values)
    return {match[2] for match in matches if match and match[1] == kind}


def validate(values: Mapping[str, Any], path: str) -> Iterator[Problem]:
    """What in the flat settings under `index.analysis` is outside of the grammar."""
    parts: dict[tuple[str, str], dict[str, Any]] = {}
    for name, value in values.items():
        if not name.startswith("index.analysis."):
            continue
        match = _NAME.fullmatch(name)
        if match is None:
            yield Problem(f"{path}.{name}", "is not a custom analyser or normaliser")
        else:
            parts.setdefault((match[1], match[2]), {})[match[3]] = value
    for (kind, name), part in parts.items():
        where = f"{path}.index.analysis.{kind}.{name}"
        filters = part.get("filter", ["lowercase"])
        allowed = FILTERS if kind == "analyzer" else PER_CHARACTER
        if part.get("type") != "custom":
            yield Problem(f"{where}.type", "is not custom")
        if kind == "analyzer" and str(part.get("tokenizer")) not in TOKENIZERS:
            yield Problem(f"{where}.tokenizer", f"{part.get('tokenizer')!r} is not a tokenizer that gamemodel knows")
        if kind == "normalizer" and "tokenizer" in part:
            yield Problem(f"{where}.tokenizer", "does not belong to a normaliser")
        if (
            not isinstance(filters, list)
            or not filters
            or not all(isinstance(each, str) and each in allowed for each in filters)
        ):
            yield Problem(f"{where}.filter", f"is not a list of {', '.join(sorted(allowed))}")
        if name in ANALYZERS | NORMALIZERS:
            yield Problem(where, "has the name of a built-in one")
