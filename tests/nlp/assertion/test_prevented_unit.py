"""A cancer that is to be prevented is not there."""

from __future__ import annotations

import pytest

from nlp.coder import Coder, Report


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder.load(profile="fast")


def _assertions(coder: Coder, kind: str, text: str) -> dict[str, str]:
    found = coder.code(Report("r", text, None, "2024-05-15", "consultation"))
    return {text[f.start : f.end]: f.assertion for f in found if f.kind == kind}


@pytest.mark.parametrize(
    ("text", "disease", "assertion"),
    [
        ("Prévention du cancer du sein par tamoxifène", "cancer du sein", "absent"),
        ("Prevention of breast cancer with tamoxifen", "breast cancer", "absent"),
        ("Cancer du sein prophylaxie", "Cancer du sein", "absent"),
        ("Breast cancer prevention in a BRCA1 carrier", "Breast cancer", "absent"),
        ("Prevention of breast cancer recurrence with tamoxifen", "breast cancer", "possible"),
        ("Febrile neutropenia precautions", "Febrile neutropenia", "possible"),
        ("Febrile neutropenia precautions given.", "Febrile neutropenia", "possible"),
    ],
)
def test_what_is_to_be_prevented(coder: Coder, text: str, disease: str, assertion: str) -> None:
    assert _assertions(coder, "diagnosis", text)[disease] == assertion
