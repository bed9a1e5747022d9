"""Recovery: the words that tell that a disease has ended, and the drug that ended it.

`Neutropenia, which has since resolved`, `zona guéri sous valaciclovir`: by the gold contract all three are the past.
"""

from __future__ import annotations

import re

from nlp.candidates import Candidate
from nlp.text.reading import Reading

_ENDED = (
    r"(?:resolved|cleared|settled|recovered|healed|subsided|disappeared|eradicated|reverted|cardioverted"
    r"|converted|abated"
    r"|cured|gone|resolue?s?|gueri[es]?|gueries|eradique(?:e|es|s)?|regle(?:e|es|s)?|jugule(?:e|es|s)?"
    r"|corrige(?:e|es|s)?"
    r"|amende(?:e|es|s)?|disparue?s?|resorbe(?:e|es|s)?|cicatrise(?:e|es|s)?)"
)
_AUXILIARIES = (
    r"(?:(?:has|have|had|is|was|were|now|since|then|also|both|quickly|rapidly|spontaneously|completely|fully|a|ont|est"
    r"|sont|s'est|se sont|ete|etait|avait|depuis|vite|rapidement|spontanement|totalement|completement|aujourd'hui"
    r"|desormais|entierement|bien) )*"
)
_HAS_ENDED = re.compile(
    r"^(?P<tail>[^.;:()]{0,45}?)[, ]{0,2}\b(?:(?:which|that|this|it|these|all|qui|celle-ci|celui-ci|elle|il) )?"
    + _AUXILIARIES + _ENDED + r"\b"
)  # fmt: skip
#: Words between a disease and its end that speak of another, or of an end to come.
_NOT_YET = re.compile(
    r"\b(?:if|si|unless|until|when|once|jusqu\w*|quand|lorsque|will|should|not|never|pas|non|en cours|partiellement"
    r"|partly|partially|nearly|presque|almost|and|et|mais|but)\b"
)
_AS_DID = re.compile(rf"\b{_ENDED},? (?:as (?:has|have|did|was) (?:the|his|her)|ainsi que (?:la|le|les|l')) ?$")
#: What is cured by the drug that follows: `cleared with fluconazole`, `éradiquée en 2017 par Epclusa`.
_CURED_BY = re.compile(
    _ENDED + r"\b[^.;:,()]{0,22}?\b(?:sous|par|avec|with|by|on|grace au|grace a|apres|after|following)"
    r"(?: (?:le|la|les|l'|un|une|oral|iv|the|a|\d{1,2} jours de|une cure de|a course of"
    r"|(?:a|une?|one|two|deux|three|trois|\d{1,2}) (?:days?|weeks?|months?|jours?|semaines?|mois) (?:of|de)|du"
    r"|de la|de l'|des))*[ ']?$"
    r"|\b(?:guerie?s?|eradiquee?s?|cured|cleared|eradicated)\b[^.;:,()]{0,12}? ?\($"
)
#: A course with an end: `traitée six mois par rivaroxaban`.
_TREATED_FOR = re.compile(
    r"\b(?:traite\w*|treated|soigne\w*)(?: pendant| durant| for)? (?:\d{1,2}|une?|deux|trois|six|huit|dix|douze|two"
    r"|three|a) (?:mois|semaines?|jours|ans?|months?|weeks?|days|years?) (?:par|with|avec|by)(?: (?:du|de la))? ?$"
)
REACH = 90


def has_ended(reading: Reading, candidate: Candidate) -> bool:
    """True where the words after a disease, or a comparison before it, tell that it is over.

    >>> from nlp.assertion.spans import read_text
    >>> reading = read_text("Neutropenia, which has since resolved.")
    >>> has_ended(reading, Candidate(0, 1, "diagnosis", "D70"))
    True
    """
    sentence = reading.sentence(candidate.first)
    start, end = reading.starts[candidate.first], reading.ends[candidate.last - 1]
    before = reading.folded[max(reading.starts[sentence.first], start - REACH) : start].replace("\n", " ")
    if _AS_DID.search(before):
        return True
    following = [
        c.first for c in reading.candidates if c.kind == "diagnosis" and candidate.last <= c.first < sentence.last
    ]
    last = min([reading.ends[sentence.last - 1], end + REACH, *(reading.starts[first] for first in following)])
    match = _HAS_ENDED.match(reading.folded[end:last].replace("\n", " "))
    return match is not None and not _NOT_YET.search(match["tail"])


def ended_a_disease(before: str) -> bool:
    """True where the words before a drug say that it cured, or was given for a time.

    >>> ended_a_disease("vaginal candidiasis cleared with "), ended_a_disease("candidiasis on ")
    (True, False)
    """
    return bool(_CURED_BY.search(before) or _TREATED_FOR.search(before))
