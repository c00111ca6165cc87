"""What follows from the rows of a ledger."""

from __future__ import annotations

from dataclasses import replace

from gamemodel.ledger import Entry, Head, Ledger


def ledger(*rows: tuple[str, ...]) -> Ledger:
    """Rows as `state revision position steps [direction] [note]`, numbered from 1."""
    entries = []
    for sequence, row in enumerate(rows, 1):
        state, revision, position, steps, *rest = row
        direction = "down" if "down" in rest else "up"
        note = next((r for r in rest if r != "down"), "")
        number = int(revision[:4]) if revision[:4].isdigit() else 0
        entries.append(Entry(sequence, state, revision, number, int(position), int(steps), direction, note=note))  # type: ignore[arg-type]
    return Ledger(None, tuple(entries))


def positions(of: Ledger) -> dict[str, list[int]]:
    return {revision: sorted(rows) for revision, rows in of.in_effect().items()}


def test_done_and_skipped_steps_are_in_effect_and_failed_ones_are_not() -> None:
    rows = ledger(
        ("done", "0001_a", "1", "3"),
        ("skipped", "0001_a", "2", "3"),
        ("intent", "0001_a", "3", "3"),
        ("failed", "0001_a", "3", "3"),
    )
    assert positions(rows) == {"0001_a": [1, 2]}
    assert [row.position for row in rows.skipped] == [2]


def test_an_intent_is_open_until_a_row_closes_it() -> None:
    begun = ledger(
        ("done", "0001_a", "1", "2"), ("intent", "0001_a", "2", "2"), ("progress", "0001_a", "2", "2", "row 500")
    )
    assert begun.open_intent is not None
    assert begun.open_intent.position == 2
    assert begun.cursor == "row 500"
    closed = ledger(("intent", "0001_a", "2", "2"), ("done", "0001_a", "2", "2"))
    assert closed.open_intent is None
    assert closed.cursor is None


def test_rows_undone_take_the_steps_of_one_change_out_of_effect() -> None:
    rows = ledger(
        *(("done", "0002_b", str(p), "5") for p in range(1, 6)),
        ("done", "0002_b", "1", "2", "down"),
        ("undone", "0002_b", "3", "3"),
    )
    assert positions(rows) == {"0002_b": [1, 2]}
    assert rows.undoing("0002_b") == frozenset()


def test_steps_down_count_until_they_are_summed_up() -> None:
    rows = ledger(("done", "0002_b", "1", "1"), ("done", "0002_b", "1", "2", "down"))
    assert rows.undoing("0002_b") == {1}
    assert positions(rows) == {"0002_b": [1]}


def test_a_stamp_records_every_step_and_a_stamp_down_forgets_them() -> None:
    assert positions(ledger(("stamp", "0001_a", "0", "3"))) == {"0001_a": [1, 2, 3]}
    assert positions(ledger(("stamp", "0001_a", "0", "3"), ("stamp", "0001_a", "0", "3", "down"))) == {}


def test_a_hold_lasts_until_it_is_released() -> None:
    held = ledger(("hold", "", "0", "0"))
    assert held.hold is not None
    assert ledger(("hold", "", "0", "0"), ("release", "", "0", "0")).hold is None


def test_restores_and_placements_are_no_revisions_but_their_intents_are_open() -> None:
    rows = ledger(("done", "0001_a", "1", "1"), ("intent", "placement:0001_a", "1", "1"))
    assert positions(rows) == {"0001_a": [1]}
    assert rows.open_intent is not None
    assert positions(ledger(("done", "placement:0001_a", "1", "1"))) == {}


def test_a_ledger_belongs_to_the_cluster_that_made_it_or_to_the_last_one_that_adopted_it() -> None:
    made = replace(ledger(("intent", "0001_a", "1", "1")), head=Head("game", "shop", "local", "first"))
    assert made.cluster == "first"
    rows = (*made.entries, Entry(2, "adopt", "", 0, note="second"), Entry(3, "adopt", "", 0, note="third"))
    adopted = replace(made, entries=rows)
    assert adopted.cluster == "third"
    assert adopted.open_intent is not None
    assert positions(adopted) == {}
    assert Ledger().cluster == ""
