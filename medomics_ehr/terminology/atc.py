"""ATC (WHOCC, 2024 index): the shape of a code, its five levels, and the codes that replaced those of 2019."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from medomics_ehr.terminology import tables

_SHAPE = re.compile(r"^[A-Z](?:\d\d(?:[A-Z](?:[A-Z](?:\d\d)?)?)?)?$")

#: Length of a code at each level: anatomical, therapeutic, pharmacological, chemical group, substance.
LEVELS: Mapping[int, int] = {1: 1, 3: 2, 4: 3, 5: 4, 7: 5}


def is_valid_shape(code: str) -> bool:
    """Whether a code reads like ATC, at any level.

    >>> is_valid_shape("L01FF02"), is_valid_shape("L01FF"), is_valid_shape("L01F2")
    (True, True, False)
    """
    return bool(_SHAPE.match(code))


def level(code: str) -> int:
    """Level of a code, 1 to 5.

    Raises:
        ValueError: it is not an ATC code.

    >>> level("L01FF02"), level("L01")
    (5, 2)
    """
    if not is_valid_shape(code):
        raise ValueError("not an ATC code: a letter, two figures, a letter, a letter, two figures, or a start of it")
    return LEVELS[len(code)]


def ancestors(code: str) -> tuple[str, ...]:
    """The code itself, then its groups, up to the anatomical one.

    >>> ancestors("L01FF02")
    ('L01FF02', 'L01FF', 'L01F', 'L01', 'L')
    """
    return tuple(code[:length] for length in sorted(LEVELS, reverse=True) if length <= len(code))


def current(code: str) -> str:
    """The 2024 code of a substance given by its 2019 code, else the code itself.

    >>> current("L01XC18"), current("L01FF02")
    ('L01FF02', 'L01FF02')
    """
    return _current().get(code, code)


def former(code: str) -> tuple[str, ...]:
    """Codes of 2019 that a code replaced.

    >>> former("L01FF02")
    ('L01XC18',)
    """
    return tuple(old for old, new in _current().items() if new == code)


@cache
def _current() -> Mapping[str, str]:
    return {row["former"]: row["code"] for row in tables.rows("atc_aliases")}
