"""What one edit of a model becomes in MySQL: changes with their statements, or a refusal with ways out."""

from __future__ import annotations

from dataclasses import replace

from gamemodel.change import Difference, Hints
from gamemodel.engines.mysql.schema import Schema
from gamemodel.step import Backfill, Check, Statement, Step
from tests.unit.engines.mysql.models import ENGINE, compiled, items

A = "  a: int32\n  s: string(20)"


def between(old: str, new: str, flavour: str = "mysql-9", extra: str = "") -> tuple[Schema, Difference[Schema]]:
    before = compiled(old, flavour, extra).schema
    after = compiled(new, flavour, extra, before)
    return before, ENGINE.diff(before, after.schema, after.hints)


def statements(old: str, new: str, flavour: str = "mysql-9", extra: str = "") -> list[str]:
    state, difference = between(old, new, flavour, extra)
    assert difference.refusals == ()
    texts = []
    for change in difference.changes:
        texts += [" ".join(step.text.split()) for step in change.steps(state) if isinstance(step, Statement)]
        state = change.apply_to(state)
    return texts


def refused(old: str, new: str) -> list[str]:
    found = between(old, new)[1].refusals
    assert all(each.help for each in found)
    return [each.code for each in found]


def test_a_new_optional_column_is_instant_and_last() -> None:
    assert statements(items(A), items("  n?: int32\n" + A)) == [
        "ALTER TABLE `items` ADD COLUMN `n` int NULL, ALGORITHM=INSTANT"
    ]


def test_aurora_before_8_0_29_rebuilds_to_drop() -> None:
    old, new = items(A), items("  s: string(20)")
    assert statements(old, new, "aurora-mysql-3", "at_least: '3.05'") == [
        "ALTER TABLE `items` DROP COLUMN `a`, ALGORITHM=INSTANT"
    ]
    assert statements(old, new, "aurora-mysql-3", "at_least: '3.04'") == [
        "ALTER TABLE `items` DROP COLUMN `a`, ALGORITHM=INPLACE, LOCK=NONE"
    ]


def test_a_varchar_that_crosses_255_bytes_is_copied() -> None:
    assert statements(items("  s: string(20)"), items("  s: string(63)"))[0].endswith("ALGORITHM=INPLACE, LOCK=NONE")
    assert statements(items("  s: string(20)"), items("  s: string(64)"))[0].endswith("ALGORITHM=COPY, LOCK=SHARED")
    assert statements(items("  s: string(64)"), items("  s: string(99)"))[0].endswith("ALGORITHM=INPLACE, LOCK=NONE")


def test_narrowing_is_refused_with_the_edit_to_make() -> None:
    assert refused(items("  a: int64"), items("  a: int32")) == ["GM220"]
    assert refused(items("  s: string(20)"), items("  s: string(10)")) == ["GM220"]


def test_a_required_column_needs_a_value_for_the_rows_that_exist() -> None:
    assert refused(items(A), items(A + "\n  n: int32")) == ["GM223"]
    assert statements(items(A), items(A + "\n  n: {type: int32, default: 3}")) == [
        "ALTER TABLE `items` ADD COLUMN `n` int NOT NULL DEFAULT 3, ALGORITHM=INSTANT"
    ]


def test_a_fill_is_added_filled_and_then_required() -> None:
    state, difference = between(items(A), items(A + '\n  n: {type: int32, fill: "(a + 1)"}'))
    steps: list[Step] = []
    for change in difference.changes:
        steps += change.steps(state)
        state = change.apply_to(state)
    assert [type(step) for step in steps] == [Statement, Backfill, Check, Check, Statement]
    fill, required = steps[1], steps[-1]
    assert isinstance(fill, Backfill)
    assert isinstance(required, Statement)
    assert fill.text == "UPDATE `items` SET `n` = (a + 1) WHERE `n` IS NULL AND (a + 1) IS NOT NULL"
    assert required.text.endswith("MODIFY COLUMN `n` int NOT NULL,\n  ALGORITHM=INPLACE, LOCK=NONE")


def test_a_default_that_is_drawn_for_each_row_is_filled_in() -> None:
    texts = statements(items(A), items(A + "\n  n: {type: timeuuid, default: now}"))
    assert texts[0] == "ALTER TABLE `items` ADD COLUMN `n` binary(16) NULL, ALGORITHM=INSTANT"
    assert "DEFAULT (uuid_to_bin(uuid()))" in texts[-1]


