"""What a term means beside the terminology: codes and displays that only the record has."""

from __future__ import annotations

import pytest

from medomics_ehr.cohort.terms import Terms
from medomics_ehr.errors import InputRefused

SHOWN = {
    "LOCAL-ccam//QEFA020": ("Mastectomie totale",),
    "LOCAL//M1": ("MASTECTOMIE TOTALE élargie",),
    "LOCAL//M2": ("Mastectomie partielle",),
    "LOCAL//M3": ("Mastectomie refusée, antécédent",),
    "LOCAL//M4": ("Mastectomies",),
    "SNOMED//1": ("Mastectomie (souhait)",),
    "LOCAL//R1": ("Radiothérapie, service de",),
    "LOCAL//H1": ("Hypertension portale",),
    "LOCAL//HOSP-77": ("Bilan maison",),
    "LOCAL-a//X-123": ("un",),
    "LOCAL-b//X-123": ("deux",),
    "LOCAL//12": ("trop court",),
}


def codes(term: str) -> set[str]:
    return {code.code for code in Terms(SHOWN, "fr").meaning(term).codes.codes}


@pytest.mark.parametrize("term", ["mastectomie", "mastectomy"])
def test_an_act_is_also_what_the_record_displays_as_a_sort_of_it(term: str) -> None:
    meaning = Terms(SHOWN, "fr").meaning(term)
    assert codes(term) & SHOWN.keys() == {"LOCAL-ccam//QEFA020", "LOCAL//M1"}
    assert meaning.origin == "value set mastectomy, displays in the record"


def test_another_act_with_a_longer_name_is_its_own() -> None:
    assert codes("mastectomie partielle") & SHOWN.keys() == {"LOCAL//M2"}


@pytest.mark.parametrize("term", ["hypertension", "radiothérapie"])
def test_neither_diseases_nor_treatments_are_found_so(term: str) -> None:
    assert not codes(term) & SHOWN.keys()


@pytest.mark.parametrize("term", ["HOSP-77", "hosp-77"])
def test_a_bare_code_of_the_record_is_understood(term: str) -> None:
    assert codes(term) == {"LOCAL//HOSP-77"}


def test_a_bare_code_keeps_the_system_of_its_shape() -> None:
    assert codes("QEFA020") == {"CCAM//QEFA020", "LOCAL-ccam//QEFA020"}
    assert {code.code for code in Terms().meaning("QEFA020").codes.codes} == {"CCAM//QEFA020"}


def test_a_bare_code_of_two_systems_is_refused_with_both() -> None:
    with pytest.raises(InputRefused, match="LOCAL-a//X-123, LOCAL-b//X-123"):
        codes("X-123")


def test_a_short_number_is_no_code() -> None:
    with pytest.raises(InputRefused, match="no term"):
        codes("12")
