"""JSON values as canonical text, so that equal values are equal text."""

from __future__ import annotations

import json


def canonical(value: object) -> str:
    """JSON with sorted keys and no needless fraction: 10000.0 is 10000."""
    return json.dumps(_plain(value), sort_keys=True, ensure_ascii=False)


def _plain(value: object) -> object:
    match value:
        case float() if value.is_integer():
            return int(value)
        case dict():
            return {key: _plain(each) for key, each in value.items()}
        case list():
            return [_plain(each) for each in value]
    return value
