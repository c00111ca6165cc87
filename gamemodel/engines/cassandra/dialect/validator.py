"""Which statements a flavour refuses, without asking a server."""

from __future__ import annotations

import re
from itertools import pairwise

from gamemodel.engines.cassandra.dialect.cql import Token, significant
from gamemodel.engines.cassandra.dialect.options import CUSTOM, TAGS
from gamemodel.engines.cassandra.flavours import flavour


def validate_statement(text: str, name: str) -> tuple[str, ...]:
    """The reasons why a flavour refuses the statement; empty where it accepts it.

    For `keyspaces` the rules are those of its developer guide; they cannot be tried outside AWS.
    """
    words = significant(text)
    flat = _flat(words)
    found = [reason for pattern, reason in flavour(name).refuses if re.match(pattern, flat)]
    options = _options_set(words)
    if not flavour(name).custom:
        found += [f"{each} is an option of Amazon Keyspaces" for each in (CUSTOM, TAGS) if each in options]
    elif flat.startswith("ALTER TABLE") and len(options) > 1 and CUSTOM in options:
        found.append("Amazon Keyspaces takes one custom property per ALTER TABLE")
    return tuple(found)


def _flat(words: tuple[Token, ...]) -> str:
    """One line in capitals, names joined to their keyspace; strings keep their text without quotes."""
    text = " ".join(word.text.strip("'").upper() for word in words)
    return text.replace(" . ", ".")


def _options_set(words: tuple[Token, ...]) -> tuple[str, ...]:
    """Names before `=` at the level of WITH … AND …"""
    depth, found = 0, []
    for word, following in pairwise(words):
        depth += {"{": 1, "(": 1, "}": -1, ")": -1}.get(word.text, 0)
        if depth == 0 and following.text == "=" and word.kind == "word":
            found.append(word.text.lower())
    return tuple(found)
