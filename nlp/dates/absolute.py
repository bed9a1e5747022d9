"""Calendar dates written out: numeric, with a month's name, partial, without a year."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator

from nlp.dates.expressions import DateExpression
from nlp.dates.words import MONTH, MONTH_NUMBER
from nlp.text.word_set import word_set

_NUMERIC = re.compile(
    r"(?<![\d/.,])(?:(?P<y1>(?:19|20)\d\d)(?P<s1>[-/.])(?P<m1>\d{1,2})(?P=s1)(?P<d1>\d{1,2})"
    r"|(?P<d2>\d{1,2})(?P<s2>[-/.]) ?(?P<m2>\d{1,2})(?P=s2) ?(?P<y2>(?:19|20)\d\d|\d\d)"
    r"|(?P<m3>\d{1,2})[-/.](?P<y3>(?:19|20)\d\d)"
    r"|(?P<y4>(?:19|20)\d\d)-(?P<m4>0[1-9]|1[0-2]))(?![\d/]|[.,]\d)"
)
_NAMED = re.compile(
    rf"(?<![a-z\d])(?:(?P<day>\d{{1,2}})(?:er|st|nd|rd|th)?[ \-]{{0,2}}(?:of )?)?(?P<month>{MONTH})(?![a-z])\.?"
    rf"(?:[ \-]{{1,2}}(?P<after>\d{{1,2}})(?:st|nd|rd|th)?(?![\d/%a-z]|[ ]?[/]|[.:,]\d)(?!-\d))?"
    rf"(?:,?[ \-\n]{{0,2}}(?:of |de )?(?:l'annee )?'?(?P<year>(?:19|20)\d\d|(?<=[-'])\d\d)(?!\d)"
    rf"| (?P<which>(?:of )?this year|(?:of )?last year|de (?:l'an(?:nee)? derniere?|cette annee)|dernier|last))?"
)
#: `2021 May: recurrence`: the year before its month, at the head of a row.
_YEAR_FIRST = re.compile(rf"(?<![\d/.,-])(?P<year>(?:19|20)\d\d) (?P<month>{MONTH})\.?(?= ?[:,–-]|\n)")
#: `mai 24`: after a French month a number of two digits is a year, for a French day stands before its month.
_FRENCH_MONTHS = word_set(
    "janvier janv fevrier fevr fev mars avril mai juin juillet juil aout septembre octobre novembre decembre"
)
_DAYS_BEFORE = re.compile(r"(\d{1,2})(?:er)? ?(?:et|and|,|puis|-|au) $")
#: `Mar-Jul 2021`: the first month of a range.
_TO_A_MONTH = re.compile(rf" ?[-–/à] ?(?:{MONTH})\b")
#: `dg 03/21`, `12/22 : métastases`: month and year in two digits each.
_MONTH_YEAR = re.compile(
    r"(?<![\d/.,-])(?P<m>0[1-9]|1[0-2])/(?P<y>1[3-9]|[23]\d)(?![\d/]|[.,]\d)(?! ?(?:%|gangl|node|fois|n\+))"
)
_MONTH_YEAR_CUE = re.compile(
    r"(?:\b(?:depuis|since|en|in|dg|dx|diag|stop|arret\w*|finie?s?|fin|termine\w*|debut\w*|fait\w*|until"
    r"|jusqu'en)|^|\n) ?$"
)
_SHORT = re.compile(r"(?<![\d/.,-])(?P<d>\d{1,2})/(?P<m>\d{1,2})(?![\d/]|[.,]\d)")
#: `TDM TAP 30.09 :`: a day with a point, after the exam or the word that announces it.
_DOTTED = re.compile(r"(?<![\d/.,-])(?P<d>0[1-9]|[12]\d|3[01])\.(?P<m>0[1-9]|1[0-2])(?= ?[:;,)\n]| [(-])")
_SHORT_CUE = re.compile(
    r"(?:\b(?:le|du|au|des|les|on|of|the|until|from|since|to|depuis|et|and|dated?|date|vers"
    r"|ct|tdm"
    r"|irm|mri|pet|tep|scan|scanner|us|echo|mammo|biopsie|biopsy|bx|op"
    r"|(?:ct|tdm|irm|mri|tep|scan|scanner|us|pet|echo) [a-z]{3,12}|ebus|cxr|colonoscopy|coloscopie|ogd|egd|c\d)|\() ?$"
)
#: `2012-2015`, `2019-09/2023`: the years of a period.
_YEARS = re.compile(
    r"(?<![\d/.,\-])(?P<first>(?:19|20)\d\d)(?: ?[-–—>] ?)(?=(?:\d{1,2}/)?(?P<last>(?:19|20)\d\d)(?![\d/\-]))"
)
#: `en 89`, `in '94`: years of the last century in two digits.
_SHORT_YEAR = re.compile(r"\b(?:en|in|depuis|since) '?(?P<y>[5-9]\d)(?=[.,;:)\n]|$)(?![.,]\d)")
_YEAR = re.compile(r"(?<![\d/.,\-a-z])(?P<y>(?:19[3-9]|20[0-4])\d)(?![\d/\-]|[.,]\d| ?(?:mg|ml|g/|ui|ku|u/|cc|gy|%))")


def _is_month_first(matches: list[re.Match[str]], report: dt.date | None) -> bool:
    """True where the dates of a text are American: one has a day in second place, or is the report's own so."""
    pairs = [(int(match["d2"]), int(match["m2"])) for match in matches if match["s2"] == "/"]
    if any(a > 12 for a, _ in pairs):
        return False
    own = report is not None and (report.month, report.day) in pairs and (report.day, report.month) not in pairs
    return own or any(b > 12 for _, b in pairs)


