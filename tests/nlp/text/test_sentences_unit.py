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
