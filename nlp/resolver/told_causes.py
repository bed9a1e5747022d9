"""Codes that a cause told right beside a disease makes exact: `hypothyroïdie médicamenteuse`, `arrêté pour hépatite`.

WHO ICD-10 has codes of their own for what drugs, radiation and operations do: K71 for the liver, J70 for the lungs, E89
for glands, H91.0 for the ear. The cause stands before the disease as the reason of a stop, or after it as an adjective
or as the drug's name.
"""

from __future__ import annotations

import re

from nlp.candidates import Candidate
from nlp.text.reading import Reading

#: General code to that of the same disease caused by a drug (WHO ICD-10).
BY_DRUG = {
    "G62.9": "G62.0", "E03.9": "E03.2", "K52.9": "K52.1", "J84.9": "J70.4", "J18.9": "J70.4", "K75.9": "K71.6",
    "K73.9": "K71.6", "K71.9": "K71.6", "D61.9": "D61.1", "H91.9": "H91.0", "M87.9": "M87.1", "H26.9": "H26.3",
    "E23.0": "E23.1", "M81.9": "M81.4", "I42.9": "I42.7", "G72.9": "G72.0", "K85.9": "K85.3", "E27.4": "E27.3",
    "E05.9": "E05.8", "H90.5": "H91.0", "H90.3": "H91.0", "E24.9": "E24.2", "G93.4": "G92", "L30.9": "L27.0",
}  # fmt: skip
#: The same by radiation.
BY_RADIATION = {
    "E03.9": "E89.0", "K62.8": "K62.7", "K62.9": "K62.7", "N30.9": "N30.4", "K52.9": "K52.0", "J18.9": "J70.0",
    "J84.9": "J70.0", "E23.0": "E89.3", "L30.9": "L58.9", "E28.3": "E89.4", "E29.1": "E89.5",
}  # fmt: skip
#: The same by an operation.
BY_OPERATION = {"E03.9": "E89.0", "E20.9": "E89.2", "N35.9": "N99.1", "E28.3": "E89.4", "E29.1": "E89.5"}

_GAP = r"^[^.;:\n()]{0,40}?"
_DRUG_WORD = re.compile(
    rf"{_GAP}\b(?:medicamenteu\w+|\w*-? ?induite?s?|iatrogene|cortisoniques?|toxique|ototoxique"
    r"|drug-induced|-induced|from (?:chemo\w*|it|the (?:treatment|drug|immunotherapy))"
    r"|due to (?:the )?(?:treatment|immunotherapy))\b"
)
#: A drug's name or kind follows at once: `hypoacousie due au cisplatine`, `pneumopathie aux inhibiteurs`.
_TO_DRUG = re.compile(
    r"^[^.;:,\n()]{0,20}?\b(?:au|aux|a l'|a la|du|de la|du au|due? a|provoquee? par|imputee? a|liee? a|from|due to|to"
    r"|out of|since) (?:l[ea' ]*|the )?$"
)
#: The same behind a comma, where the words leave no doubt: `surdité légère, imputée au platine`.
_BLAMED = re.compile(
    r"^[^.;:\n()]{0,25}?\b(?:(?:imputee?s?|attribuee?s?|secondaires?|due?s?|liee?s?) (?:au|aux|a la|a l'|a)"
    r"|(?:attributed|secondary|due|related) to|blamed on|put down to) (?:l[ea' ]*|the )?$"
)
#: A disease told under a drug that is known to cause it: `hypothyroïdie sous lenvatinib`, never `sous lévothyroxine`.
_UNDER = re.compile(r"^(?: (?:apparue?|survenue?|seen|arising))? (?:sous|under|on|during) (?:le |l')?$")
_HARMFUL = ("L01", "L03AB", "C01BD", "N05AN")
_KIND = re.compile(
    rf"{_GAP}\b(?:aux?|a l'|a la|de l'|par l'|par les?|sous) ?"
    r"(?:inhibiteurs?|immuno\w*|chimio\w*|corticoides?|taxanes?|traitement)\b"
    rf"|{_GAP}\bapres (?:les |une? |la )?(?:cortico\w+|cortisone)"
)
_RADIATION_WORD = re.compile(rf"{_GAP}\b(?:post-?radi\w+|radiques?|radio-?induite?s?|des rayons|par les rayons)\b")
_OPERATION_WORD = re.compile(
    rf"{_GAP}\b(?:post-? ?op\w*|du bistouri|post-?chirurgical\w*|apres (?:la )?thyroidectomie)\b"
)
_STOPPED = (
    r"(?:arret\w*|interromp\w*|interrupt\w*|retire\w*|cess\w*|remplac\w*|abandonn\w*|stop\w*|lach\w*|suspend\w*|omis\w*"
    r"|supprim\w*|ecourt\w*|banni\w*|delaiss\w*|discontinu\w*|dropped|given up)"
)
_REASON = re.compile(
    rf"\b{_STOPPED}\b[^.;\n]{{0,40}}"
    r"(?:\b(?:pour|sur|devant|vu|a cause|en raison|suite a|apres|for|after|because of|due to)"
    r"|[:,(])(?: d'| de| du| une?| l[ae]|'|\b)* *$"
)
#: The cause of one disease may be told for another beside it: `cystite radique, rectite minime`.
_RADIATION_BESIDE = re.compile(r"\b(?:radiques?|post-?radi\w+)\b")
_ARM = re.compile(r"^.{0,12}\b(?:bras|membre superieur|arm|upper limb)\b")


