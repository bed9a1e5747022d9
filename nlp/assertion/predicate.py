"""What the predicate of a treatment's own clause says of it: refused, over, or going on.

`Capecitabine was considered and set aside`, `gemcitabine, cisplatin and durvalumab are discontinued`, `lanreotide
carries on unchanged`. The words that follow a treatment, or the list that it ends, outweigh section, date and story.
"""

from __future__ import annotations

import re
from itertools import pairwise

from medomics_ehr.contracts.finding import Assertion
from nlp.assertion.predicate_words import ANY, GOES_ON, OVER, PARTED, REFUSED
from nlp.candidates import Candidate
from nlp.text.reading import Reading

#: How many characters after a treatment its predicate is read in.
REACH = 95
#: What was kept then, or will be, is not being given now.
_THEN = re.compile(r"\b(?:ete|was|were|had|avait|avaient|etait|to be|will be|should be|sera|seront)\b")
#: What is to be stopped is still being given.
_TO_END = re.compile(r"\b(?:to be|will be|should be|can be|sera|seront|doit etre|pourra etre|devra etre) (?!pas|not)")
_UNFINISHED = re.compile(r"\b(?:pas|non|not|jamais|never)$")
_PREDICATES: tuple[tuple[re.Pattern[str], Assertion], ...] = (
    (REFUSED, "absent"),
    (OVER, "historical"),
    (GOES_ON, "present"),
)
#: `poursuivi 6 cures puis arrêté`: what went on for a time ended after it.
_THEN_ENDED = re.compile(
    r"[^.;]{0,50}?\b(?:puis|then|until|jusqu[' ]?a(?:u|ux)?|before|avant)\b[^.;]{0,30}?"
    r"\b(?:arretee?s?|stoppee?s?|interrompue?s?|terminee?s?|finie?s?|stopped|discontinued|ended|ceased)\b"
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
    r"|\b(?:declin\w+|refus\w+|ne (?:souhaite|veut) pas|(?:does|did) not (?:want|wish))"
    r"(?: (?:de|d'|l'|la|le|to|an?|any|the|toute))?[ ']?"
    r"(?:arret\w*|interr\w+|suspen\w+|stop\w*|diminu\w+|reduc\w+|reduire|pause)"
    r"(?: (?:de la|de l'|du|des|de|d'|le|la|les|l'|of|the|in|her|his))?[ ']?$"
)
#: `arrêt du tamoxifène non souhaité`: what is refused is the change.
CHANGE_OF = re.compile(
    r"\b(?:arret|interruption|diminution|reduction|baisse|suspension|sevrage|pause|decroissance|stopping|lowering"
    r"|tapering|weaning|withdrawal)(?: (?:de la dose|of the dose|in the dose))?"
    r" (?:de la |de l'|du |des |de |d'|of |in )(?:the )?$"
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
    if not ANY.search(after):
        return None
    found = [
        (match.end(), assertion)
        for pattern, assertion in _PREDICATES
        if (match := pattern.match(after)) and not _is_parted(match, assertion)
        if assertion != "present" or candidate.value != "surgery"  # An operation does not go on.
    ]
    if not found:
        return None
    end, assertion = min(found)
    ended = _THEN_ENDED.match(after, end) if assertion == "present" else None
    if ended and not _TO_END.search(ended.group()):
        assertion = "historical"
    return "present" if assertion == "absent" and CHANGE_OF.search(before) else assertion


_DITTO = re.compile(r"^[ ,:–-]{0,3}(?:idem|ditto)\b")


def say_ditto(reading: Reading) -> None:
    """`Lonsurf même dose, bévacizumab idem`: what is said of a treatment so was said of the one before it.

    Where nothing was, `idem` says that it goes on.
    """
    therapies = sorted((c for c in reading.candidates if c.kind in ("drug", "treatment")), key=lambda c: c.first)
    for number, candidate in enumerate(therapies):
        end = reading.ends[candidate.last - 1]
        if candidate.fixed or not _DITTO.match(reading.folded[end : end + 12]):
            continue
        before = therapies[number - 1] if number else candidate
        near = before is not candidate and reading.same_line(before.first, candidate.first)
        if near and not {"stated", "cue"} & set(before.data):
            continue
        said: Assertion = before.assertion if near else "present"
        candidate.assertion = "present" if said == "planned" else said
        candidate.data = {**candidate.data, "stated": candidate.assertion}


def _is_parted(match: re.Match[str], assertion: Assertion) -> bool:
    tail = match["tail"] or ""
    if assertion == "historical" and _UNFINISHED.search(tail):
        return True
    if assertion == "historical" and _TO_END.search(match.group()):
        return True
    return bool(PARTED.search(tail) or (assertion == "present" and _THEN.search(tail)))


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
