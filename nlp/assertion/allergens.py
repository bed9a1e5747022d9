"""Allergies to a drug that was being given: the drug was had and is over, no drug to be shunned from the start.

`Allergie au carboplatine au 6e cycle`, `allergic to paclitaxel, stopped`.
"""

from __future__ import annotations

import re

from nlp.candidates import Candidate
from nlp.text.reading import Reading

#: Words right behind an allergen that tell of a course in which the allergy showed, or that ended with it.
_IN_ITS_COURSE = re.compile(
    r"[^.;:\n]{0,40}?\b(?:cycles?|cures?|c ?\d{1,2}|perfusions?|infusions?|lors d[eu]|during"
    r"|remplac\w+|replaced|(?:arret|stop)\w*(?! (?:smoking|du tabac|tabac))|discontinued|interromp\w*)\b"
)


def was_given(reading: Reading, candidate: Candidate) -> bool:
    """Whether the words behind an allergen, before the next drug, say that it was given.

    >>> from nlp.assertion.spans import read_text
    >>> reading = read_text("Allergie au carboplatine au 6e cycle.")
    >>> was_given(reading, Candidate(2, 3, "drug", "L01XA02"))
    True
    """
    following = [c.first for c in reading.candidates if c.kind == "drug" and c.first >= candidate.last]
    last = min([*following, reading.sentence(candidate.first).last])
    return bool(_IN_ITS_COURSE.match(reading.folded[reading.ends[candidate.last - 1] : reading.ends[last - 1]]))
