"""Folding is total and stable; what is indexed is found whatever its case and accents."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from medomics_ehr.terminology.matcher import TermIndex, fold

TEXT = st.text(max_size=60)


@given(TEXT)
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="abcdefgéèàçôïœ -'", min_size=1, max_size=40))
def test_case_and_decomposed_accents_do_not_matter(text):
    index = TermIndex([(text, 1)])
    assert index.find(unicodedata.normalize("NFD", text.upper())) == index.find(text) == (1,)


@given(TEXT, TEXT)
def test_near_terms_are_indexed_terms(known, asked):
    assert set(TermIndex([(known, 1)]).near(asked)) <= {known}