def absolute_dates(folded: str, report: dt.date | None = None) -> Iterator[DateExpression]:
    """Dates that name a year, in a folded text; those without a year have the value `XXXX-MM` or `XXXX-MM-DD`.

    >>> [d.value for d in absolute_dates("scanner du 06/09/2021, biopsie le 3 mars, tep en juin 2019, cancer en 2011")]
    ['2021-09-06', 'XXXX-03-03', '2019-06', '2011']
    >>> [d.value for d in absolute_dates("MRI 3/31/24, CT 3/12/24")]
    ['2024-03-31', '2024-03-12']
    """
    taken: list[tuple[int, int]] = []
    for found in _all(folded, report):
        if not any(found.start < end and start < found.end for start, end in taken):
            taken.append((found.start, found.end))
            yield found


def _numeric(matches: list[re.Match[str]], month_first: bool) -> Iterator[DateExpression]:
    for match in matches:
        year = match["y1"] or match["y2"] or match["y3"] or match["y4"]
        month = match["m1"] or match["m2"] or match["m3"] or match["m4"]
        day = match["d1"] or match["d2"] or "0"
        if month_first and match["d2"] and match["s2"] == "/" and int(day) <= 12:
            day, month = month, day
        value = iso(_full_year(year), int(month), int(day))
        if value:
            yield DateExpression(match.start(), match.end(), value)


def _full_year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text) if int(text) < 50 else 1900 + int(text)


def iso(year: int | None, month: int, day: int = 0) -> str:
    """`YYYY-MM[-DD]`, `XXXX` for no year, "" for no day of the calendar; month and day are swapped where that mends it.

    >>> iso(2021, 2, 30), iso(2021, 25, 12), iso(None, 3)
    ('', '2021-12-25', 'XXXX-03')
    """
    if month > 12 and 1 <= day <= 12:
        month, day = day, month
    if not 1 <= month <= 12 or day > calendar.monthrange(year or 2024, month)[1]:
        return ""
    stated = f"{year:04d}" if year else "XXXX"
    return f"{stated}-{month:02d}-{day:02d}" if day else f"{stated}-{month:02d}"


def _year_first(folded: str) -> Iterator[DateExpression]:
    for match in _YEAR_FIRST.finditer(folded):
        yield DateExpression(match.start(), match.end(), iso(int(match["year"]), MONTH_NUMBER[match["month"]]))


def _named(folded: str) -> Iterator[DateExpression]:
    for match in _NAMED.finditer(folded):
        name = match["month"]
        if name in ("mar", "may", "mars", "sept", "mai", "jun") and not _month_is_meant(folded, match):
            continue
        year = _full_year(match["year"]) if match["year"] else None
        day = int(match["day"] or match["after"] or 0)
        if not match["day"] and not year and name in _FRENCH_MONTHS and len(match["after"] or "") == 2:
            year, day = _full_year(match["after"]), 0
        value = iso(year, MONTH_NUMBER[name], day)
        if not value:
            continue
        yield DateExpression(match.start(), match.end(), value, has_year=bool(year))
        earlier = _DAYS_BEFORE.search(folded, max(0, match.start() - 10), match.start())
        if earlier and match["day"] and (first := iso(year, MONTH_NUMBER[name], int(earlier[1]))):
            yield DateExpression(earlier.start(), earlier.end(1), first, has_year=bool(year))


