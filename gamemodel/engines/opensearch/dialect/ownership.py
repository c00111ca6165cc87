"""How the objects of a store are marked as its own, and which names belong to it."""

from __future__ import annotations

import fnmatch
import json
from collections.abc import Iterable
from dataclasses import dataclass

from gamemodel.engines.opensearch.schema import Dialect, Pairs


def owner(model: str, store: str) -> Pairs:
    """The `_meta` of templates and mappings of a store."""
    values = {"managed_by": "gamemodel", "model": model, "store": store}
    return tuple(sorted((key, json.dumps(value)) for key, value in values.items()))


def note(model: str, store: str) -> str:
    """The description of a policy, which has no `_meta`."""
    return f"model {model}, store {store}"


@dataclass(frozen=True, slots=True)
class Ownership:
    """Which objects belong to a store: by name, by prefix, by mark. `ignore` holds patterns of names that do not."""

    model: str
    store: str
    dialect: Dialect
    prefix: str = ""
    ignore: tuple[str, ...] = ()

    def owns(self, name: str, meta: Pairs, expected: Iterable[str]) -> bool:
        """Whether an object is this store's."""
        if self.ignores(name):
            return False
        if name in expected or (self.prefix and name.startswith(self.prefix)):
            return True
        return bool(meta) and dict(owner(self.model, self.store)).items() <= dict(meta).items()

    def ignores(self, name: str) -> bool:
        return any(fnmatch.fnmatchcase(name, pattern) for pattern in self.ignore)
