"""What can be proved of a whole model: each engine's own checks, and those that span stores. One file per check; printing is left to report/."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

from gamemodel.checks.codes import CODES
from gamemodel.checks.waivers import waive
from gamemodel.diagnostics import Diagnostic, ordered

if TYPE_CHECKING:
    from gamemodel.engine import Engine
    from gamemodel.model import Model

__all__ = ["CODES", "check_all", "waive"]


def check_all(
    model: Model, engine_of: Callable[[str], Engine[Any]], reviewed: Iterable[Diagnostic] = ()
) -> tuple[Diagnostic, ...]:
    """Every finding that no waiver accepts, in the order of places, and every waiver that accepts none.

    `engine_of` gives the engine of a name. `reviewed` are findings of pending differences (Engine.review): they are waived
    by the same waivers, and returned with the others.
    """
    from gamemodel.checks import money, privacy, references, renames, retention
    from gamemodel.checks.context import facts
    from gamemodel.checks.waivers import unused

    stores = model.topology.stores
    engines = {store.name: engine_of(store.engine) for store in stores}
    known = facts(model, {store.name: engines[store.name].stored(model, store) for store in stores})
    found = [diagnostic for store in stores for diagnostic in engines[store.name].check(model, store)]
    for check in (privacy, retention, references, renames, money):
        found += check.check(known)
    found += reviewed

    @cache
    def ids() -> frozenset[str]:
        from gamemodel.history import CODES as HISTORY
        from gamemodel.source.codes import CODES as SOURCE

        every = (CODES, SOURCE, HISTORY, *(each.codes() for each in engines.values()))
        changes = (rule.code for each in engines.values() for rule in each.rules())
        return frozenset(code.id for code in (*(c for codes in every for c in codes), *changes))

    unneeded = unused(found, model.waivers, ids)
    return ordered((*waive(found, model.waivers), *unneeded))
