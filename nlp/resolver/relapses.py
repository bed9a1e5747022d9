"""Which cancer a relapse is of, where the report tells of several: the one that its sentence or its time names."""

from __future__ import annotations

from nlp.candidates import Candidate
from nlp.parsers.diagnoses.blood import BLOOD_CANCERS
from nlp.resolver.context import site_in_context
from nlp.resolver.primary import is_primary
from nlp.text.reading import Reading

_UNSURE = ("family", "absent", "possible")


def name_relapses(reading: Reading, candidates: list[Candidate], primary: str) -> None:
    """Give relapses the cancer of their own sentence, old ones the cancer told last before them.

    >>> from nlp.assertion.spans import read_text
    >>> reading = read_text("Cancer du larynx. Carcinome de vessie, sans récidive.")
    >>> told = [Candidate(0, 3, "diagnosis", "C32.9"), Candidate(4, 7, "diagnosis", "C67.9")]
    >>> relapse = Candidate(9, 10, "diagnosis", "C32.9", role="recurrence")
    >>> name_relapses(reading, [*told, relapse], "C32.9"); relapse.code
    'C67.9'
    """
    tumours = [c for c in candidates if c.kind == "diagnosis" and is_primary(c.code) and c.role != "recurrence"]
    for relapse in candidates:
        if relapse.role != "recurrence" or relapse.assertion == "family":
            continue
        if (relapse.code or "").startswith(("C77", "C78", "C79")):
            if primary.startswith(BLOOD_CANCERS):
                relapse.code = primary  # Cancers of blood relapse in organs, and have no metastases.
            continue
        if relapse.data.get("malignant"):
            continue  # It names its own organ.
        before = [c for c in tumours if c.first < relapse.first and c.assertion not in _UNSURE]
        sentence = reading.sentence_of[relapse.first]
        own = [c for c in before if reading.sentence_of[c.first] == sentence]
        if not own and _is_of_the_past(relapse, reading.report_date):
            own = before
        if not own and relapse.code == primary and primary.startswith(BLOOD_CANCERS) and _is_residue(reading, relapse):
            own = [c for c in before if not (c.code or "").startswith(BLOOD_CANCERS)]
            relapse.code = "" if not own and _has_carcinoma(candidates) else relapse.code
        if own:
            relapse.code = _exact(own[-1].code or "", primary)


def name_bare_cancers(reading: Reading, candidates: list[Candidate], primary: str) -> None:
    """`Breast MRI: no contralateral cancer`: a cancer whose sentence names the organ of another one of the patient.

    >>> from nlp.assertion.spans import read_text
    >>> from nlp.lexicon import Entry
    >>> from nlp.lexicon.trie import Match
    >>> reading = read_text("Breast MRI: no cancer")
    >>> reading.matches = {"site": [Match(0, 1, Entry("site", "breast", data={"malignant": "C50.9"}))]}
    >>> told = [Candidate(9, 9, "diagnosis", "C50.9", role="tumour")]
    >>> told += [Candidate(4, 5, "diagnosis", "C81.1", role="bare")]
    >>> name_bare_cancers(reading, told, "C81.1"); told[1].code
    'C50.9'
    """
    for bare in candidates:
        if bare.role != "bare" or bare.code != primary or bare.assertion == "family":
            continue
        site = site_in_context(reading, bare, "malignant")[:3]
        if site and site != primary[:3]:
            own = [c.code for c in candidates if c.role == "tumour" and c.assertion != "family" and c.code]
            bare.code = next((code for code in own if code.startswith(site)), bare.code)


def _is_residue(reading: Reading, relapse: Candidate) -> bool:
    """`residual disease`: what surgery or radiation left, of a cancer of an organ where the report tells of one."""
    return any(word.startswith("resid") for word in reading.words[relapse.first : relapse.last])


def _has_carcinoma(candidates: list[Candidate]) -> bool:
    """Whether the patient has a carcinoma, its organ named or not."""
    histologies = (c.code or "" for c in candidates if c.kind == "morphology" and c.assertion not in _UNSURE)
    return any(code.endswith("/3") and code < "8600" for code in histologies)


def _is_of_the_past(relapse: Candidate, report_date: str) -> bool:
    year = (relapse.date or "")[:4]
    return len(report_date) > 4 and year.isdigit() and int(report_date[:4]) - int(year) >= 1


def _exact(code: str, primary: str) -> str:
    return primary if primary[:3] == code[:3] and code.endswith(".9") else code