def _month_is_meant(folded: str, match: re.Match[str]) -> bool:
    """`may`, `sept`, `mar` are words too: they need a day, a year or a preposition beside them."""
    if match["day"] or match["after"] or match["year"] or _TO_A_MONTH.match(folded, match.end()):
        return True
    before = folded[max(0, match.start() - 12) : match.start()].split()
    return bool(before) and before[-1].split("'")[-1] in (
        "in", "en", "last", "since", "depuis", "debut", "fin", "mi", "early", "late", "until", "of", "de", "du", "mid",
        "mi-", "by", "jusqu'en", "next", "des",
    )  # fmt: skip


_AFTER_A_WORD = re.compile(r"(?= ?[:;]|,(?! ?\d)|\.(?!\d)|\n|$)")


def _short(folded: str, month_first: bool) -> Iterator[DateExpression]:
    """Day and month with a slash and no year: `09/01`, `le 3/5`; a bare `3/14` is a count of nodes."""
    for match in _SHORT.finditer(folded):
        plain = (
            13 <= int(match["d"]) <= 31
            and 1 <= int(match["m"]) <= 12
            and bool(_AFTER_A_WORD.match(folded, match.end()))
        )
        padded = len(match["d"]) == 2 and len(match["m"]) == 2 and match["m"][0] in "01"
        cue = _SHORT_CUE.search(folded, max(0, match.start() - 20), match.start())
        day, month = int(match["d"]), int(match["m"])
        if month_first and 1 <= day <= 12:
            day, month = month, day
        value = iso(None, month, day) if day else ""
        bracketed = bool(cue) and cue.group().startswith("(")  # type: ignore[union-attr]
        if bracketed and int(match["d"]) <= int(match["m"]):
            continue
        if (
            value
            and (padded or cue or plain)
            and not re.match(r" ?(?:%|\)? ?gangl|\)? ?node|fois|\#)", folded[match.end() : match.end() + 10])
        ):
            yield DateExpression(match.start(), match.end(), value, has_year=False)


def _months_and_years(folded: str, report: dt.date | None) -> Iterator[DateExpression]:
    """Months with a year that is not ahead of the report; one without a zero may count nodes, and needs a word."""
    for match in _MONTH_YEAR.finditer(folded):
        cue = _MONTH_YEAR_CUE.search(folded, max(0, match.start() - 12), match.start())
        alone = match["m"][0] == "0" and _AFTER_A_WORD.match(folded, match.end())
        value = iso(2000 + int(match["y"]), int(match["m"]))
        if (cue or alone) and (report is None or value <= report.isoformat()[:7]):
            yield DateExpression(match.start(), match.end(), value)


def _dotted(folded: str) -> Iterator[DateExpression]:
    for match in _DOTTED.finditer(folded):
        value = iso(None, int(match["m"]), int(match["d"]))
        if value and _SHORT_CUE.search(folded, max(0, match.start() - 20), match.start()):
            yield DateExpression(match.start(), match.end(), value, has_year=False)


def _all(folded: str, report: dt.date | None) -> Iterator[DateExpression]:
    matches = list(_NUMERIC.finditer(folded))
    month_first = _is_month_first(matches, report)
    yield from _numeric(matches, month_first)
    yield from _year_first(folded)
    if not month_first:
        yield from _months_and_years(folded, report)
    yield from _named(folded)
    yield from _short(folded, month_first)
    yield from _dotted(folded)
    yield from _year_ranges(folded)
    yield from _years(folded)


def _year_ranges(folded: str) -> Iterator[DateExpression]:
    for match in _YEARS.finditer(folded):
        yield DateExpression(match.start("first"), match.end("first"), match["first"])
        if not folded[match.end() :].startswith(match["last"]):
            continue
        yield DateExpression(match.start("last"), match.end("last"), match["last"])


def _years(folded: str) -> Iterator[DateExpression]:
    for match in _YEAR.finditer(folded):
        yield DateExpression(match.start(), match.end(), match["y"])
    for match in _SHORT_YEAR.finditer(folded):
        yield DateExpression(match.start("y"), match.end("y"), f"19{match['y']}")
