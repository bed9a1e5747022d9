"""What the predicate of a treatment's own clause says of it: refused, over, or going on.

`Capecitabine was considered and set aside`, `gemcitabine, cisplatin and durvalumab are discontinued`, `lanreotide
carries on unchanged`. The words that follow a treatment, or the list that it ends, outweigh section, date and story.
"""

from __future__ import annotations

import re
from itertools import pairwise

from medomics_ehr.contracts.finding import Assertion
from nlp.candidates import Candidate
from nlp.text.reading import Reading

#: How many characters after a treatment its predicate may begin in, and how far it is read.
REACH = 95
#: What may stand between a treatment and its predicate: a bracket, a complement, `dont elle avait entendu parler`.
_TAIL = r"^(?: ?\([^()]{0,45}\))?(?P<tail>[^.;:(),]{0,42}?(?:,[^.;:(),]{0,28}?)?)[ ,:–-]{0,3}\b"
#: A condition, a time or a purpose between them takes the predicate away: `surgery unless she declines`.
_PARTED = re.compile(
    r"\b(?:if|si|s'il|s'ils|unless|sauf|until|avant|before|when|quand|lorsque|because|car|pour|for|after|apres"
    r"|as|whose|dont l[ea]s?|showed?|montr\w+|with|avec|mais|but|malgre|despite)\b"
)
_BE = (
    r"(?:(?:is|was|are|were|be|been|being|has|have|had|would|will|seems?|looks?|considered|judged|felt|thought|deemed|also"
    r"|and|now|then|again|therefore|a|est|sont|ete|etait|ont|avait|sera|serait|reste|parait|semble|jugee?s?|d'emblee"
    r"|donc|vite|aussitot|estimee?s?|consideree?s?|toujours|formellement|finalement|completely|quickly|both|all|since) )*"
)
_REFUSED = re.compile(
    _TAIL + _BE + r"(?:set aside|ruled out|off the table|out of the question|out of reach|pointless|no (?:point|place|role|indication"
    r"|benefit|use|longer (?:an option|on the table|relevant|appropriate|considered|possible|feasible|justified|indicated))"
    r"|of no (?:use|benefit|value|interest)|forbidden|prohibited|banned|inappropriate|unsuitable|inadvisable|unwise"
    r"|unjustified|unrealistic|unfeasible|impossible|futile|discarded|dismissed|rejected|vetoed|turned down"
    r"|declined|refused|contra-?indicated|too (?:risky|dangerous|toxic|hazardous)|(?:best|to be|should be) avoided"
    r"|recusee?s?|ecartee?s?|proscrite?s?|interdite?s?|deconseillee?s?|refusee?s?|declinee?s?|rejetee?s?"
    r"|contre[- ]?indiquee?s?|hors de (?:question|propos|portee)|sans (?:objet|interet|indication|place)"
    r"|inadaptee?s?|inappropriee?s?|irrealisables?|infaisables?|impossibles?|inutiles?|illusoires?|deraisonnables?"
    r"|sortie?s? du projet|(?:plus|pas) d'actualite|a (?:eviter|proscrire|bannir)|mise?s? de cote|laissee?s? de cote"
    r"|annulee?s?|defavorables?|tour de table negatif"
    r"|non (?:reprise?|retenue?|indiquee?|envisagee?|envisageable|faisable|realisable|souhaitee?|proposee?"
    r"|justifiee?|possible|recommandee?|eligible|finance\w*|rembourse\w*|pertinente?|licite)s?"
    r"|(?:is|are|must|should|can|could|will|would|may|does|do)(?: \w+ly)? (?:not|never)\b(?! (?:be |been )?(?:interrupt"
    r"|stop|chang|reduc|modif|with?h|held|discontinu|delay|tolerat|effect|suffic|enough|curat|complet|finish|yet|only"
    r"|without|complic|help|work|prevent|respond|exclud|rule))"
    r"|(?:ne |n')(?:(?:me|nous|lui|leur|se|y|en|la|le|les|vous) |s'|m'|l')*(?!(?:a|ont|avait|avaient|etait|etaient|ait) )"
    r"\w+(?: \w+){0,2}? (?:pas|plus|guere|jamais|aucune?)\b(?! (?:ete |etre )?(?:interromp|arret|modif|chang|suspend"
    r"|redui|suffi|perm|empech|effic|toler|evit|entrain|amelior|encore|exclu|elimin|ecart))"
    r")"
    r"|^ ?:? ?(?:d'[a-z]+ )?: ?(?:non|no)\b(?! \w+[ea]ble)|^ ?c\.?i\b(?![- ])"
    r"|^ ?\(?ci\b(?= ?[(:,.]| [a-z(])"
)
_OVER = re.compile(
    _TAIL + _BE + r"(?:stopped|discontinued|ceased|withdrawn|completed|ended|dropped back|given up|terminated|halted"
    r"|off(?= ?(?:$|[.,;)]|since|now))|came off|to no avail|in vain|without (?:success|effect|benefit)|did nothing|done(?= ?[).;])"
    r"|which (?:we|i|he|she|they|was|has been|had been|were)\b[^.;,]{0,15}\b(?:stopped|discontinued|withdrawn|completed)"
    r"|(?:stopped|discontinued|replaced|dropped) (?:it|this|them)"
    r"|arretee?s?|stoppee?s?|interrompue?s?|terminee?s?|achevee?s?|retiree?s?"
    r"|sans (?:effet|succes|reponse|resultat|efficacite)|en vain|inefficaces?"
    r"|(?:l'ai|l'a|l'avons|l'avait|les a) (?:donc |alors |ete )?(?:arret|stopp|remplac|interromp|suspend|retir)\w+)"
)
_GOES_ON = re.compile(
    _TAIL + _BE + r"(?:carr(?:ies|y) on|goes on|unchanged|as before|at the same dose|never interrupted|not interrupted"
    r"|inchangee?s?|a l'identique|a (?:la )?meme dose|maintenue?s?|conservee?s?|jamais interrompue?s?|pas ete interrompue?s?"
    r"|last dose (?:tomorrow|today)|derniere dose demain|se poursuit|se poursuivent)"
)
_STOPPED_LABEL = re.compile(
    r"\b(?:not resumed|not restarted|stopped|discontinued|ceased|non repris\w*|arretee?s?|stoppee?s?|cessee?s?) ?:"
    r"[^.;:]*$|\b(?:cesser|cease|ne plus prendre)(?: (?:le|la|les|l'|the))? ?$"
)
#: Verbs that add something to a treatment, which goes on: `ajouter carboplatine au lorlatinib`.
_ADDED_TO = re.compile(
    r"\b(?:ajout\w*|adjoindre|adjonction|associer|add|adding|addition)\b[^.;]{3,60}?\b(?:au|a la|a l'|aux|to|on top of)"
    r"(?: (?:the|la|le|current))? ?$"
)
_JOINTS = frozenset(["and", "et", "+", "/", "-", "plus"])


