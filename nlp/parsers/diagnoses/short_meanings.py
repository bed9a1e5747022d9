"""Short words that stand for a disease and for something else, in French and in English notes alike."""

from __future__ import annotations

import re

from nlp.lexicon.trie import Match
from nlp.text.reading import Reading

#: Fludarabine with the drugs or the radiation of a conditioning: `Flu-Bu2`, `Flu/Cy lymphodepletion`.
_FLU_WITH = re.compile(r"(?: ?[-/+] ?| and | et | )(?:bu\d?|cy|mel|tbi|thiotepa|tt|treo|atg|benda|ara-?c|ida)\b")
_FLU_FOR = re.compile(r"\b(?:condition\w*|lymphodepl\w*)")
#: `PE:` at the head of a line is the physical examination, unless what follows is said of an embolism.
_OF_EMBOLISM = re.compile(
    r" ?(?:none|no\b(?! (?:acute )?distress)|nil|neg|absent|denied|excluded|ruled|\(?(?:19|20)\d\d|\d{1,2}/|bilat"
    r"|segment|subseg|saddle|central|acute|chronic|massive|submassive|provoked|unprovoked|on \w|since|diagnos|dx"
    r"|incidental|treated|resolved|small|large|yes|present|found|seen)"
)
#: A question put to a meeting is its heading: `Question : troisième rechute, quel traitement ?`.
_QUESTION = re.compile(r"[-•* ]*(?:questions?|motif|reason)\b[^:\n]{0,30}: ?(?:\w+ ){0,2}$")
_WHAT = re.compile(r" ?, ?(?:quel|quelle|quels|quelles|what|which|how|comment)\b[^.\n]*\?")


def names_no_disease(reading: Reading, match: Match) -> bool:
    """Whether a short word means something else than its disease where it stands.

    >>> from nlp.assertion.spans import read_text
    >>> from nlp.lexicon import Entry
    >>> reading = read_text("Conditionnement Flu-Bu2. Flu en janvier.")
    >>> flu = Entry("diagnosis", "Flu", code="J11.1")
    >>> [names_no_disease(reading, Match(first, first + 1, flu)) for first in (1, 5)]
    [True, False]
    """
    start, end = reading.starts[match.first], reading.ends[match.last - 1]
    line = reading.text.rfind("\n", 0, start) + 1
    if match.entry.value == "recurrence":
        return bool(_QUESTION.match(reading.folded, line, start) and _WHAT.match(reading.folded, end))
    if match.last - match.first > 1:
        return False
    if match.entry.code == "J11.1" and reading.text[start:end] == "Flu":
        beside = reading.folded[max(line, start - 40) : start] + " " + reading.folded[end : end + 40].partition("\n")[0]
        return bool(_FLU_WITH.match(reading.folded, end) or _FLU_FOR.search(beside))
    if match.entry.code == "I26.9" and reading.text[start:end] == "PE":
        opens = not reading.text[line:start].strip(" -•*\t") and reading.text[end : end + 1] == ":"
        return opens and not _OF_EMBOLISM.match(reading.folded, end + 1)
    return False
