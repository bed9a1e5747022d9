"""Operations: those of the report's own episode are present, others historical; and what is given during one."""

from __future__ import annotations

import re

from medomics_ehr.contracts.finding import Assertion
from nlp.assertion.place import EPISODE_DAYS, EPISODE_TYPES, ERA_DAYS, PAST_SECTIONS, Place


def surgery(place: Place) -> Assertion:
    if place.age is None and _names_an_older_one(place):
        return "historical"
    if place.age is None and place.type == "discharge" and (place.era or 0) > ERA_DAYS:
        return "historical"
    recent = place.age is None or place.age <= EPISODE_DAYS
    if place.type in EPISODE_TYPES and place.age is not None and recent:
        return "present"
    own = place.type in EPISODE_TYPES or place.type == "discharge"
    return "present" if own and recent and place.section not in PAST_SECTIONS else "historical"


def _names_an_older_one(place: Place) -> bool:
    """`opéré en novembre (Hartmann)`: a bracket names the operation before it."""
    opening = place.before.rpartition("(")[0]
    if "(" not in place.before[-25:] or ")" in place.before[len(opening) :]:
        return False
    first = place.reading.sentence(place.candidate.first).first
    return any(
        c.value == "surgery" and c.assertion == "historical" and c.date and first <= c.first < place.candidate.first
        for c in place.reading.candidates
    )


#: Chemotherapy given in the operation itself (HIPEC).
_INTRAOPERATIVE = re.compile(
    r"\b(?:chip|hipec|pipac|chimiohyperthermie|intraperitoneal\w*|peroperatoire|intraoperative)\b"
)


def in_the_operation(place: Place) -> bool:
    sentence = place.reading.sentence(place.candidate.first)
    told = place.reading.folded[place.reading.starts[sentence.first] : place.reading.ends[sentence.last - 1]]
    return place.section not in (*PAST_SECTIONS, "plan") and bool(_INTRAOPERATIVE.search(told))
