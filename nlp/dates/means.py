"""What was done on a date or seen with it: `par biopsie`, `changed in May to X`, `avec thrombose`."""

from __future__ import annotations

import re

from nlp.assertion.courses import is_chronic
from nlp.candidates import Candidate
from nlp.dates.items import RESULTS, THERAPIES, Item
from nlp.dates.spread import joined
from nlp.dates.words import UNIT_LETTER
from nlp.text.reading import Reading

_EXAM = frozenset(["exam"])
#: Words right after a date that name the means, and the kinds of finding that may follow each.
_MEANS = {
    "sur": _EXAM, "on": _EXAM, "at": _EXAM, "lors": _EXAM, "via": _EXAM, "with": THERAPIES, "avec": THERAPIES,
    "to": THERAPIES, "par": _EXAM | THERAPIES, "by": _EXAM | THERAPIES,
}  # fmt: skip


_TREATED = re.compile(r"traite\w*|treated|opere\w*|operated|irradie\w*|irradiated|managed|suivie?")


def by_means(reading: Reading, item: Item, candidates: list[Candidate], following: int) -> list[Candidate]:
    """What was done on a date, and its bracket: `confirmé le 22 mai par biopsie (CD30 +)`, `changed in May to X`,
    `traitée en 2017 pour un cancer du sein par mastectomie`.
    """
    at = _preposition(reading, item, following)
    kinds = _MEANS.get(reading.words[at]) if at < len(reading) else None
    if kinds is None:
        return []
    after = [c for c in candidates if at < c.first < following and c.kind in kinds]
    means = min(after, key=lambda c: c.first, default=None)
    if means is None or means.first > at + 4 or not UNIT_LETTER.keys().isdisjoint(reading.words[at + 2 : means.first]):
        return []
    listed = joined(reading, [c for c in after if c.kind == means.kind or means.kind != "exam"], means)
    last = max(c.last for c in listed)
    if last >= len(reading) or reading.words[last] != "(":
        return listed
    end = next((t for t in range(last, following) if reading.words[t] == ")"), following)
    return [*listed, *(c for c in candidates if last < c.first < end and c.kind in RESULTS)]


def _preposition(reading: Reading, item: Item, following: int) -> int:
    """The token after the date, or the one before the means where a treatment's purpose stands between."""
    if reading.words[item.last : item.last + 1] not in (["pour"], ["for"], ["d"], ["of"]):
        return item.last
    if not any(_TREATED.fullmatch(word) for word in reading.words[max(0, item.first - 3) : item.first]):
        return item.last
    places = range(item.last + 1, min(following, item.last + 14))
    return next((t for t in places if reading.words[t] in ("par", "by", "with", "avec")), item.last)


_WITH = re.compile(r" ?(?:, ?\d{2}(?:[.,]\d)? ?gy)?,? ?(?:avec|with|\() ?(?:du |de la |weekly )?$")


def given_with(reading: Reading, item: Item, before: list[Candidate], after: list[Candidate]) -> list[Candidate]:
    """The drugs of a dated course: `radiochimiothérapie terminée en juin, avec carboplatine et paclitaxel`."""
    drugs = [c for c in after if c.kind == "drug"]
    nearest = min(drugs, key=lambda c: c.first, default=None)
    if nearest is None or item.date is None or not any(c.kind == "treatment" for c in before):
        return []
    told = reading.folded[reading.ends[item.last - 1] : reading.starts[nearest.first]].replace("\n", " ")
    return joined(reading, drugs, nearest) if _WITH.fullmatch(told) else []


def along_with(reading: Reading, item: Item, before: list[Candidate], after: list[Candidate]) -> list[Candidate]:
    """`récidive constatée en mars, avec thrombose porte`: the disease seen together with the dated one."""
    at = item.last + (reading.words[item.last : item.last + 1] == [","])
    told = any(c.kind == "diagnosis" for c in before) and reading.words[at : at + 1] in (["avec"], ["with"])
    return [c for c in after if told and at < c.first <= at + 3 and c.kind == "diagnosis" and not is_chronic(c)]
