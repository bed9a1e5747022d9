"""Titles: lines at the head of a report that name a department or a committee and state nothing of the patient."""

from __future__ import annotations

import re
from functools import lru_cache

from nlp.text.reading import Reading

#: How many tokens of a report may be its letterhead.
LETTERHEAD = 90
_DEPARTMENT = re.compile(
    r"\b(?:service|departement|department|dept|unite|unit|centre|center|division|pole|clinique|clinic"
    r"|institut|institute|comite|reseau|network|hopital|hospital|"
    r"chirurgien|surgeon|programme|program|equipe|registre|pavillon|trust|summary|compte[- ]rendu"
    r"|report|cabinet|surgery|board|rounds|meeting|s?md[tm]|rcp|laboratoire|laboratory|dre?|prof|group)\b"
)


def in_title(reading: Reading, token: int) -> bool:
    """True where a token stands in a title line of the letterhead.

    >>> reading = Reading.of("CENTRE DE LUTTE CONTRE LE CANCER\\nCancer du rein.")
    >>> in_title(reading, 5), in_title(reading, 6)
    (True, False)
    """
    if token > LETTERHEAD:
        return False
    start = reading.text.rfind("\n", 0, reading.starts[token]) + 1
    end = reading.text.find("\n", start)
    end = end if end >= 0 else len(reading.text)
    line = reading.folded[start:end]
    offset = reading.starts[token] - start
    named = _department(line)
    if named < 0 or named > offset + 60 or len(line) > 110:
        return False
    if re.search(r"[.:;] +[a-z]", line[: max(offset, named) + 1].replace("dr. ", "").replace("pr. ", "")):
        return False
    if not reading.text[start:end].isupper() and re.search(
        r"\b(?:\d{1,3} ?(?:ans|yo|y/o|years)|suivie?|pour|for|with"
        r"|avec|chez"
        r"|diagnostic"
        r"|diagnosis"
        r"|indication)\b",
        line,
    ):
        return False
    if 0 <= named - offset <= 25 and not re.search(r"[.,;:]", line[offset:named]):
        return True  # `Sarcoma MDT`, `lymphome, RCP` aside: the word belongs to the committee's name.
    return named < offset or reading.text[start:end].isupper() or bool(re.search(r",[^,]{0,40}$", line))


@lru_cache(maxsize=256)
def _department(line: str) -> int:
    """Where a folded line names a department or a committee, -1 where it names none."""
    found = _DEPARTMENT.search(line)
    return found.start() if found else -1
