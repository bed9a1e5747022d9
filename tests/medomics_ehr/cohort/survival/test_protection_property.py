"""Whatever the cohort: a curve that leaves has no step of few people and no small number."""

from __future__ import annotations

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from medomics_ehr.cohort.disclosure import Policy
from medomics_ehr.cohort.survival.kaplan_meier import curve
from medomics_ehr.cohort.survival.picture import ticks_of
from medomics_ehr.cohort.survival.protection import protected_curve

people = st.lists(st.tuples(st.integers(0, 900), st.booleans()), max_size=120)
policies = st.builds(Policy, st.integers(2, 15), st.sampled_from([1, 5, 10]))


@settings(max_examples=60, deadline=None)
@given(people, policies)
def test_every_step_is_of_enough_people(given: list[tuple[int, bool]], policy: Policy) -> None:
    frame = pd.DataFrame(given, columns=["days", "observed"]).astype({"days": "int64", "observed": "bool"})
    ticks = ticks_of(900)
    found = protected_curve(curve("all", frame), ticks, policy)
    small = set(range(1, policy.smallest))
    kept = [n for n in (found.people, found.events, *found.at_risk) if n is not None]
    assert all(n % policy.round_to == 0 for n in kept)
    if len(given) in small:
        assert (found.people, found.times, set(found.at_risk)) == (None, (), {None})
    for start, end in zip(found.times, found.times[1:], strict=False):
        had = sum(observed and start < days <= end for days, observed in given)
        had += sum(observed and days == 0 for days, observed in given) if start == 0 else 0
        assert had not in small
        assert had > 0
        assert sum(days > end for days, _ in given) not in small
