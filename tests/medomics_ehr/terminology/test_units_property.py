"""Units as records write them: no text raises, capitals are the same unit, and a conversion undoes its reverse."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medomics_ehr.terminology.units import factor

UNITS = ("g/L", "mg/dL", "umol/L", "10*9/L", "10*3/uL", "U/mL", "kat", "mm[Hg]", "mU/L", "cm2", "%")
PIECES = st.sampled_from(["10*", "10^", "-", "9", "400", "99", "/", ".", "g", "L", "m", "M", "[", "]", "{", "}", "kat"])
ODD = st.one_of(st.text(), st.lists(PIECES, max_size=40).map("".join))


@given(ODD, ODD)
def test_no_text_raises_and_a_factor_is_a_number_to_convert_by(first: str, second: str) -> None:
    for wanted in (second, "g/L"):
        times = factor(first, wanted)
        assert times is None or (math.isfinite(times) and times > 0)


@given(st.sampled_from(UNITS), st.sampled_from(UNITS))
def test_there_and_back_is_one(first: str, second: str) -> None:
    there, back = factor(first, second), factor(second, first)
    assert (there is None) == (back is None)
    if there is not None and back is not None:
        assert there * back == pytest.approx(1)


@pytest.mark.parametrize("unit", ["U/mL", "IU/mL", "mg/dL", "mmol/L", "g/L", "ng/mL", "mU/L", "mmHg"])
def test_a_unit_in_capitals_is_the_same_unit(unit: str) -> None:
    assert factor(unit, unit.upper()) == factor(unit.upper(), unit) == 1.0
    assert factor(unit[0].upper() + unit[1:], unit) == 1.0


@pytest.mark.parametrize("unit", ["10*400/L", "10*-400/L", "g400", "10*99.10*99.10*99.10*99", "g" + "9" * 5000])
def test_a_power_that_no_laboratory_has_is_no_unit(unit: str) -> None:
    assert factor(unit, "g/L") is None
    assert factor("g/L", unit) is None


def test_a_megalitre_is_never_guessed() -> None:
    """UCUM has it; a laboratory that writes it means a millilitre, in capitals."""
    assert factor("ng/ML", "ug/L") is None
    assert factor("MBq", "kBq") == 1000.0
