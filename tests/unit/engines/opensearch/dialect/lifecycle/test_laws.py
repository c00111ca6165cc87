"""What holds for every lifecycle: it is written and read back as it was, within the grammars, in the order it says."""

from __future__ import annotations

import fnmatch
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from gamemodel.engines.opensearch.dialect.lifecycle import (
    ilm,
    ilm_reader,
    ilm_validator,
    ism,
    ism_reader,
    ism_validator,
    units,
)
from gamemodel.engines.opensearch.dialect.lifecycle.types import (
    Allocation,
    Lifecycle,
    Phase,
    PhaseName,
    Policy,
    Refused,
    Rollover,
    faults,
    normalised,
)
from gamemodel.engines.opensearch.dialect.patterns import intersect
from tests.unit.engines.opensearch.dialect.lifecycle import stored_policy
from tests.unit.engines.opensearch.dialect.lifecycle.hazards import hazards
from tests.unit.engines.opensearch.dialect.lifecycle.simulation import End, Stop, simulate

law = settings(deadline=None)
positive = st.integers(1, 2**63 - 1)
ages = st.one_of(st.integers(0, 400).map(lambda days: days * 86_400_000), st.integers(0, 10**13))
attributes = st.dictionaries(
    st.sampled_from(["box", "rack", "zone"]), st.text("abc,", min_size=1, max_size=3), max_size=2
)
rollovers = st.builds(
    Rollover,
    size=st.none() | positive,
    primary_shard_size=st.none() | positive,
    docs=st.none() | positive,
    age=st.none() | positive,
).filter(lambda rollover: rollover != Rollover())
notes = st.text(max_size=20)


@st.composite
def phases(draw: st.DrawFn, name: PhaseName, after: int) -> Phase:
    small = st.none() | st.integers(0, 2**31 - 1)
    merge = draw(st.none() | st.integers(1, 9))
    return Phase(
        name,
        after=0 if name is PhaseName.HOT else after,
        priority=draw(small),
        read_only=merge is not None or draw(st.booleans()),
        replicas=draw(small),
        allocation=draw(st.just(Allocation()) | st.builds(Allocation.of, attributes, attributes, attributes)),
        tier=draw(st.booleans()),
        shrink=draw(st.none() | st.integers(1, 9)),
        force_merge=merge,
    )


@st.composite
def lifecycles(draw: st.DrawFn) -> Lifecycle:
    warm, cold, delete = sorted(draw(st.tuples(ages, ages, ages)))
    drawn = [
        draw(phases(name, after)) for name, after in zip(PhaseName, (0, warm, cold), strict=True) if draw(st.booleans())
    ]
    return normalised(Lifecycle(draw(st.none() | rollovers), tuple(drawn), draw(st.sampled_from([None, delete]))))


@st.composite
def tame(draw: st.DrawFn) -> Lifecycle:
    """A lifecycle that both flavours can say."""
    lifecycle = draw(lifecycles())
    kept = []
    for phase in lifecycle.phases:
        hot, cold = phase.name is PhaseName.HOT, phase.name is PhaseName.COLD
        locked = phase.read_only and not (hot and lifecycle.rollover is None)
        kept.append(
            Phase(
                phase.name,
                phase.after,
                phase.priority,
                locked,
                None if hot else phase.replicas,
                Allocation() if hot else phase.allocation,
                force_merge=phase.force_merge if locked and not cold else None,
            )
        )
    return normalised(Lifecycle(lifecycle.rollover, tuple(kept), lifecycle.delete_after))


@law
@given(tame(), notes)
def test_both_flavours_are_read_back_as_the_same_lifecycle(lifecycle: Lifecycle, note: str) -> None:
    policy = Policy(lifecycle, note)
    in_ism, in_ilm = ism.write(policy), ilm.write(policy)
    assert not isinstance(in_ism, Refused), str(in_ism)
    assert not isinstance(in_ilm, Refused), str(in_ilm)
    assert (
        ism_reader.read(in_ism)
        == ism_reader.read(stored_policy.normal_form(in_ism))
        == ilm_reader.read(in_ilm)
        == policy
    )


@law
@given(lifecycles(), notes)
def test_whatever_is_written_is_read_back_and_within_the_grammar(lifecycle: Lifecycle, note: str) -> None:
    attached = Policy(lifecycle, note, ("orders-*",), 7)
    written = ism.write(attached)
    if not isinstance(written, Refused):
        assert ism_reader.read(written) == attached
        assert ism_validator.validate(written) == () == hazards(written)
    elsewhere = ilm.write(Policy(lifecycle, note))
    if not isinstance(elsewhere, Refused):
        assert ilm_reader.read(elsewhere) == Policy(lifecycle, note)
        assert ilm_validator.validate(elsewhere) == ()


@law
@given(tame())
def test_an_index_goes_through_the_phases_in_their_order(lifecycle: Lifecycle) -> None:
    written = ism.write(Policy(lifecycle))
    assert not isinstance(written, Refused)
    course = simulate(written)
    entered = [stop.state for stop in course.stops if not stop.action]
    after_hot = [str(phase.name) for phase in lifecycle.phases if phase.name is not PhaseName.HOT]
    assert entered == ["hot", *after_hot, *(["delete"] if lifecycle.delete_after is not None else [])]
    assert course.end is (End.COMPLETED if lifecycle.delete_after is None else End.DELETED)
    actions = [stop.action for stop in course.stops]
    if lifecycle.rollover is not None and "read_only" in actions:
        assert actions.index("rollover") < actions.index("read_only")
    assert Stop("hot") == course.stops[0]


@law
@given(
    st.builds(
        Lifecycle,
        st.none() | st.builds(Rollover, age=st.integers()),
        st.lists(phases(PhaseName.WARM, -1), max_size=2).map(tuple),
    )
)
def test_what_is_faulty_is_written_by_neither(lifecycle: Lifecycle) -> None:
    if faults(lifecycle):
        assert isinstance(ism.write(Policy(lifecycle)), Refused)
        assert isinstance(ilm.write(Policy(lifecycle)), Refused)


@law
@given(st.integers(0, 2**63 - 1))
def test_ages_and_sizes_lose_nothing(value: int) -> None:
    assert units.age(units.age_text(value)) == value
    if value:
        assert units.size(units.size_text(value)) == value
        assert units.stored_size(units.size_text(value)) == units.size_text(value)


WORDS = ["".join(letters) for length in range(7) for letters in product("ab", repeat=length)]


@settings(max_examples=200, deadline=None)
@given(st.text("ab*", max_size=4), st.text("ab*", max_size=4))
def test_two_patterns_overlap_when_a_name_matches_both(left: str, right: str) -> None:
    """Two patterns of at most four characters that overlap at all do so on a word of at most six letters of their own."""
    both = any(fnmatch.fnmatchcase(word, left) and fnmatch.fnmatchcase(word, right) for word in WORDS)
    assert intersect(left, right) == both