def predicate_of(reading: Reading, candidate: Candidate, last: int, before: str) -> Assertion | None:
    """`absent`, `historical` or `present` by the predicate of a treatment's clause, None where it says nothing.

    Args:
        last: the token after the list of treatments that the candidate stands in.
        before: folded text of the sentence before that list.

    >>> from nlp.assertion.spans import read_text
    >>> reading = read_text("Everolimus must not be given again.")
    >>> predicate_of(reading, Candidate(0, 1, "drug", "L01EG02"), 1, "")
    'absent'
    """
    if _STOPPED_LABEL.search(before):
        return "historical"
    if _ADDED_TO.search(before):
        return "present"
    after = _clause_after(reading, candidate, last)
    found = [
        (match.end(), assertion)
        for pattern, assertion in _PREDICATES
        if (match := pattern.match(after)) and not _PARTED.search(match["tail"] or "")
    ]
    return min(found)[1] if found else None


_PREDICATES: tuple[tuple[re.Pattern[str], Assertion], ...] = (
    (_REFUSED, "absent"),
    (_OVER, "historical"),
    (_GOES_ON, "present"),
)


def _clause_after(reading: Reading, candidate: Candidate, last: int) -> str:
    """Folded text from the list to the end of its sentence or to the next treatment."""
    sentence = reading.sentence(candidate.first)
    start = reading.ends[last - 1]
    end = min(reading.ends[sentence.last - 1], start + REACH)
    following = [c.first for c in reading.candidates if c.kind in ("drug", "treatment") and last <= c.first < sentence.last]
    if following:
        end = min(end, reading.starts[min(following)])
    return reading.folded[start:end].replace("\n", " ")


def ends_of_lists(reading: Reading) -> dict[int, tuple[int, int]]:
    """First and last token of the list that each treatment stands in, by the treatment's first token.

    Items are joined by `and`, `+`, `/`, and by commas where such a joint follows: `A, B and C are discontinued`.
    """
    therapies = sorted((c for c in reading.candidates if c.kind in ("drug", "treatment")), key=lambda c: c.first)
    bounds = {c.first: (c.first, c.last) for c in therapies}
    for left, right in reversed(list(pairwise(therapies))):
        between = reading.words[left.last : right.first]
        joined = len(between) == 1 and (between[0] in _JOINTS or (between == [","] and bounds[right.first][1] > right.last))
        if joined and reading.sentence_of[left.first] == reading.sentence_of[right.first]:
            bounds[left.first] = (left.first, bounds[right.first][1])
    firsts: dict[int, int] = {}
    for first, (_, last) in sorted(bounds.items()):
        firsts.setdefault(last, first)
    return {first: (firsts[last], last) for first, (_, last) in bounds.items()}