def name_told_causes(reading: Reading, candidates: list[Candidate]) -> None:
    """Make general codes exact where the words beside them tell the cause.

    >>> from nlp.assertion.spans import read_text
    >>> reading, told = read_text("Hypothyroïdie médicamenteuse"), Candidate(0, 1, "diagnosis", "E03.9")
    >>> name_told_causes(reading, [told]); told.code
    'E03.2'
    """
    drugs = {c.first: c.code or "" for c in candidates if c.kind == "drug"}
    breast = any(c.kind == "diagnosis" and (c.code or "").startswith(("C50", "D05")) for c in candidates)
    thyroid = any(c.kind == "diagnosis" and c.code == "C73" for c in candidates) or "thyroidectomie" in reading.folded
    for candidate in candidates:
        if candidate.kind != "diagnosis" or candidate.assertion == "family":
            continue
        code = candidate.code or ""
        if code in BY_DRUG or code in BY_RADIATION or code in BY_OPERATION:
            candidate.code = _exact(reading, candidate, code, drugs)
        if candidate.code == "E20.9" and thyroid:
            candidate.code = "E89.2"
        if candidate.code == "I89.0" and breast and _of_the_arm(reading, candidate):
            candidate.code = "I97.2"


def _exact(reading: Reading, candidate: Candidate, code: str, drugs: dict[int, str]) -> str:
    mention = reading.folded[reading.starts[candidate.first] : reading.ends[candidate.last - 1]]
    after = " " + mention.partition(" ")[2] + reading.folded[reading.ends[candidate.last - 1] :][:60]
    if code in BY_OPERATION and _OPERATION_WORD.match(after):
        return BY_OPERATION[code]
    if code in BY_RADIATION and (_RADIATION_WORD.match(after) or _beside_radiation(reading, candidate, code)):
        return BY_RADIATION[code]
    if code in BY_DRUG and _by_drug(reading, candidate, after, drugs):
        return BY_DRUG[code]
    return code


def _by_drug(reading: Reading, candidate: Candidate, after: str, drugs: dict[int, str]) -> bool:
    if _DRUG_WORD.match(after) or _KIND.match(after):
        return True
    end = reading.ends[candidate.last - 1]
    for token in range(candidate.last, min(candidate.last + 6, len(reading))):
        if token not in drugs:
            continue
        between = reading.folded[end : reading.starts[token]]
        if _TO_DRUG.match(between) or _BLAMED.match(between):
            return True
        if candidate.assertion != "absent" and drugs[token].startswith(_HARMFUL) and _UNDER.match(between):
            return True
    return candidate.assertion != "absent" and bool(_REASON.search(_before(reading, candidate)))


def _before(reading: Reading, candidate: Candidate) -> str:
    """The sentence before a mention, at most ninety characters of it."""
    start = reading.starts[candidate.first]
    opens = reading.starts[reading.sentence(candidate.first).first]
    return reading.folded[max(opens, start - 90) : start]


def _beside_radiation(reading: Reading, candidate: Candidate, code: str) -> bool:
    return code.startswith(("K62", "N30")) and bool(_RADIATION_BESIDE.search(_before(reading, candidate)))


def _of_the_arm(reading: Reading, candidate: Candidate) -> bool:
    start, end = reading.starts[candidate.first], reading.ends[candidate.last - 1]
    return bool(
        _ARM.match(reading.folded[end : end + 40]) or re.search(r"bras|superieur|arm\b", reading.folded[start:end])
    )
