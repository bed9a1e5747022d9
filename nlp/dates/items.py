"""Dates and findings of a sentence at their places, and the writing of a date into what it dates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from nlp.candidates import Candidate
from nlp.dates.expressions import DateExpression
from nlp.text.reading import Reading

#: Findings that an exam shows, and that have its date.
RESULTS = frozenset(["diagnosis", "morphology", "stage", "biomarker", "response", "performance"])
THERAPIES = frozenset(["treatment", "drug"])
_SINCE = re.compile(
    r"\b(?:depuis|since|a partir|debute\w*|started|began|begun|introdui\w+|initie\w*|instaure\w*"
    r"|commence\w*)\b[^.;,\n]{0,16}$"
)
_UNTIL = re.compile(
    r"\b(?:jusqu'(?:en|a|au)|until|through|thru|arrete\w*|stopp\w*|cesse\w*|termine\w*|completed|discontinued"
    r"|finish\w+|interrompu\w*|suspendu\w*|ended|stopped|acheve\w*|till|fin|dernier\w*|last (?:one |dose "
    r"|cycle )?(?:in|on|was|being)|withdrawn|halted|dropped|retiree?s?|abandonne\w*)\b[^.;,\n]{0,16}$"
)


#: What `give` writes beside a date, and takes back where a nearer date comes.
WRITTEN = frozenset(["soft", "since", "end", "lead", "yearless", "period", "turn"])
BEGINS = re.compile(
    r"\b(?:changed to|switched to|started on|commenced on|put on|switch (?:to|pour|vers)|mise? sous|passage (?:a|au"
    r"|sous)"
    r"|relais (?:par|avec)|remplacee? par|introduction (?:de|du)|instauration (?:de|du)|initiation (?:de|du|of)"
    r"|debut (?:de|du)|started|commenced|began|begun|debute\w*|introdui\w+|initie\w*)(?: (?:le|la|l'|un|une|the|du"
    r"|de la))?[ ']?$"
)


@dataclass(slots=True)
class Item:
    """A candidate or a date at its place in a sentence."""

    first: int
    last: int
    date: DateExpression | None = None
    candidate: Candidate | None = None
    period: str = ""


def is_tumour(candidate: Candidate) -> bool:
    """True for a diagnosis of a tumour, of its return or of its spread."""
    return candidate.kind == "diagnosis" and (bool(candidate.role) or (candidate.code or "")[:1] == "C")


def _is_current(reading: Reading, candidate: Candidate, item: Item) -> bool:
    """`Jan 2024: DVT, on dalteparin`: the drug is taken now, the date is the disease's."""
    if candidate.kind != "drug" or candidate.first < item.first or candidate.first == 0:
        return False
    return reading.words[candidate.first - 1] in ("on", "sous") and candidate.first - item.last > 1


def _begins(reading: Reading, candidate: Candidate, item: Item) -> bool:
    """`changed to X in February`: the date is that of a beginning."""
    if candidate.kind not in ("drug", "treatment") or candidate.last > item.first:
        return False
    start = reading.starts[candidate.first]
    return bool(BEGINS.search(reading.folded[max(0, start - 40) : start].replace("\n", " ")))


@lru_cache(maxsize=256)
def told_before(before: str) -> tuple[bool, str]:
    """Whether the words before a date say that something began then, and those that say that it ended, "" if none.

    >>> told_before("capecitabine depuis "), told_before("arretee en ")
    ((True, ''), (False, 'arretee en '))
    """
    until = _UNTIL.search(before)
    return bool(_SINCE.search(before)), until.group() if until else ""


def give(
    reading: Reading,
    item: Item,
    candidates: Sequence[Candidate],
    lead: bool = False,
    soft: bool = False,
    direct: bool = False,
) -> None:
    """Write an item's date into candidates, with what its words say of it: a beginning, an end, a period, a head."""
    if item.date is None or not candidates:
        return
    before = reading.folded[max(0, item.date.start - 40) : item.date.start].replace("\n", " ")
    beginning, until = told_before(before)
    for candidate in candidates:
        if until and candidate.data.get("since") and until.startswith(("derni", "last")):
            continue  # `depuis octobre, gemcitabine, dernière injection le 27`: no end.
        if (not beginning and _is_current(reading, candidate, item)) or (candidate.date and candidate.data.get("end")):
            continue
        if (soft and candidate.date) or (item.period and candidate.kind in ("diagnosis", "morphology")):
            continue
        begun = direct and candidate.date is None  # Told as begun on a day that stands elsewhere.
        if begun or (candidate.data.get("soft") and not soft) or (direct and candidate.data.get("lead") and not until):
            candidate.date, candidate.data = None, {k: v for k, v in candidate.data.items() if k not in WRITTEN}
        if candidate.date not in (None, item.date.value) and candidate.kind in ("treatment", "drug"):
            candidate.data = {**candidate.data, "period": item.date.value}
        if item.period and candidate.kind in ("treatment", "drug"):
            candidate.data = {**candidate.data, "period": item.period}
        week = candidate.kind in ("treatment", "exam", "drug") and re.search(
            r"(?:week of|semaine du)(?: the)? $", before
        )
        candidate.date = item.date.value[:7] if week else item.date.value
        if not item.date.has_year:
            candidate.data = {**candidate.data, "yearless": "1"}
        if until:
            candidate.data = {**candidate.data, "end": "1"}
        elif beginning or _begins(reading, candidate, item):
            candidate.data = {**candidate.data, "since": "1"}
        if soft:
            candidate.data = {**candidate.data, "soft": "1"}
        if lead:
            candidate.data = {**candidate.data, "lead": "1"}
