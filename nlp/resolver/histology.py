"""Histologies as the report means them: a bare name at its site, a repeated name as exactly as elsewhere."""

from __future__ import annotations

from medomics_ehr.terminology.icdo3 import at_site
from nlp.candidates import Candidate
from nlp.resolver.context import site_in_context
from nlp.text.reading import Reading

#: A general name to the first and last code of the histologies that sharpen it (ICD-O-3.2, groups).
_GENERAL = {
    "9590/3": (9591, 9729), "9591/3": (9670, 9729), "9050/3": (9051, 9053), "8850/3": (8851, 8859),
    "8720/3": (8721, 8746), "9800/3": (9805, 9948), "9801/3": (9805, 9931), "8312/3": (8310, 8319),
}  # fmt: skip
#: The same for the diagnoses of blood and lymph, whose exact codes lie in other categories.
_GENERAL_DIAGNOSES = {
    "C85.9": ("C81", "C82", "C83", "C84", "C85", "C86", "C88"), "C95.0": ("C91", "C92"), "C95.9": ("C91", "C92"),
}  # fmt: skip


def place_histologies(reading: Reading, candidates: list[Candidate], primary: str) -> None:
    """Give each bare histology the code that it has at its own site, else in its sentence's, else in the primary's.

    >>> from nlp.assertion.spans import read_text
    >>> reading, papillary = read_text("A papillary carcinoma."), Candidate(1, 3, "morphology", "8050/3")
    >>> place_histologies(reading, [papillary], "C73"); papillary.code
    '8260/3'
    """
    for candidate in candidates:
        if candidate.kind == "morphology" and candidate.code:
            site = _own_site(candidate, candidates) or site_in_context(reading, candidate, "malignant") or primary
            candidate.code = at_site(candidate.code, site)


def _own_site(candidate: Candidate, candidates: list[Candidate]) -> str:
    for other in candidates:
        overlaps = other.first < candidate.last and candidate.first < other.last
        if other.kind == "diagnosis" and overlaps and (other.code or "").startswith("C"):
            return other.code or ""
    return ""


def sharpen_histologies(candidates: list[Candidate]) -> None:
    """A general name takes the one exact code of its group that the report gives the patient.

    >>> named = [Candidate(0, 1, "morphology", "9680/3"), Candidate(5, 6, "morphology", "9590/3")]
    >>> sharpen_histologies(named); named[1].code
    '9680/3'
    """
    own = [c for c in candidates if c.assertion not in ("family", "absent", "possible")]
    histologies = {c.code for c in own if c.kind == "morphology" and c.code}
    diagnoses = {c.code for c in own if c.kind == "diagnosis" and c.code}
    for candidate in candidates:
        if candidate.assertion in ("family", "historical"):
            continue
        if candidate.kind == "morphology" and candidate.code in _GENERAL:
            first, last = _GENERAL[candidate.code]
            exact = {code for code in histologies if first <= int(code[:4]) <= last and code not in _GENERAL}
            candidate.code = exact.pop() if len(exact) == 1 else candidate.code
        elif candidate.kind == "diagnosis" and candidate.code in _GENERAL_DIAGNOSES:
            exact = {code for code in diagnoses if code.startswith(_GENERAL_DIAGNOSES[candidate.code])}
            exact.discard(candidate.code)
            candidate.code = exact.pop() if len(exact) == 1 else candidate.code
