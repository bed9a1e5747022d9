"""The performance status parser."""

from __future__ import annotations

import re

from nlp.candidates import Candidate
from nlp.text.reading import Reading

_SCORE = re.compile(
    r"(?<![a-z\d])(?:ecog(?:[ -]?(?:ps|performance status))?|ps(?!a)|oms|who|wh0|performance status"
    r"|indice de performance|etat general oms|score oms"
    r"|statut de performance|status de performance|zubrod)"
    r"(?: ?(?:\((?:ecog|who|oms|ps)\)|performance status|ps|ecog|who|oms|score|status|grade|stade"
    r"|index|de performance))?"
    r"(?: ?(?:=|:|of|a|est a|est de|at|is|was|cote a|evalue a|estime a|remains|-|reste a"
    r"|actuel)){0,2}(?: ?| {2,40})(?P<grade>[0-4])"
    r"(?: ?(?:-|/|a|ou|to) ?(?P<upper>[0-4]))?(?![\d]|[.,]\d| ?%| ?(?:mois|mg|cm|mm|classification"
    r"|edition|th|e edition))"
)
_KARNOFSKY = re.compile(
    r"(?<![a-z])(?:karnofsky|kps|ik|indice de karnofsky|lansky)[^\d\n.;]{0,12}(?P<percent>100"
    r"|[1-9]0) ?%?"
)
#: `ECOG 2, down from 1 on 06/01`, `PS 2 (was 1)`, `OMS 2 contre 1 en mai`: the grade of an earlier day.
_EARLIER = re.compile(
    r" ?[,;(]? ?(?:(?:down|up) from|it was|was|previously|previous|contre|versus|vs\.?|au lieu de|instead of"
    r"|(?:alors )?qu'(?:il|elle) etait a|(?:il |elle )?etait a|etait) (?P<grade>[0-4])"
    r"(?= ?[).,;\n]| ?$| (?:on|in|at|a|last|le|en|au|il y a|before|avant|the|previously)\b)(?![.,]\d)"
)
_WORDS = {"zero": "0", "un": "1", "one": "1", "deux": "2", "two": "2", "trois": "3", "three": "3"}
_SPELT = re.compile(
    r"(?<![a-z\d])(?:(?:performance status|ecog|indice de performance)(?: (?:of|is|at|a|de))?|oms a?) ?:? ?"
    rf"(?P<grade>{'|'.join(_WORDS)})(?= ?[.,;)\n]| ?$)"
)
_WHO_IS_CLASSIFICATION = re.compile(r"(?:grade|classification|selon|class\w*)[ (]*$")


def parse_performance(reading: Reading) -> None:
    """Add the performance candidates of a reading.

    Karnofsky is turned into ECOG as Oken et al. (Am J Clin Oncol 1982;5:649) pair them.

    >>> from nlp.assertion.spans import read_text
    >>> reading = read_text("PS=1. Performance status WHO 2. Karnofsky 80 %. Gliome grade OMS 4.")
    >>> parse_performance(reading); [c.value for c in reading.candidates]
    ['1', '2', '1']
    """
    folded = reading.folded
    for match in _SCORE.finditer(folded):
        who = match.group().startswith(("who", "oms"))
        if who and _WHO_IS_CLASSIFICATION.search(folded[max(0, match.start() - 20) : match.start()]):
            continue
        if match.group().startswith("who") and not reading.text[match.start() : match.start() + 3].isupper():
            continue
        _add(reading, match, match["grade"])
        if earlier := _EARLIER.match(folded, match.end()):
            _add_at(reading, *earlier.span("grade"), earlier["grade"], "earlier")
    for match in _SPELT.finditer(folded):
        _add(reading, match, _WORDS[match["grade"]])
    for match in _KARNOFSKY.finditer(folded):
        _add(reading, match, _ecog(int(match["percent"])))


def _add(reading: Reading, match: re.Match[str], grade: str) -> None:
    _add_at(reading, *match.span(), grade)


def _add_at(reading: Reading, start: int, end: int, grade: str, role: str = "") -> None:
    first, last = reading.tokens_of(start, end)
    reading.candidates.append(
        Candidate(first, last, "performance", value=grade, rule="parser:performance", prior=0.96, role=role)
    )


def _ecog(karnofsky: int) -> str:
    return "0" if karnofsky == 100 else str(min(4, max(0, (100 - karnofsky + 10) // 20)))
