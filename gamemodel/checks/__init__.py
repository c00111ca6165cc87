"""What can be proved of a whole model: the checks of each engine, and those that span stores. One file per check."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

from gamemodel.checks.codes import CODES
from gamemodel.checks.waivers import KnownCodes, waive
from gamemodel.diagnostics import Diagnostic, Severity, ordered

if TYPE_CHECKING:
    from gamemodel.engine import Engine
    from gamemodel.model import Model

__all__ = ["CODES", "check_all", "check_pending", "waive"]


def check_all(model: Model, engine_of: Callable[[str], Engine[Any]]) -> tuple[Diagnostic, ...]:
    """Every finding that no waiver accepts, in the order of places, and every waiver that accepts none."""
    from gamemodel.checks import money, privacy, references, renames, retention
    from gamemodel.checks.context import check_context
    from gamemodel.checks.waivers import unused

    stores = model.topology.stores
    engines = {store.name: engine_of(store.engine) for store in stores}
    known = check_context(model, {store.name: engines[store.name].stored(model, store) for store in stores})
    found = [diagnostic for store in stores for diagnostic in engines[store.name].check(model, store)]
    for check in (privacy, retention, references, renames, money):
        found += check.check(known)
    return ordered((*waive(found, model.waivers), *unused(found, model.waivers, known_codes)))


def check_pending(
    model: Model, reviewed: Iterable[Diagnostic], pending: Collection[str], recorded: Collection[str]
) -> tuple[Diagnostic, ...]:
    """Waivers of changes and names under `dropped:` in topology.yaml that nothing pending needs.

    `reviewed` is what the rules found before any waiver; `pending` and `recorded` are the subjects of the pending changes and
    of those in the history.
    """
    from gamemodel.checks.renames import check_dropped
    from gamemodel.checks.waivers import unused_of_changes

    unneeded = unused_of_changes(reviewed, model.waivers, known_codes)
    return ordered((*unneeded, *check_dropped(model.topology.dropped, pending, recorded)))


@cache
def known_codes() -> KnownCodes:
    """All codes."""
    from gamemodel.engine import NAMES, get
    from gamemodel.history import CODES as HISTORY
    from gamemodel.source.codes import CODES as SOURCE

    engines = tuple(get(name) for name in NAMES)
    of_changes = frozenset(rule.code.id for each in engines for rule in each.rules())
    of_engines = frozenset(code for each in engines for code in each.codes())
    every = frozenset(code.id for code in (*CODES, *SOURCE, *HISTORY, *of_engines)) | of_changes
    diffs = {code.id for code in of_engines if code.id.startswith("GM2") and code.severity is Severity.ERROR}
    return KnownCodes(every, of_changes, frozenset(diffs | {code.id for code in HISTORY}) - of_changes)
