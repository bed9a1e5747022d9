"""Sentences and sections as a reader sees them. Texts are our own."""

import pytest

from nlp.assertion.spans import read_text


def sentences(text: str) -> list[str]:
    reading = read_text(text)
    return [reading.slice(s.first, s.last) for s in reading.sentences]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pas de lésion hépatique ni\npulmonaire.", ["Pas de lésion hépatique ni\npulmonaire."]),
        ("Vu par le Dr. Roy. Scanner normal.", ["Vu par le Dr. Roy.", "Scanner normal."]),
        ("Nodule de 3.8 mm stable.", ["Nodule de 3.8 mm stable."]),
        ("- FOLFOX\n- Scanner", ["- FOLFOX", "- Scanner"]),
        ("un ganglion sur deux. pT3b pN1a M0", ["un ganglion sur deux.", "pT3b pN1a M0"]),
        ("AFP      188 kU/L\nLDH      402 U/L", ["AFP      188 kU/L", "LDH      402 U/L"]),
    ],
)
def test_where_sentences_end(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@pytest.mark.parametrize(
    ("text", "sections"),
    [
        ("ATCD : HTA.\nPoids stable.", ["history", "history"]),
        ("Familiaux : père, cancer colique.\nPS 0", ["family", ""]),
        ("CONCLUSION\nStable.\n\nDÉCISION\n1) FOLFOX.", ["conclusion", "conclusion", "plan", "plan"]),
        ("MDT view: surgery first.", ["plan"]),
        ("| decision |\n* debulking", ["plan", "plan"]),
    ],
)
def test_sections(text: str, sections: list[str]) -> None:
    assert [s.section for s in read_text(text).sentences] == sections


def test_short_lines_of_a_list_are_apart_whatever_letter_they_begin_with() -> None:
    text = (
        "La patiente est revue ce jour avec son mari, en bon état général, au terme de la quatrième cure.\n"
        "Pilulier\nallopurinol jusqu'en 2015, pas de goutte\nfurosémide, ancien\névérolimus à commencer"
    )
    items = ["allopurinol jusqu'en 2015, pas de goutte", "furosémide, ancien", "évérolimus à commencer"]
    assert sentences(text)[-3:] == items
