"""Histologies as the report means them: a bare name at its site, a repeated name as exactly as elsewhere."""

from __future__ import annotations

from medomics_ehr.terminology.icdo3 import at_site
from nlp.candidates import Candidate
from nlp.parsers.diagnoses.codes import of_soft_tissue
from nlp.resolver.bare import is_component
from nlp.resolver.context import site_in_context
from nlp.text.reading import Reading

#: Sarcoma, not otherwise specified.
SARCOMA = "8800/3"
#: A general name to the first and last code of the histologies that sharpen it (ICD-O-3.2, groups).
_GENERAL = {
    "9590/3": (9591, 9729), "9591/3": (9670, 9729), "9050/3": (9051, 9053), "8850/3": (8851, 8859),
    "8720/3": (8721, 8746), "9800/3": (9805, 9948), "9801/3": (9805, 9931), "8312/3": (8310, 8319),
    "8800/3": (8801, 9581),
}  # fmt: skip
#: The same for diagnoses: a general code to the starts of the exact ones that repeat mentions of its words may mean.
_GENERAL_DIAGNOSES = {
    "C85.9": ("C81", "C82", "C83", "C84", "C85", "C86", "C88"), "C95.0": ("C91", "C92"), "C95.9": ("C91", "C92"),
    "I82.9": ("I80", "I81", "I82.2", "I82.3", "I67.6"), "A41.9": ("A40", "A41.0", "A41.1", "A41.5"),
    "E03.9": ("E03.2", "E89.0"), "E06.9": ("E06.1", "E06.3", "E06.4"), "E14.9": ("E10", "E11", "E13"),
    "G62.9": ("G62.0",), "I48.9": ("I48.0", "I48.1", "I48.2"), "J18.9": ("J69.0", "J70", "B59"),
    "K52.9": ("K50", "K51", "K52.0", "K52.1"), "K74.6": ("K70.3",), "K85.9": ("K85.1", "K85.3"),
    "D32.9": ("D32.0", "D32.1"),
    "N18.9": ("N18.1", "N18.2", "N18.3", "N18.4", "N18.5"), "N19": ("N17", "N18"),
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
            candidate.code = "9080/3" if is_component(candidate, candidates) else at_site(candidate.code, site)
            if candidate.code == "8010/3" and site.startswith(("C50", "D05")) and _is_invasive(reading, candidate):
                candidate.code = "8500/3"


def _is_invasive(reading: Reading, candidate: Candidate) -> bool:
    """`carcinome infiltrant` of a breast is of no special type (WHO 2019: 8500/3)."""
    words = reading.words[candidate.first : candidate.last]
    return any(word.startswith(("infiltr", "invasi")) for word in words)


def _own_site(candidate: Candidate, candidates: list[Candidate]) -> str:
    for other in candidates:
        overlaps = other.first < candidate.last and candidate.first < other.last
        if other.kind == "diagnosis" and overlaps and other.code == "D09.0":
            return "C67.9"  # Of the bladder's wall, as is what stands beside it.
        if other.kind == "diagnosis" and overlaps and (other.code or "").startswith("C"):
            return other.code or ""
    return ""


def sharpen_histologies(candidates: list[Candidate]) -> None:
    """A general name takes the one exact code of its group that the report gives the patient.

    >>> named = [Candidate(0, 1, "morphology", "9680/3"), Candidate(5, 6, "morphology", "9590/3")]
    >>> sharpen_histologies(named); named[1].code
    '9680/3'
    """
    stated = [c for c in candidates if c.assertion not in ("family", "absent", "possible")]
    histologies = {c.code for c in stated if c.kind == "morphology" and c.code}
    cancers = {c.code for c in stated if c.kind == "diagnosis" and c.code}
    diseases = {c.code for c in candidates if c.kind == "diagnosis" and c.code and c.assertion != "family"}
    for candidate in sorted(candidates, key=lambda c: c.kind != "diagnosis"):
        code, general = candidate.code or "", candidate.assertion in ("family", "historical", "possible")
        if candidate.kind == "morphology" and code in _GENERAL and not general:
            exact = {c for c in histologies if _sharpens(c, code)}
            exact -= {c for c in exact if c in _GENERAL and any(_sharpens(other, c) for other in exact)}
            if code == SARCOMA and not _at_one_site(candidate, candidates, exact):
                continue
        elif candidate.kind == "diagnosis" and code in _GENERAL_DIAGNOSES and not (general and code[0] in "CD"):
            known = cancers if code.startswith("C") else diseases
            exact = {c for c in known if c.startswith(_GENERAL_DIAGNOSES[code])} - {code}
        else:
            continue
        if len(exact) > 1 and candidate.kind == "morphology":
            exact = _of_same_disease(candidate, candidates, exact)
        candidate.code = exact.pop() if len(exact) == 1 else code


def _sharpens(exact: str, general: str) -> bool:
    """Whether a histology is one of those that a general name may repeat: a sarcoma of soft tissue or of bone."""
    if general == SARCOMA:
        return exact != SARCOMA and (of_soft_tissue(exact) or "9180/3" <= exact <= "9261/3" or exact == "9364/3")
    first, last = _GENERAL[general]
    return first <= int(exact[:4]) <= last and exact not in _GENERAL


def _at_one_site(candidate: Candidate, candidates: list[Candidate], exact: set[str]) -> bool:
    """Whether a sarcoma told with its site has that of the exact one: another site may have another sarcoma."""
    site = _own_site(candidate, candidates)[:3]
    named = {_own_site(c, candidates)[:3] for c in candidates if c.kind == "morphology" and c.code in exact}
    return not site or site in named


def _of_same_disease(candidate: Candidate, candidates: list[Candidate], exact: set[str]) -> set[str]:
    """Of several exact histologies those of the disease that the general one has: the acute leukaemia's, told anew."""
    disease = _own_site(candidate, candidates)
    named = [c for c in candidates if c.kind == "morphology" and c.code in exact]
    return {c.code or "" for c in named if disease and _own_site(c, candidates) == disease}
