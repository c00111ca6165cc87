"""Differences that no live index accepts, each with the edits that lead around it."""

from __future__ import annotations

from collections.abc import Iterator

from gamemodel.change import Hints, Refusal
from gamemodel.engines.opensearch import codes
from gamemodel.engines.opensearch.dialect.in_place import Blocked, conflicts, settings_conflicts
from gamemodel.engines.opensearch.schema import Field, Indices, Schema


def deviations(old: Schema, new: Schema) -> Iterator[Refusal]:
    """What only a live server has. No change of the model leads there or back."""
    for each in (*old.deviations, *new.deviations):
        if each in old.deviations and each in new.deviations:
            continue
        yield Refusal(
            each.subject,
            codes.SHADOWED.id if each.words.startswith("shadowed") else codes.LIVE_DIFFERS.id,
            f"{each.subject.partition(':')[2]}: {each.words}",
            ("take it back by hand", "declare it in the model"),
            f"~ {each.subject}: {each.words}",
        )


def refusals(old: Indices, new: Indices, hints: Hints) -> Iterator[Refusal]:
    """Why existing indices cannot become `new`."""
    if (old.kind, old.pattern) != (new.kind, new.pattern):
        yield _kind_changed(old, new)
        return
    yield from _renames(old, new, hints)
    for blocked in conflicts(old, new):
        if not _may_differ(blocked.path, new):
            yield _fixed_field(old, new, blocked)
    if new.kind == "single":
        for blocked in settings_conflicts(old.settings, new.settings):
            yield Refusal(
                f"indices:{new.name}.settings",
                codes.FIXED_SETTING.id,
                f"{new.name}: {blocked.why}",
                ("keep it", "add `rebuild: by-job` under another index name, fill it, then drop this index"),
                f"~ setting {new.name}.{blocked.path} {blocked.was} -> {blocked.becomes}",
            )


def _kind_changed(old: Indices, new: Indices) -> Refusal:
    return Refusal(
        f"indices:{new.name}",
        codes.KIND_CHANGED.id,
        f"{old.kind} '{old.pattern}' cannot become {new.kind} '{new.pattern}' in place",
        (f"give the new one a name beside '{old.name}', feed both, then drop '{old.name}'",),
        f"~ indices {new.name}: {old.kind} {old.pattern} -> {new.kind} {new.pattern}",
    )


def _fixed_field(old: Indices, new: Indices, blocked: Blocked) -> Refusal:
    path = blocked.path
    retired = path not in old.mapping.paths() and path in dict(old.left)
    beside = f"add a field beside '{path}' with the new definition, feed both, then drop '{path}'"
    later = (
        "let a job rebuild it: another index name with `rebuild: by-job`"
        if new.kind == "single"
        else f"write `from_next_index: [{path}]`: indices made from now on have the new definition, older ones keep theirs"
    )
    return Refusal(
        f"indices:{new.name}.{path}",
        (codes.RETIRED_FIELD if retired else codes.FIXED_FIELD).id,
        f"{new.name}.{path}: {blocked.why}",
        (beside, later),
        f"~ field {new.name}.{path} {blocked.was} -> {blocked.becomes}",
    )


def _may_differ(path: str, indices: Indices) -> bool:
    """Whether the model lets the definition differ from one index to the next."""
    return indices.kind == "rebuilt" or any(path == each or path.startswith(each + ".") for each in indices.mixed)


def _renames(old: Indices, new: Indices, hints: Hints) -> Iterator[Refusal]:
    """Declared renames, which no index can do, and fields that vanished beside one just like them."""
    was, becomes = old.mapping.paths(), new.mapping.paths()
    gone = {path: field for path, field in was.items() if path not in becomes}
    fresh = {path: field for path, field in becomes.items() if path not in was}
    subject = f"indices:{new.name}"
    for path in sorted(gone):
        to = [name for name in sorted(fresh) if (f"{subject}.{path}", f"{subject}.{name}") in hints.renames]
        if to and new.kind != "rebuilt":
            yield Refusal(
                f"{subject}.{to[0]}",
                codes.RENAMED.id,
                f"{new.name}.{path} cannot be renamed to '{to[0]}': documents hold the old name",
                (f"keep '{path}' and add '{to[0]}' beside it, write both, then drop '{path}'",),
                f"~ field {new.name}.{path} -> {to[0]}",
            )
        elif not to and f"{subject}.{path}" not in hints.dropped:
            alike = [name for name, field in sorted(fresh.items()) if _same_but_name(field, gone[path])]
            if alike and "." not in path:
                yield Refusal(
                    f"{subject}.{path}",
                    codes.LOOKALIKE.id,
                    f"{new.name}.{path} vanished and '{alike[0]}' of the same definition appeared",
                    (
                        f"write `dropped: [{path}]` to drop it",
                        f"write `renamed_from: {path}` at '{alike[0]}' if it was renamed",
                    ),
                    f"~ field {new.name}.{path} -> {alike[0]}?",
                )


def _same_but_name(one: Field, other: Field) -> bool:
    return (one.type, one.params) == (other.type, other.params)
