"""What leaves the machine: nothing small can be read off or worked out from what is let out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from medomics_ehr.cohort.disclosure import Policy, protected_parts, protected_steps, too_close

EXACT = Policy(smallest=10, round_to=1)
COUNTS = st.integers(0, 60)


@given(st.lists(COUNTS, min_size=1, max_size=7).map(lambda counts: sorted(counts, reverse=True)))
def test_no_step_and_no_difference_of_steps_is_small(people: list[int]) -> None:
    out = [n for n in protected_steps(people, EXACT) if n is not None]
    assert not any(0 < n < 10 for n in out)
    assert not any(0 < abs(a - b) < 10 for a in out for b in out)


@given(st.lists(COUNTS, min_size=4, max_size=4))
def test_no_part_can_be_worked_out_from_the_total(counts: list[int]) -> None:
    parts = dict(zip("abcd", counts, strict=True))
    out = protected_parts(parts, EXACT)
    hidden = [name for name, n in out.items() if n is None]
    assert not any(0 < n < 10 for n in out.values() if n is not None)
    rest = sum(counts) - sum(n for n in out.values() if n is not None)
    others = [name for name in parts if parts[name] and name not in hidden]
    assert not hidden or len(hidden) > 1 or not others
    assert not hidden or rest >= 10 or not others


@given(st.integers(0, 10_000), st.sampled_from([1, 5, 10]))
def test_rounding_moves_a_count_by_at_most_half_a_step(count: int, step: int) -> None:
    rounded = Policy(round_to=step).rounded(count)
    assert rounded % step == 0
    assert abs(rounded - count) * 2 <= step


@given(st.frozensets(st.integers(0, 30)), st.frozensets(st.integers(0, 30)))
def test_close_sets_are_those_that_single_out_a_few(one: frozenset[int], other: frozenset[int]) -> None:
    assert too_close(one, other, EXACT) == too_close(other, one, EXACT)
    assert not too_close(one, one, EXACT)
    if one & other and 0 < len(one - other) < 10:
        assert too_close(one, other, EXACT)


@given(st.frozensets(st.integers(0, 40)), st.frozensets(st.integers(0, 40)))
def test_no_two_exports_and_their_difference_give_a_few_away(one: frozenset[int], other: frozenset[int]) -> None:
    """Counts of A, B and B without A, each pair of which may be let out, add up to no small |A without B|."""
    three = (one, other, other - one)
    if not any(too_close(a, b, EXACT) for a in three for b in three if a is not b):
        worked_out = len(one) - (len(other) - len(other - one))
        assert not one & other or not EXACT.is_small(worked_out)
