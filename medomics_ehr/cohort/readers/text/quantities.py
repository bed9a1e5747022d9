"""Numbers of a query: ages, gaps in days, values and calendar periods, from the groups of a token."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from medomics_ehr.cohort.definition import AgeRange, NumberRange, Period
from medomics_ehr.cohort.readers.text.dates import is_ambiguous, iso
from medomics_ehr.cohort.readers.text.lexer import Token
from medomics_ehr.cohort.readers.text.words import DAYS_IN, OPERATOR_WORDS, OPERATORS, fold
from medomics_ehr.contracts.event import latest_instant, parse_partial_date
from medomics_ehr.errors import InputRefused

MAX_DAYS = 100_000
MAX_AGE = 150


def days_of(token: Token, bound: str) -> int:
    """A gap in days: a week is 7, a month 30, a year 365.

    >>> days_of(Token("gap", 0, 0, "", {"max": "3", "time_unit": "mois"}), "max")
    90
    """
    if bound not in token.groups:
        raise InputRefused(f"character {token.start + 1} of the query: `{token.text}` needs an upper bound of days")
    days = int(token.groups[bound]) * _unit_days(token.groups["time_unit"])
    if days > MAX_DAYS:
        raise InputRefused(f"character {token.start + 1} of the query: a gap of {days} days is longer than a life")
    return days


def _unit_days(unit: str) -> int:
    return 30 if unit.startswith("mo") else DAYS_IN[unit[0]]


def age_of(token: Token) -> AgeRange:
    """An age in completed years; "over 60" is 61 and more, "under 40" is up to 39."""
    groups = token.groups
    low = high = None
    if "age_above" in groups:
        low = int(groups["age_above"]) + 1
    elif "age_below" in groups:
        high = int(groups["age_below"]) - 1
    elif "age_most" in groups:
        high = int(groups["age_most"])
    elif "age_compare" in groups:
        low, high = _ages_compared(OPERATORS[groups["age_compare"]], int(groups["age_value"]))
    else:
        low = int(groups["age_low"])
        high = int(groups["age_high"]) if "age_high" in groups else low if token.kind == "age_then" else None
    if max(low or 0, high or 0) > MAX_AGE or (high is not None and high < (low or 0)):
        raise InputRefused(f"character {token.start + 1} of the query: no one can be of the age `{token.text}`")
    return AgeRange(low, high)


def age_of_gap(token: Token) -> AgeRange | None:
    """The age that the words of a gap may also mean, where they stand beside nothing that has a date.

    >>> age_of_gap(Token("gap", 0, 15, "moins de 40 ans", {"max": "40", "time_unit": "ans"}))
    AgeRange(low=None, high=39)
    """
    groups = token.groups
    bound = next((bound for bound, words in _GAP_BOUNDS if fold(token.text).startswith(words)), None)
    if bound is None or "max" not in groups or "side" in groups or not groups["time_unit"].startswith(("an", "year")):
        return None
    return age_of(replace(token, groups={bound: groups["max"]}))


_GAP_BOUNDS = (("age_below", ("moins de", "less than")), ("age_most", ("au plus", "at most", "no more than")))


def _ages_compared(operator: str, value: int) -> tuple[int | None, int | None]:
    return {
        ">=": (value, None),
        ">": (value + 1, None),
        "<=": (None, value),
        "<": (None, value - 1),
        "=": (value, value),
    }[operator]


def number_of(token: Token) -> NumberRange:
    """A value with its unit.

    >>> number_of(Token("compare", 0, 0, "", {"compare": "≥", "value": "50", "unit": "%"}))
    NumberRange(low=50.0, high=None, low_open=False, high_open=False, unit='%')
    """
    groups = token.groups
    operator = OPERATORS.get(groups.get("compare", "")) or OPERATOR_WORDS[groups["compare_word"]]
    value, unit = float(groups["value"].replace(",", ".")), groups.get("unit")
    low = value if operator in (">=", ">", "=") else None
    high = value if operator in ("<=", "<", "=") else None
    return NumberRange(low, high, operator == ">", operator == "<", unit)


def period_of(token: Token) -> Period:
    """Calendar days; a year or a month is meant whole."""
    groups = token.groups
    if "within" in groups:
        return Period(_first(token, "within"), _last(token, "within"))
    start, end = _first(token, "since"), _last(token, "until")
    if "earlier" in groups:
        end = _day(token, "earlier") - dt.timedelta(days=1)
    if "later" in groups:
        start = _last(token, "later")
        start = start + dt.timedelta(days=1) if start else None
    if start is not None and end is not None and start > end:
        raise InputRefused(f"character {token.start + 1} of the query: the period `{token.text}` ends before it begins")
    return Period(start, end)


def _day(token: Token, group: str) -> dt.date:
    try:
        return parse_partial_date(_written(token, group))[0].date()
    except ValueError:
        raise InputRefused(
            f"character {token.start + 1} of the query: `{token.text}` is no day of the calendar"
        ) from None


def _first(token: Token, group: str) -> dt.date | None:
    return _day(token, group) if group in token.groups else None


def _last(token: Token, group: str) -> dt.date | None:
    if group not in token.groups:
        return None
    _day(token, group)
    return latest_instant(*parse_partial_date(_written(token, group))).date()


def _written(token: Token, group: str) -> str:
    """The date as YYYY-MM-DD; refused in English where the day and the month may be the other way round."""
    text = token.groups[group]
    if is_ambiguous(text) and _ENGLISH.match(token.text.lower()):
        raise InputRefused(
            f"character {token.start + 1} of the query: `{token.text}` may name two days; write {iso(text)} or the "
            "month as a word"
        )
    return iso(text)


_ENGLISH = re.compile(r"(?:diagnosed )?(?:in|during|on|since|from|starting|until|up to|before|after|between)\b")
