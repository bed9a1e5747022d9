"""Components and stage groups of TNM, 8th edition."""

from __future__ import annotations

import pytest

from medomics_ehr.terminology import tnm


@pytest.mark.parametrize(
    "text",
    ["T1", "cT2", "pT3", "ypT1b", "pT1a2", "pTis", "pTis(DCIS)", "pTa", "T4d", "pT1mi", "pT2(m)", "ypT0", "rT2", "pTX",
     "N0", "pN1a", "cN2b", "pN1mi", "pN0(i+)", "pN0(sn)", "ypN0", "pNx", "N3c", "M0", "cM0", "pM1a", "M1c", "M1b",
     "R0", "R1", "L1", "V0", "Pn1", "S1", "G2"],
)  # fmt: skip
def test_components_are_recognised(text: str) -> None:
    assert tnm.is_component(text)


@pytest.mark.parametrize("text", ["", "T", "T5", "N4", "M2", "pM", "T12", "L5", "IIIA", "T1N0"])
def test_other_text_is_not_a_component(text: str) -> None:
    assert not tnm.is_component(text)


@pytest.mark.parametrize(
    "text", ["stage 0", "stage I", "stage IA3", "stage IIIC", "stage IVB", "stage IVE", "stage IS"]
)
def test_stage_groups_are_recognised(text: str) -> None:
    assert tnm.is_stage_group(text)
    assert tnm.group_of(text) in {"0", "I", "II", "III", "IV"}


def test_the_main_group_of_other_text_is_refused() -> None:
    with pytest.raises(ValueError, match="stage group"):
        tnm.group_of("pT2")
