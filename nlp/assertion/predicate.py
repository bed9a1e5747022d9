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

#: How many characters after a treatment its predicate is read in.
REACH = 95


def _joined(pattern: str) -> str:
    """A pattern written over several lines, without their breaks and indents."""
    return re.sub(r"\s*\n\s*", "", pattern)


#: What may stand between a treatment and its predicate: a bracket, a complement, an insertion.
_TAIL = r"^(?: ?\([^()]{0,45}\))?(?P<tail>[^.;:(),]{0,42}?(?:,[^.;:(),]{0,28}?)?)[ ,:–-]{0,3}\b"
#: A condition, a time or another subject between them takes the predicate away: `surgery unless she declines`.
_PARTED = re.compile(
    _joined(r"""\b(?:if|si|s'il|s'ils|unless|sauf|until|avant|before|when|quand|lorsque|because|car|pour|for|after
    |apres|as|and|et|une fois|once|whose|dont l[ea]s?|showed?|montr\w+|with|avec|mais|but|malgre|despite)\b""")
)
#: What was kept then, or will be, is not being given now.
_THEN = re.compile(r"\b(?:ete|was|were|had|avait|avaient|etait|to be|will be|should be|sera|seront)\b")
#: What is to be stopped is still being given.
_TO_END = re.compile(r"\b(?:to be|will be|should be|can be|sera|seront|doit etre|pourra etre|devra etre) (?!pas|not)")
_BE = _joined(
    r"""(?:(?:is|was|are|were|be|been|being|has|have|had|would|will|seems?|looks?|considered|judged|felt|thought|deemed
    |also|considered and|now|then|again|therefore|completely|quickly|both|all|since|a|est|sont|ete|etait|ont|avait|sera
    |serait|reste|parait|semble|jugee?s?|estimee?s?|consideree?s?|d'emblee|donc|vite|aussitot|toujours|formellement
    |finalement) )*"""
)
#: Words after a negated verb that deny its stop, its change or its effect, not the treatment.
_OTHERWISE = _joined(
    r"""(?! (?:\w+ment )?(?:be |been |ete |etre )?(?:interr|stop|chang|reduc|redui|modif|with?h|held|continu|renew
    |poursui|recondui|renouvel|discontinu|delay|toler|effect|effic|suffi|enough|curat|complet|complic|finish|yet|only
    |without|help|work|prevent|respond|exclu|rule|arret|suspend|perm|empech|evit|entrain|amelior|encore
    |elimin|ecart))"""
)
_REFUSALS = _joined(
    r"""set aside|left out|not offered|avoided|no rationale|ruled out|off the table|out of the question
    |no longer on the cards|out of reach|pointless
    |of no (?:use|benefit|value|interest)
    |no (?:point|place|role|indication|benefit|use)
    |no longer (?:an option|on the table|relevant|appropriate|considered|possible|feasible|justified|indicated)
    |forbidden|prohibited|banned|inappropriate|unsuitable|inadvisable|unwise|unjustified|unrealistic|unfeasible
    |impossible|futile|discarded|dismissed|rejected|vetoed|turned down|declined|refused|contra-?indicated
    |too (?:risky|dangerous|toxic|hazardous)|(?:best|to be|should be) avoided
    |recusee?s?|ecartee?s?|proscrite?s?|interdite?s?|deconseillee?s?|refusee?s?|declinee?s?|rejetee?s?|annulee?s?
    |contre[- ]?indiquee?s?|hors de (?:question|propos|portee)|sans (?:objet|interet|indication|place)|inadaptee?s?
    |inappropriee?s?|irrealisables?|infaisables?|impossibles?|inutiles?|illusoires?|deraisonnables?|defavorables?
    |sortie?s? du projet|(?:plus|pas) d'actualite|a (?:eviter|proscrire|bannir)|(?:mis|laisse)(?:es|e|s)? de cote
    |tour de table negatif
    |non (?!modifie|poursui|recondui|renouvel|interromp|arrete|toleree?s?|suivi|complique|urgent
    |oncolog|steroid|curati|conventionnel|apparente
    |identique|myeloablat)
    (?:[a-z]{3,}(?:ee?|ie?|ise?|ue?|able|ible)|pertinente?|licite)s?"""
)
#: A verb denied: `must not be given again`, `ne me paraît pas lui convenir`, but not `did not help`.
_DENIALS = _joined(
    rf"""(?:is|are|must|should|can|could|will|would|may|does|do)(?: \w+ly)? (?:not|never)\b{_OTHERWISE}
    |(?:ne |n')(?:(?:me|nous|lui|leur|se|y|en|la|le|les|vous) |s'|m'|l')*
    (?!(?:a|ont|avait|avaient|etait|etaient|ait) )\w+(?: \w+){{0,2}}? (?:pas|plus|guere|jamais|aucune?)\b{_OTHERWISE}"""
)
_REFUSED = re.compile(
    _TAIL + _BE + f"(?:(?:{_REFUSALS})\\b|{_DENIALS})"
    r"|^ ?:? ?(?:d'[a-z]+ )?: ?(?:non|no)\b(?! \w+[ea]ble)|^ ?\(?c\.?i\b(?= ?[(:,.]| [a-z(])"
)
_OVER = re.compile(
    _TAIL + _BE + _joined(
        r"""(?:(?:is|was|will|to)?(?: be)?(?: been)? ?not(?: be| been| to be)? (?:continued|renewed)
        |(?:ne |n')\w+(?: \w+)? pas(?: ete)? (?:poursuivi|reconduit|renouvele)(?:es|e|s)?
        |non (?:poursuivi|reconduit|renouvele)(?:es|e|s)?
        |stopped|discontinued|ceased|withdrawn|completed|ended|dropped back|given up|terminated|halted|weaned
        |off(?= ?(?:$|[.,;)]|since|now))|came off|to no avail|in vain|without (?:success|effect|benefit)|did nothing
        |done(?= ?[).;])|(?:stopped|discontinued|replaced|dropped) (?:it|this|them)
        |which (?:we|i|he|she|they|was|has been|had been|were)\b[^.;,]{0,15}
        \b(?:stopped|discontinued|withdrawn|completed)
        |arretee?s?|stoppee?s?|interrompue?s?|terminee?s?|achevee?s?|retiree?s?
        |sans (?:effet|succes|reponse|resultat|efficacite)|en vain|inefficaces?
        |(?:l'ai|l'a|l'avons|l'avait|les a) (?:donc |alors |ete )?
        (?:arret|stopp|remplac|interromp|suspend|retir)\w+)\b"""
    )
)  # fmt: skip
_GOES_ON = re.compile(
    _TAIL + _joined(
        r"""(?:(?:is|are|est|sont|reste|also|now|toujours) )*
        (?:carr(?:ies|y) on|goes on|unchanged|as before|at the same dose|never interrupted|not interrupted
        |to (?:go|carry) on|spaced (?:out )?to|espacee?s? (?:a|de|toutes)|baissee?s? (?:a|de)
        |allegee?s? (?:a|de)|(?:reduite?s?|diminuee?s?|reduced|lowered|cut) (?:a|de|to|by)
        |last dose (?:tomorrow|today)
        |inchangee?s?|a l'identique|a (?:la )?meme dose|maintenue?s?|conservee?s?|(?:jamais|pas ete) interrompue?s?
        |derniere dose demain
        |(?:puis |then )?(?:repris(?:es?|e)?|resumed|restarted|reintroduite?s?)
        |se poursuit|se poursuivent)\b"""
    )
)  # fmt: skip
_PREDICATES: tuple[tuple[re.Pattern[str], Assertion], ...] = (
    (_REFUSED, "absent"),
    (_OVER, "historical"),
    (_GOES_ON, "present"),
)
_STOPPED_LABEL = re.compile(
    r"\b(?:not resumed|not restarted|stopped|discontinued|ceased|non repris\w*|arretee?s?|stoppee?s?|cessee?s?) ?:"
    r"[^.;:]*$|(?:^|[.;:,] )(?:plus (?:de |d')|no more )$"
    r"|\b(?:cesser|cease|ne plus prendre)(?: (?:le|la|les|l'|the))? ?$"
)
#: Verbs that add something to a treatment, which goes on: `ajouter carboplatine au lorlatinib`.
_ADDED_TO = re.compile(
    r"\b(?:ajout\w*|adjoindre|adjonction|associer|add|adding|addition)\b[^.;]{3,60}?\b(?:au|a la|a l'|aux|to|on top of)"
    r"(?: (?:the|la|le|current))? ?$"
)


