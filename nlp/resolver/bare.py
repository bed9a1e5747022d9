"""Tumours told without a site: `cancer`, `CIS`, `teratoma`, placed by their sentence or by the report."""

from __future__ import annotations

import re

from nlp.candidates import Candidate
from nlp.resolver.context import site_in_context
from nlp.text.reading import Reading

#: Germ cell tumours of which a teratoma may be a part.
GERM_CELL = ("9064/3", "9065/3", "9070/3", "9071/3", "9081/3", "9085/3", "9100/3", "9101/3")
CIS = "8010/2"
UROTHELIAL = ("8120/3", "8130/3", "8131/3")
#: A leiomyoma in a report of a womb is a fibroid.
LEIOMYOMA = "8890/0"
_UTERUS = re.compile(r"\b(?:uter|myometr|endometr|hysterectom|adenomyos)")


def complete_bare(reading: Reading, candidate: Candidate, primary: str) -> None:
    """Fill in the code of a tumour that its own words give no site.

    >>> from nlp.assertion.spans import read_text
    >>> reading, told = read_text("No cancer."), Candidate(1, 2, "diagnosis", "", role="bare")
    >>> complete_bare(reading, told, "C50.9"); told.code
    'C50.9'
    """
    never = {"never", "jamais", "previous", "prior", "other", "autre", "anterieur"} & set(
        reading.words[max(0, candidate.first - 4) : candidate.first]
    )
    if candidate.assertion == "family" or candidate.data.get("family") or never:
        candidate.code = "C80.9"
        return
    column = candidate.data.get("column", "malignant")
    if column == "benign" and is_component(candidate, reading.candidates):
        candidate.code = ""
        return
    if column == "benign":
        candidate.code = site_in_context(reading, candidate, column)
        if candidate.data.get("morphology") == LEIOMYOMA and not candidate.code.startswith("D1"):
            candidate.code = "D25.9" if _UTERUS.search(reading.folded) else candidate.code
        return
    if column == "in_situ" and _beside_urothelial(reading, candidate):
        candidate.code = "D09.0"
        return
    if column == "in_situ":
        candidate.code = site_in_context(reading, candidate, column) or column_of(reading, primary, "in_situ")
        return
    candidate.code = primary or site_in_context(reading, candidate, column) or "C80.9"


def is_component(candidate: Candidate, candidates: list[Candidate]) -> bool:
    """`mixed germ cell tumour (teratoma 20%)`: a part of a malignant tumour is no benign disease."""
    if not (candidate.data.get("morphology") or candidate.code or "").startswith("9080"):
        return False
    return any(c.kind == "morphology" and c.code in GERM_CELL and c.assertion == "present" for c in candidates)


def _beside_urothelial(reading: Reading, candidate: Candidate) -> bool:
    """`carcinome urothélial avec CIS associé`: a carcinoma in situ of the same wall."""
    sentence = reading.sentence_of[candidate.first]
    return candidate.data.get("morphology") == CIS and any(
        c.kind == "morphology" and c.code in UROTHELIAL and reading.sentence_of[c.first] == sentence
        for c in reading.candidates
    )


def column_of(reading: Reading, primary: str, column: str) -> str:
    """The code of another column of the report's own organ, "" where it names none."""
    for match in reading.matches.get("site", ()):
        data = match.entry.data
        if data.get("malignant", "")[:3] == primary[:3] and data.get(column):
            return data[column]
    return ""
