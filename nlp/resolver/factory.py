"""The resolver: fills codes that a mention leaves to the report, sharpens repeats, drops doubles, freezes findings."""

from __future__ import annotations

from medomics_ehr.contracts.finding import Finding
from medomics_ehr.terminology.icdo3 import lesion_at
from nlp.candidates import Candidate
from nlp.confidence.weights import confidence_of
from nlp.parsers.diagnoses.codes import SKIN, nodes_of, refine
from nlp.resolver.at_organ import name_organs, organ_of_stones
from nlp.resolver.bare import column_of, complete_bare
from nlp.resolver.causes import name_causes
from nlp.resolver.context import site_in_context
from nlp.resolver.headed import name_headed
from nlp.resolver.histology import place_histologies, sharpen_histologies
from nlp.resolver.primary import bladder_of_urothelium, dominant_site, primary_code, sharpen
from nlp.resolver.relapses import name_bare_cancers, name_relapses
from nlp.resolver.told_causes import name_told_causes
from nlp.text.reading import Reading


def resolve(reading: Reading) -> tuple[Finding, ...]:
    """The findings of a reading, in the order of the text.

    >>> from nlp.assertion.spans import read_text
    >>> reading = read_text("Cancer du rein. Pas de récidive.")
    >>> reading.candidates = [Candidate(0, 3, "diagnosis", "C64"), Candidate(6, 7, "diagnosis", "", role="recurrence")]
    >>> [finding.code for finding in resolve(reading)]
    ['C64', 'C64']
    """
    return tuple(c.to_finding(reading, confidence_of(c, reading.weighed)) for c in settle(reading))


def settle(reading: Reading) -> list[Candidate]:
    """The candidates that become findings, their codes complete, in the order of the text."""
    name_headed(reading, reading.candidates)
    sharpen(reading, reading.candidates)
    primary = primary_code(reading.candidates, reading.report_date)
    organ = primary or _likely_organ(reading)
    for candidate in reading.candidates:
        if candidate.kind == "diagnosis":
            _complete(reading, candidate, primary or organ)
    _return_to_their_tumours(reading.candidates, primary)
    name_relapses(reading, reading.candidates, primary)
    name_bare_cancers(reading, reading.candidates, primary)
    place_histologies(reading, reading.candidates, organ)
    name_organs(reading, reading.candidates)
    sharpen_histologies(reading.candidates)
    name_told_causes(reading, reading.candidates)
    name_causes(reading, reading.candidates)
    kept = _without_doubles([c for c in reading.candidates if c.kind != "diagnosis" or c.code])
    return sorted(kept, key=lambda c: (c.first, -c.last, c.kind))


def _likely_organ(reading: Reading) -> str:
    """The organ of a report that names no cancer of its own, "" where nothing tells it."""
    return dominant_site(reading, reading.candidates) or bladder_of_urothelium(reading, reading.candidates)


def _complete(reading: Reading, candidate: Candidate, primary: str) -> None:
    if candidate.assertion == "historical" and (candidate.code or "").startswith(("I21", "I22")):
        candidate.code = "I25.2"  # ICD-10: an old infarction has a code of its own.
    if candidate.code == "C77.9":
        candidate.code = nodes_of(primary)
    own = candidate.assertion != "family" and not candidate.data.get("family")
    if own and (candidate.code or "").startswith(SKIN) and (candidate.code or "").endswith(".9"):
        candidate.code = refine(candidate.code or "", site_in_context(reading, candidate, "malignant"))
    if candidate.role == "metastasis":
        if not candidate.code:
            candidate.code = (
                _of_origin(reading, candidate, primary) or site_in_context(reading, candidate, "secondary") or "C79.9"
            )
            candidate.code = nodes_of(primary) if candidate.code == "C77.9" else candidate.code
        if candidate.code == "C77.1" and _at_hilum(reading, candidate, primary):
            candidate.code = nodes_of(primary)  # `Hilar nodes: no metastasis` of a liver or a kidney.
    elif candidate.role == "recurrence":
        candidate.code = candidate.code or primary
    elif candidate.role == "bare":
        complete_bare(reading, candidate, primary)
    elif candidate.role == "lesion" and not candidate.code:
        _complete_lesion(reading, candidate)
    elif candidate.role == "stromal":
        site = site_in_context(reading, candidate, "malignant")
        told = site[:3] in STROMAL and not site.endswith(".9") and site[:3] != "C48"
        candidate.code = site if told else primary if primary[:3] in STROMAL else ""


