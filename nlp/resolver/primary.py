"""The report's own cancer, and the most exact code that its mentions support."""

from __future__ import annotations

import re
from collections import defaultdict

from nlp.candidates import Candidate
from nlp.text.reading import Reading

_SECONDARY = ("C77", "C78", "C79", "C80")
#: A cancer dated this many years before the report may be another than the report's own.
OLD_YEARS = 4
OLD_WEIGHT = 0.4
#: A carcinoma of the skin beside another cancer is seldom what a report is about.
SKIN = "C44"
#: The nipple is named in every report of a breast, and seldom the site.
NIPPLE = "C50.0"
_WEIGHT = {"present": 3.0, "possible": 1.5, "planned": 1.0, "historical": 1.0, "absent": 0.3, "family": 0.0}


def is_primary(code: str | None) -> bool:
    """True for an ICD-10 code of a primary cancer.

    >>> is_primary("C34.1"), is_primary("C78.7"), is_primary("I10")
    (True, False, False)
    """
    return bool(code) and code[0] == "C" and not code.startswith(_SECONDARY)  # type: ignore[index, union-attr]


def primary_code(candidates: list[Candidate], report_date: str = "") -> str:
    """The code of the report's primary: the one that weighs most, "" where there is none; old ones weigh less."""
    weights: dict[str, float] = defaultdict(float)
    codes: dict[str, list[str]] = {}
    for candidate in candidates:
        if candidate.kind == "diagnosis" and is_primary(candidate.code):
            code = candidate.code or ""
            aside = _is_old(candidate, report_date) or code.startswith(SKIN)
            weights[code[:3]] += _WEIGHT[candidate.assertion] * (OLD_WEIGHT if aside else 1)
            if not _is_paget(candidate) or candidate.assertion == "present":
                codes.setdefault(code[:3], []).append(code)
    weights = defaultdict(float, {category: weight for category, weight in weights.items() if category in codes})
    if not weights or max(weights.values()) == 0:
        return ""
    category = max(weights, key=lambda name: weights[name])
    exact = [code for code in codes[category] if not code.endswith(".9")]
    return exact[0] if exact else codes[category][0]


#: Organs that metastases are looked for in more often than they have a cancer of their own.
_REACHED = {"C78.7": "C22", "C79.3": "C71"}


def dominant_site(reading: Reading, candidates: list[Candidate]) -> str:
    """The cancer code of the organ that a report without a named cancer speaks of most, "" where it is not clear.

    >>> dominant_site(Reading.of("rien"), [])
    ''
    """
    counts: dict[str, int] = defaultdict(int)
    secondary = {t for c in candidates if c.role == "metastasis" for t in range(c.first, c.last)}
    reached = {_REACHED.get(c.code or "", "") for c in candidates if c.role == "metastasis"}
    for match in reading.matches.get("site", ()):
        code = match.entry.data.get("malignant", "")
        if match.first in secondary or code[:3] in reached:
            continue
        if code and not code.startswith(("C76", "C41", "C44", "C38", "C49")):
            counts[code[:3]] += 1
    best = max(counts, key=lambda category: counts[category], default="")
    return (
        f"{best}.9"
        if best and counts[best] >= 3 and best not in ("C20", "C56", "C61", "C64", "C73")
        else best
        if counts.get(best, 0) >= 3
        else ""
    )


_UROTHELIAL = ("8120", "8130", "8131", "8122")
_BLADDER = re.compile(r"\b(?:rtuv?|rtv|turbt?|cyst(?:oprostat)?ectom\w*|endovesical\w*|intravesical|bcg)\b")
_UPPER_TRACT = re.compile(
    r"\b(?:bassinet|pyelocalic\w*|renal pelvis|upper tract|haut appareil|tves|utuc|voie excretrice)\b"
)


