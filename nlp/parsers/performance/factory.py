"""The performance status parser."""

from __future__ import annotations

import re

from nlp.candidates import Candidate
from nlp.text.reading import Reading

_SCORE = re.compile(
    r"(?<![a-z\d])(?:ecog(?:[ -]?(?:ps|performance status))?|ps|oms|who|wh0|performance status"
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
    for match in _KARNOFSKY.finditer(folded):
        _add(reading, match, _ecog(int(match["percent"])))


def _add(reading: Reading, match: re.Match[str], grade: str) -> None:
    first, last = reading.tokens_of(*match.span())
    reading.candidates.append(Candidate(first, last, "performance", value=grade, rule="parser:performance", prior=0.96))


def _ecog(karnofsky: int) -> str:
    return "0" if karnofsky == 100 else str(min(4, max(0, (100 - karnofsky + 10) // 20)))
