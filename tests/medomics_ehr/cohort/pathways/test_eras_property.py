"""Whatever the exposures: no two stretches of days overlap but for single days, and no treatment is invented."""

from __future__ import annotations

import datetime as dt
import itertools

from hypothesis import given
from hypothesis import strategies as st

from medomics_ehr.cohort.pathways.eras import Era, collapsed, combined
from medomics_ehr.cohort.pathways.paths import path_of
from medomics_ehr.cohort.pathways.settings import Settings

DAY = dt.date(2020, 1, 1)
exposures = st.lists(
    st.builds(
        lambda name, start, days: Era(DAY + dt.timedelta(start), DAY + dt.timedelta(start + days), (name,)),
        st.sampled_from("ABC"),
        st.integers(0, 200),
        st.integers(0, 90),
    ),
    max_size=8,
)
windows = st.sampled_from([0, 5, 30, 45])
settings = st.builds(
    Settings,
    era_gap=windows,
    combination_window=windows,
    min_remainder=windows,
    repeats=st.sampled_from(["first", "changes", "all"]),
    max_depth=st.integers(1, 5),
)


def days_under(eras: list[Era]) -> set[tuple[str, dt.date]]:
    return {(name, e.start + dt.timedelta(n)) for e in eras for n in range(e.days) for name in e.treatments}


@given(exposures, settings)
def test_stretches_do_not_overlap_and_hold_only_what_was_given(given: list[Era], settings: Settings) -> None:
    eras = collapsed(given, settings.era_gap)
    found = combined(eras, settings)
    lasting = [era for era in found if era.days > 1]
    assert all(a.end < b.start for a, b in itertools.pairwise(lasting))
    assert days_under(found) <= days_under(eras)
    assert {name for era in found for name in era.treatments} == {name for era in eras for name in era.treatments}


@given(exposures, settings)
def test_the_order_of_rows_changes_nothing(given: list[Era], settings: Settings) -> None:
    assert path_of(given, settings) == path_of(given[::-1], settings)


@given(exposures, settings)
def test_a_path_is_no_longer_than_asked_and_repeats_as_asked(given: list[Era], settings: Settings) -> None:
    path = path_of(given, settings)
    assert len(path) <= settings.max_depth
    if settings.repeats == "first":
        assert len(set(path)) == len(path)
    if settings.repeats == "changes":
        assert all(a != b for a, b in itertools.pairwise(path))