def test_a_rename_is_refused_unless_it_is_done_in_place() -> None:
    old, new = items(A), items("  b: {type: int32, renamed_from: a}\n  s: string(20)")
    assert refused(old, new) == ["GM221"]
    in_place = items("  b: {type: int32, renamed_from: a}\n  s: string(20)", "  rename: in-place")
    assert statements(old, in_place) == ["ALTER TABLE `items` RENAME COLUMN `a` TO `b`, ALGORITHM=INSTANT"]


def test_what_names_a_renamed_column_goes_and_comes_back() -> None:
    old = items("  a: status", "  generated: {g: {type: int, as: a + 1}}")
    new = items("  b: {type: status, renamed_from: a}", "  rename: in-place\n  generated: {g: {type: int, as: b + 1}}")
    words = [text.split("`items` ")[1].split(",")[0] for text in statements(old, new)]
    assert words[0].startswith("DROP CHECK `items_a_values`")
    assert "DROP COLUMN `g`" in words[1]
    assert "RENAME COLUMN `a` TO `b`" in words[2]
    assert any("ADD CONSTRAINT `items_b_values`" in each for each in words[3:])
    assert any("ADD COLUMN `g`" in each for each in words[3:])


def test_a_look_alike_stops() -> None:
    assert refused(items("  a: int32"), items("  b?: int32")) == ["GM222"]
    dropped = "dropped: [a]\n" + items("  b?: int32")
    assert [text.split("`items` ")[1] for text in statements(items("  a: int32"), dropped)] == [
        "ADD COLUMN `b` int NULL, ALGORITHM=INSTANT",
        "DROP COLUMN `a`, ALGORITHM=INSTANT",
    ]


def test_virtual_does_not_become_stored() -> None:
    block = "  generated: {g: {type: int, as: a + 1%s}}"
    assert refused(items(A, block % ""), items(A, block % ", stored: true")) == ["GM224"]


def test_a_renamed_index_is_recognised_and_a_changed_one_is_never_missing() -> None:
    block = "  indexes: {%s: {on: [%s], why: x}}"
    assert statements(items(A, block % ("i", "a")), items(A, block % ("j", "a"))) == [
        "ALTER TABLE `items` RENAME KEY `i` TO `j`, ALGORITHM=INPLACE, LOCK=NONE"
    ]
    assert statements(items(A, block % ("i", "a")), items(A, block % ("i", "a, s"))) == [
        "ALTER TABLE `items` DROP KEY `i`, ADD KEY `i` (`a`, `s`), ALGORITHM=INPLACE, LOCK=NONE"
    ]


def test_partitions_are_added_and_dropped_in_place_and_dropping_destroys() -> None:
    block = "  partitioning: {range: n, partitions: {%s}}"
    fields, key = "  n: int32", "  primary_key: [id, n]\n"

    def parted(parts: str) -> str:
        return items(fields, key + block % parts).replace("  primary_key: [id]\n", "")

    added = statements(parted("p0: 10"), parted("p0: 10, p1: 20"))
    assert added == [
        "ALTER TABLE `items` ALGORITHM=INPLACE, LOCK=NONE, ADD PARTITION (PARTITION `p1` VALUES LESS THAN (20))"
    ]
    _, difference = between(parted("p0: 10, p1: 20"), parted("p1: 20"))
    assert [change.destroys for change in difference.changes] == [True]


def test_an_enum_value_changes_its_check_and_is_warned_of() -> None:
    old, new = items("  a: {type: int32}", "  checks: {k: a > 0}"), items("  a: {type: int32}", "  checks: {k: a > 1}")
    before, difference = between(old, new)
    store = None
    found = ENGINE.review(before, difference, store)  # type: ignore[arg-type]  # no rule asks the store
    assert {each.code for each in found} == {"GM233", "GM720"}


def test_a_table_that_the_model_does_not_declare_is_drift() -> None:
    """GM638 is documented, but such a table is a difference like any other."""
    declared = compiled(items()).schema
    live = declared.with_table(replace(declared.require("items"), name="tmp_x"))
    (change,) = ENGINE.diff(live, declared, Hints()).changes
    assert change.describe() == "- table tmp_x"
