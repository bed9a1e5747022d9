"""An age, or a window, counts from the index date: where no fact gives one, the query is refused instead of empty."""

from __future__ import annotations

import pytest

from medomics_ehr.cohort.definition import refuse_undated
from medomics_ehr.cohort.readers.text import read_text
from medomics_ehr.cohort.terms import Terms
from medomics_ehr.errors import InputRefused


@pytest.mark.parametrize(
    "query",
    [
        "femmes de plus de 60 ans",
        "70 ans et plus",
        "moins de 40 ans",
        "patients over 70",
        "femmes sans cancer de plus de 60 ans",
        "hommes sauf chimiothérapie avant",
    ],
)
def test_an_age_without_a_dated_fact_is_refused_with_what_to_write(query: str) -> None:
    with pytest.raises(InputRefused, match="add a fact, such as `and cancer`"):
        refuse_undated(read_text(query, Terms()))


@pytest.mark.parametrize(
    "query",
    [
        "femmes de plus de 60 ans avec cancer du sein",
        "women over 60 with (diabetes or hypertension)",
        "melanoma at 15-39 years",
        "femmes",
        "femmes sans cancer",
    ],
)
def test_an_age_beside_a_fact_is_not(query: str) -> None:
    refuse_undated(read_text(query, Terms()))
