"""Index settings between JSON and sorted pairs of text, as the servers store them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as JsonMapping
from typing import Any, Final

from gamemodel.engines.opensearch.schema import Pairs


def flatten(settings: JsonMapping[str, Any] | None) -> Pairs:
    """Settings in any nesting as sorted pairs without `index.` in front."""
    return tuple(sorted((key.removeprefix("index."), text) for key, text in _leaves(settings or {}, "")))


def _leaves(body: JsonMapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for key, value in body.items():
        match value:
            case dict():
                yield from _leaves(value, f"{prefix}{key}.")
            case None:
                continue
            case list():
                yield prefix + key, json.dumps([_text(each) for each in value], ensure_ascii=False)
            case _:
                yield prefix + key, _text(value)


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


_REPLICAS: Final = "number_of_replicas"
_WHOLE: Final = re.compile(r"-?(0|[1-9][0-9]{0,8})")


def write_settings(settings: Iterable[tuple[str, str]], *, placeholders: bool = True) -> dict[str, Any]:
    """Settings as people write them: flat keys, the analysis nested; replica counts as `${replicas_N}` when asked."""
    out: dict[str, Any] = {}
    for key, text in settings:
        if key == _REPLICAS and placeholders and text.isdecimal():
            out[key] = "${replicas_" + text + "}"
        elif key.startswith("analysis."):
            _nest(out, key.split("."), text)
        else:
            out[key] = _value(text)
    return out


def _nest(out: dict[str, Any], path: list[str], text: str) -> None:
    *parents, last = path
    for each in parents:
        out = out.setdefault(each, {})
    out[last] = _value(text)


def _value(text: str) -> Any:
    if text.startswith("["):
        try:
            return json.loads(text)
        except ValueError:
            return text
    if text in ("true", "false"):
        return text == "true"
    return int(text) if _WHOLE.fullmatch(text) else text