_TO_IT = ("au ", "a la ", "l'", "aux ", "to ", "of ", "the ", "le ", "current ")

#: `ne pas arrêter le tébentafusp`, `not to stop the venetoclax`: what is not to be stopped is being given.
_NOT_STOPPED = re.compile(
    r"\b(?:ne pas|not(?: to)?|without|sans) (?:arreter|interrompre|suspendre|stop|stopping|interrupt|interrupting)"
    r"(?: (?:le|la|les|the|her|his))?[ ']*(?:l')?$"
)


def predicate_of(reading: Reading, candidate: Candidate, last: int, before: str, following: int) -> Assertion | None:
    """`absent`, `historical` or `present` by the predicate of a treatment's clause, None where it says nothing.

    Args:
        last: the token after the list of treatments that the candidate stands in.
        before: folded text of the sentence before that list.
        following: the first token of the next treatment of the report.

    >>> from nlp.assertion.spans import read_text
    >>> reading = read_text("Everolimus must not be given again.")
    >>> predicate_of(reading, Candidate(0, 1, "drug", "L01EG02"), 1, "", len(reading))
    'absent'
    """
    if _STOPPED_LABEL.search(before):
        return "historical"
    if (before.endswith(_TO_IT) and _ADDED_TO.search(before)) or _NOT_STOPPED.search(before):
        return "present"
    after = _clause_after(reading, candidate, last, following)
    if len(after.strip(" ,;.()+/-")) < 2:
        return None  # The next treatment of a list follows.
    found = [
        (match.end(), assertion)
        for pattern, assertion in _PREDICATES
        if (match := pattern.match(after)) and not _is_parted(match, assertion)
        if assertion != "present" or candidate.value != "surgery"  # An operation does not go on.
    ]
    return min(found)[1] if found else None