def _at_hilum(reading: Reading, candidate: Candidate, primary: str) -> bool:
    """Whether nodes of a hilum are those of the primary's organ; nodes named outright are the chest's for a kidney."""
    if primary[:3] not in OF_A_HILUM or (candidate.rule == "parser:metastasis" and primary.startswith("C6")):
        return False
    told = reading.folded[max(0, reading.starts[candidate.first] - 40) : reading.ends[candidate.last - 1]]
    return "mediastin" not in told and ("hilaire" in told or "hilar" in told or "hile" in told)


def _of_origin(reading: Reading, candidate: Candidate, organ: str) -> str:
    """A metastasis told by its origin alone is in the organ that the report is of: `métastase d'origine colique`."""
    return column_of(reading, organ, "secondary") if candidate.data.get("origin") and organ else ""


def _complete_lesion(reading: Reading, candidate: Candidate) -> None:
    lesion, lang = candidate.data["lesion"], candidate.data["lang"]
    site = site_in_context(reading, candidate, "malignant")
    candidate.code = (lesion_at(lesion, lang, site) if site else "") or ""
    if not candidate.code and lesion.startswith(("lithias", "calcul")):
        organ = organ_of_stones(reading, candidate)
        candidate.code = (lesion_at(lesion, lang, organ) if organ else "") or ""


def _return_to_their_tumours(candidates: list[Candidate], primary: str) -> None:
    """A relapse in an organ in which the patient had a cancer is that cancer's, `récidive pelvienne` the primary's."""
    tumours = [c.code or "" for c in candidates if c.role == "tumour" and c.assertion != "family"]
    for candidate in candidates:
        malignant = candidate.data.get("malignant", "")[:3] if candidate.role == "recurrence" else ""
        if malignant and malignant == primary[:3]:
            candidate.code = primary
        elif malignant:
            own = [code for code in tumours if code.startswith(malignant)]
            regional = primary if candidate.code == "C79.8" else candidate.code
            candidate.code = max(own, key=lambda code: not code.endswith(".9")) if own else regional or candidate.code


#: Organs of the abdomen with a hilum and its nodes.
OF_A_HILUM = ("C22", "C23", "C24", "C64", "C65")
#: Organs in which a stromal tumour named alone is the report's own.
STROMAL = frozenset(["C15", "C16", "C17", "C18", "C20", "C26", "C48"])


def _without_doubles(candidates: list[Candidate]) -> list[Candidate]:
    """One finding for each kind, content and overlapping span; the surest, then the longest."""
    kept: list[Candidate] = []
    at: dict[tuple[str, int], list[Candidate]] = {}
    for candidate in sorted(candidates, key=lambda c: (-c.prior, c.first - c.last)):
        tokens = [(candidate.kind, token) for token in range(candidate.first, candidate.last)]
        same = [other for token in tokens for other in at.get(token, ())]
        if not any((o.code, o.value) == (candidate.code, candidate.value) or _excludes(o, candidate) for o in same):
            kept.append(candidate)
            for token in tokens:
                at.setdefault(token, []).append(candidate)
    return kept


def _excludes(kept: Candidate, other: Candidate) -> bool:
    """Two findings of a kind on the same words cannot both hold, save where one span carries several drugs or genes."""
    if kept.kind == "biomarker":
        return kept.code == other.code or (kept.first, kept.last) != (other.first, other.last)
    return kept.kind not in ("drug", "treatment", "morphology")
