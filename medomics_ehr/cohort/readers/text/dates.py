"""Days, months and years as people write them: `2020-03-01`, `01/03/2020`, `1er mars 2020`, `March 2020`."""

from __future__ import annotations

import re

_NAMES = (
    r"janvier|january|janv?", r"fevrier|february|fevr?|feb", r"mars|march|mar", r"avril|april|avr|apr", r"mai|may",
    r"juin|june|jun", r"juillet|july|juil|jul", r"aout|august|aug", r"septembre|september|sept?",
    r"octobre|october|oct", r"novembre|november|nov", r"decembre|december|dec",
)  # fmt: skip
_MONTH = rf"(?:{'|'.join(_NAMES)})\.?"
_DAY = r"\d{1,2}(?:er|st|nd|rd|th)?"
#: Folded text of a date, whole or partial.
DATE = (
    r"(?:\d{4}(?:-\d{2}(?:-\d{2})?)?|\d{1,2}[/.]\d{1,2}[/.]\d{4}|\d{1,2}/\d{4}"
    rf"|(?:{_DAY} (?:of )?)?{_MONTH} \d{{4}}|{_MONTH} {_DAY},? \d{{4}})"
)
_SLASHED = re.compile(r"(?:(?P<day>\d{1,2})[/.])?(?P<month>\d{1,2})[/.](?P<year>\d{4})")
_NUMBERS = re.compile(r"\d+")


def iso(text: str) -> str:
    """A date of a query as `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; the day stands first in `01/03/2020`.

    >>> iso("01/03/2020"), iso("1er mars 2020"), iso("mars 2020"), iso("march 1, 2020"), iso("2020")
    ('2020-03-01', '2020-03-01', '2020-03', '2020-03-01', '2020')
    """
    if slashed := _SLASHED.fullmatch(text):
        return _joined(int(slashed["year"]), int(slashed["month"]), int(slashed["day"]) if slashed["day"] else None)
    month = next((n for n, names in enumerate(_NAMES, 1) if re.search(rf"\b(?:{names})\b", text)), None)
    if month is None:
        return text
    numbers = [int(number) for number in _NUMBERS.findall(text)]
    return _joined(numbers[-1], month, numbers[0] if len(numbers) > 1 else None)


def is_ambiguous(text: str) -> bool:
    """Whether the day and the month of a date could be the other way round, as Americans write them.

    >>> is_ambiguous("01/03/2020"), is_ambiguous("31/03/2020"), is_ambiguous("03/03/2020")
    (True, False, False)
    """
    found = _SLASHED.fullmatch(text)
    return bool(found and found["day"] and int(found["day"]) <= 12 and int(found["day"]) != int(found["month"]))


def _joined(year: int, month: int, day: int | None) -> str:
    return f"{year:04d}-{month:02d}" + (f"-{day:02d}" if day is not None else "")
