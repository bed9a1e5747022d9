"""What a dated event is told with: the reason of an operation, of an end or of an admission, and what it found."""

from __future__ import annotations

import re

from nlp.assertion.courses import is_chronic
from nlp.candidates import Candidate
from nlp.dates.items import BEGINS, RESULTS, THERAPIES, Item
from nlp.dates.spread import joined
from nlp.text.reading import Reading
from nlp.text.word_set import word_set

_FINDS = re.compile(
    r"\b(?:montr|revel|conten|retrouv|met(?:tant)? en evidence|concl|confirm|classa|show|found|reveal|demonstrat"
    r"|yield|pathology|histolog|anatomopath|anapath)|:(?!\d)"
)


def operation_results(
    reading: Reading, item: Item, dated: list[Candidate], candidates: list[Candidate], following: int
) -> list[Candidate]:
    """What a dated operation found, in its sentence: its stage, and all results where words say that it shows them."""
    if not any(c.value == "surgery" for c in dated) or not any(item.last <= c.first < following for c in candidates):
        return []
    end = next((token for token in range(item.last, following) if reading.words[token] == ";"), following)
    if end <= item.last:
        return []
    shows = _FINDS.search(reading.folded, reading.ends[item.last - 1], reading.ends[end - 1])
    start = shows.start() if shows else len(reading.folded)
    return [
        c
        for c in candidates
        if item.last <= c.first < end
        and (c.kind == "stage" or (c.kind in RESULTS and reading.starts[c.first] >= start))
    ]


_PURPOSE = word_set("pour for")
_CAUSE = _PURPOSE | word_set("because devant due sur after suite cause raison apres")

_CLAUSES = (["d"], ["of"], ["when"], ["lorsque"], ["quand"])


def reason(
    reading: Reading, item: Item, before: list[Candidate], candidates: list[Candidate], following: int
) -> list[Candidate]:
    """What a dated operation was done for, or what happened that ended a treatment: `lumpectomie en 2013 pour CCIS`,
    `stopped in December after a deep vein thrombosis`; not what it was stopped for, which may be older.
    """
    word = reading.words[item.last : item.last + 1]
    if _CAUSE.isdisjoint(reading.words[item.last : item.last + 2]) and word not in _CLAUSES:
        return []
    if word in (["when"], ["lorsque"], ["quand"]):
        end = next((t for t in range(item.last, len(reading)) if reading.words[t] in (";", ".")), len(reading))
        return [c for c in candidates if item.last < c.first < min(end, following) and c.kind in RESULTS | {"exam"}]
    operated = any(c.value == "surgery" or c.kind == "exam" for c in before)
    ended = any(c.data.get("end") for c in before)
    near = [c for c in candidates if item.last < c.first <= item.last + 5]
    if word in (["d"], ["of"]):
        return [c for c in near if operated and (c.kind in ("diagnosis", "morphology") or c.value == "surgery")]
    purpose = not _PURPOSE.isdisjoint(reading.words[item.last : min((c.first for c in near), default=item.last)])
    diseases = operated or (ended and not purpose)
    kinds = ("diagnosis", "morphology", "response") if diseases else ("response",)
    return [c for c in near if c.kind in kinds]


def begun_for(reading: Reading, item: Item, before: list[Candidate], after: list[Candidate]) -> list[Candidate]:
    """`devant une progression en janvier, relais par fulvestrant`: the treatment that a dated event made begin."""
    if not after or not any(c.kind in ("response", "diagnosis") for c in before):
        return []
    start = reading.ends[item.last - 1]
    for candidate in sorted(after, key=lambda c: c.first):
        told = reading.folded[max(start, reading.starts[candidate.first] - 40) : reading.starts[candidate.first]]
        if candidate.kind in THERAPIES and BEGINS.search(told.replace("\n", " ")):
            return joined(reading, [c for c in after if c.kind in THERAPIES], candidate)
    return []


def brought_in(candidates: list[Candidate]) -> list[Candidate]:
    """The disease that an admission was for: the first one told, unless it is a tumour or a chronic one."""
    first = min(candidates, key=lambda c: c.first, default=None)
    acute = first is not None and first.kind == "diagnosis" and not first.role and not is_chronic(first)
    return [first] if first is not None and acute else []