def _is_parted(match: re.Match[str], assertion: Assertion) -> bool:
    tail = match["tail"] or ""
    if assertion == "historical" and _TO_END.search(match.group()):
        return True
    return bool(_PARTED.search(tail) or (assertion == "present" and _THEN.search(tail)))


def _clause_after(reading: Reading, candidate: Candidate, last: int, following: int) -> str:
    """Folded text from the list to the end of its sentence or to the next treatment."""
    end_of_sentence = reading.sentence(candidate.first).last
    start = reading.ends[last - 1]
    end = min(reading.ends[end_of_sentence - 1], start + REACH)
    if following < end_of_sentence:
        end = min(end, reading.starts[following])
    return reading.folded[start:end].replace("\n", " ")


_JOINTS = frozenset(["and", "et", "+", "/", "-", "plus"])


def bounds_of_lists(reading: Reading) -> dict[int, tuple[int, int]]:
    """First and last (exclusive) token of the list that each treatment stands in, by the treatment's first token.

    Items are joined by `and`, `+`, `/`, and by commas where such a joint follows: `A, B and C are discontinued`.

    >>> from nlp.assertion.spans import read_text
    >>> reading = read_text("FOLFOX and cetuximab stopped.")
    >>> reading.candidates = [Candidate(0, 1, "treatment"), Candidate(2, 3, "drug")]; bounds_of_lists(reading)
    {0: (0, 3), 2: (0, 3)}
    """
    therapies = sorted((c for c in reading.candidates if c.kind in ("drug", "treatment")), key=lambda c: c.first)
    bounds = {c.first: (c.first, c.last) for c in therapies}
    for left, right in reversed(list(pairwise(therapies))):
        between, (_, last) = reading.words[left.last : right.first], bounds[right.first]
        joined = len(between) == 1 and (between[0] in _JOINTS or (between == [","] and last > right.last))
        if joined and reading.sentence_of[left.first] == reading.sentence_of[right.first]:
            bounds[left.first] = (left.first, last)
    opening: dict[int, int] = {}
    for first, (_, last) in sorted(bounds.items()):
        opening.setdefault(last, first)
    return {first: (opening[last], last) for first, (_, last) in bounds.items()}