def bladder_of_urothelium(reading: Reading, candidates: list[Candidate]) -> str:
    """`RTUV : carcinome urothélial`: a urothelial carcinoma whose bladder is operated is the bladder's, else "".

    >>> from nlp.assertion.spans import read_text
    >>> told = [Candidate(2, 4, "morphology", "8120/3")]
    >>> bladder_of_urothelium(read_text("RTUV : carcinome urothélial"), told)
    'C67.9'
    """
    told = any(c.kind == "morphology" and (c.code or "").startswith(_UROTHELIAL) for c in candidates)
    own = told and _BLADDER.search(reading.folded) and not _UPPER_TRACT.search(reading.folded)
    return "C67.9" if own else ""


def _is_paget(candidate: Candidate) -> bool:
    """Paget's disease of the nipple goes with a cancer elsewhere in the breast."""
    return candidate.data.get("morphology", "").startswith("854")


def _is_old(candidate: Candidate, report_date: str) -> bool:
    stated = candidate.date or ""
    return len(report_date) > 4 and stated[:4].isdigit() and int(report_date[:4]) - int(stated[:4]) >= OLD_YEARS


def sharpen(reading: Reading, candidates: list[Candidate]) -> None:
    """Repeat mentions take the most exact code of their category that the report supports.

    The exact code comes from another diagnosis or from a site named alone (`RUL`, `tête du pancréas`), and only where
    there is one such code in the report.
    """
    stated: dict[str, set[str]] = {}
    for candidate in candidates:
        code = candidate.code or ""
        own = candidate.assertion != "family" and not _is_paget(candidate)
        if candidate.kind == "diagnosis" and is_primary(code) and own and _exact(code):
            stated.setdefault(code[:3], set()).add(code)
    named: dict[str, set[str]] = {}
    benign = _sentences_of_benign(reading, candidates)
    for match in reading.matches.get("site", ()):
        if reading.sentence_of[match.first] in benign:
            continue
        code = match.entry.data.get("malignant", "")
        if code and code != NIPPLE and _exact(code) and "adj" not in match.entry.data:
            named.setdefault(code[:3], set()).add(code)
    for candidate in candidates:
        code = candidate.code or ""
        if (
            candidate.kind == "diagnosis"
            and is_primary(code)
            and code.endswith(".9")
            and candidate.assertion not in ("family", "historical")
            and not candidate.data.get("family")
            and not _of_relatives(reading, candidate)
        ):
            exact = stated.get(code[:3]) or named.get(code[:3]) or set()
            if code == "C41.9" and not exact:
                exact = stated.get("C40") or set()  # A bone tumour told again without its limb.
            if len(exact) == 1:
                candidate.code = next(iter(exact))


def _sentences_of_benign(reading: Reading, candidates: list[Candidate]) -> set[int]:
    """The sentences that tell of benign tumours alone: `Fibroadénome du quadrant inférieur` places no cancer."""
    told: dict[int, set[str]] = {}
    for candidate in candidates:
        if candidate.kind == "morphology":
            told.setdefault(reading.sentence_of[candidate.first], set()).add((candidate.code or "")[-1:])
    return {sentence for sentence, behaviours in told.items() if behaviours == {"0"}}


_RELATIVES = re.compile(r"\b(?:apparentes?|famille|familia\w*|relatives?|family|parente|fratrie|lignee)\b")


def _of_relatives(reading: Reading, candidate: Candidate) -> bool:
    """`aucun cancer du poumon chez les apparentés`: what is denied of others is not the patient's own."""
    if candidate.assertion != "absent":
        return False
    sentence = reading.sentence(candidate.first)
    end = reading.ends[sentence.last - 1]
    beside = reading.folded[reading.ends[candidate.last - 1] : min(end, reading.ends[candidate.last - 1] + 40)]
    return sentence.section == "family" or bool(_RELATIVES.search(beside))


def _exact(code: str) -> bool:
    return len(code) > 3 and not code.endswith((".9", ".8"))
