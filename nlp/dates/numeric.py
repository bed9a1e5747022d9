"""Dates in figures: `06/09/2021`, `2021-09-06`, `09/2021`, and without their year `06/09`, `30.09`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from nlp.dates.expressions import DateExpression
from nlp.dates.iso import full_year, iso
from nlp.dates.words import WEEKDAY
from nlp.text.places import matches_at, places_of

#: Where all of them begin: a number, then what parts it from the next.
_BEGINNING = re.compile(r"\d(?<![\d/.,]\d)\d{0,3}(?=[-/.] ?\d)")
_NUMERIC = re.compile(
    r"(?<![\d/.,])(?:(?P<y1>(?:19|20)\d\d)(?P<s1>[-/.])(?P<m1>\d{1,2})(?P=s1)(?P<d1>\d{1,2})"
    r"|(?P<d2>\d{1,2})(?P<s2>[-/.]) ?(?P<m2>\d{1,2})(?P=s2) ?(?P<y2>(?:19|20)\d\d|\d\d)"
    r"|(?P<m3>\d{1,2})[-/.](?P<y3>(?:19|20)\d\d)"
    r"|(?P<y4>(?:19|20)\d\d)-(?P<m4>0[1-9]|1[0-2]))(?![\d/]|[.,]\d)"
)
#: `dg 03/21`, `12/22 : métastases`: month and year in two digits each.
_MONTH_YEAR = re.compile(
    r"(?:(?<![\d/.,-])|(?<=/\d\d-))(?P<m>0[1-9]|1[0-2])/(?P<y>1[3-9]|[23]\d)(?![\d/]|[.,]\d)"
    r"(?! ?(?:%|gangl|node|fois|n\+))"
)
_MONTH_YEAR_CUE = re.compile(
    r"(?:\b(?:depuis|since|en|in|dg|dx|diag|stop|arret\w*|finie?s?|fin|termine\w*|debut\w*|fait\w*|until"
    r"|jusqu'en|des|a partir de|from|ended|depuis l[ae])|^|\n) ?$"
)
_SHORT = re.compile(r"(?<![\d/.,-])(?P<d>\d{1,2})/(?P<m>\d{1,2})(?![\d/]|[.,]\d)")
#: `TEP 28-11 :` in a text that writes `14-06-22`: a day with a dash.
_DASHED = re.compile(r"(?<![\d/.,-])(?P<d>0[1-9]|[12]\d|3[01])-(?P<m>0[1-9]|1[0-2])(?![\d/-]|[.,]\d| ?[%a-z])")
_DASHED_FULL = re.compile(r"(?<![\d/.,-])(?:0[1-9]|[12]\d|3[01])-(?:0[1-9]|1[0-2])-(?:20)?\d\d(?![\d/-])")
#: `TDM TAP 30.09 :`: a day with a point, after the exam or the word that announces it.
_DOTTED = re.compile(r"(?<![\d/.,-])(?P<d>0[1-9]|[12]\d|3[01])\.(?P<m>0[1-9]|1[0-2])(?= ?[:;,)\n]|\.(?!\d)|$| [(-])")
_SHORT_CUE = re.compile(
    r"(?:\b(?:le|du|au|des|les|on|of|the|until|from|since|to|depuis|et|and|dated?|date|vers"
    r"|ct|tdm"
    r"|irm|mri|pet|tep|scan|scanner|us|echo|mammo|biopsie|biopsy|bx|op"
    r"|(?:ct|tdm|irm|mri|tep|scan|scanner|us|pet|echo) [a-z]{3,12}|ebus|cxr|colonoscopy|coloscopie|ogd|egd|c\d)|\() ?$"
)
#: Words that tell of a thing done on the day after them, in a text that writes its whole dates with slashes.
_DONE_CUE = re.compile(
    r"\b(?:resum\w+|restart\w*|start(?:s|ed|ing)?|began|begun|stop(?:s|ped)?|dc'?d|d/c'?d|discontinu\w+|held|off|ended"
    r"|ends|ending|finish\w*|complet\w+|admitted|adm|readmitted|placed|removed|extubated|seen|drawn|done|given"
    r"|(?:last|final|derniere?) (?:dose|bag|infusion|cure|perfusion)|set for|booked(?: for)?|scheduled(?: for)?|due"
    r"|before|after"
    r"|marrow|doppler|echo|ercp|mrcp|eus|fna|fine needle|trephine|bal|tte|tee|muga|dexa|eeg|ecg|lp|tap|stent|surgery"
    r"|transplant|sct|asct|bmt|bso|tah|tah-bso|turbt|mastectomy|lumpectomy|colectomy|lobectomy|nephrectomy|orchiectomy"
    r"|hysterectomy|craniotomy|thyroidectomy|reprise|repris|reprend|debut\w*|demarr\w+|arret\w*|stoppe\w*|suspendue?s?"
    r"|termine\w*|fini\w*|admis\w*|entree|sortie?|pose\w*|retire\w*|opere\w*|chirurgie|greffe|autogreffe|allogreffe"
    r"|mastectomie|colectomie|lobectomie|nephrectomie|hysterectomie|craniotomie|thyroidectomie|myelogramme|bom|fibro"
    r"|fibroscopie|gastroscopie|ponction|pl) $"
)
#: The same where two figures may be a fraction too: `cure 3/6`, `for 5/7`, `dose 2/3`.
_COUNTING_CUE = re.compile(r"\b(?:dose|cure|bag|infusion|perfusion|for|by|resection|excision|exerese|curage) $")
#: `jeudi, au doppler (6/10)`: a weekday in the clause.
_WEEKDAY = re.compile(rf"\b(?:{WEEKDAY})\b[^.;:\n]*$")
_AFTER_A_WORD = re.compile(r"(?= ?[:;]|,(?! ?\d)|\.(?!\d)|\n|$)")
_COUNTED = re.compile(r" ?(?:%|mg|\)? ?gangl|\)? ?node|fois|\#)")


def beginnings(folded: str) -> list[int]:
    """Offsets at which the dates in figures of a folded text may begin."""
    return places_of(_BEGINNING, folded)


def full_dates(folded: str, places: list[int], report: dt.date | None) -> tuple[list[DateExpression], bool]:
    """Dates with their year, and whether the text puts months before days.

    >>> text = "scanner du 06/09/2021, tep 09/2021"
    >>> [date.value for date in full_dates(text, beginnings(text), None)[0]]
    ['2021-09-06', '2021-09']
    """
    matches = list(matches_at(_NUMERIC, folded, places))
    month_first = _is_month_first(matches, report)
    return list(_full(matches, month_first)), month_first


def _is_month_first(matches: list[re.Match[str]], report: dt.date | None) -> bool:
    """True where the dates of a text are American: one has a day in second place, or is the report's own so."""
    pairs = [(int(match["d2"]), int(match["m2"])) for match in matches if match["s2"] == "/"]
    if any(a > 12 for a, _ in pairs):
        return False
    own = report is not None and (report.month, report.day) in pairs and (report.day, report.month) not in pairs
    return own or any(b > 12 for _, b in pairs)


def _full(matches: list[re.Match[str]], month_first: bool) -> Iterator[DateExpression]:
    for match in matches:
        year = match["y1"] or match["y2"] or match["y3"] or match["y4"]
        month = match["m1"] or match["m2"] or match["m3"] or match["m4"]
        day = match["d1"] or match["d2"] or "0"
        if month_first and match["d2"] and match["s2"] == "/" and int(day) <= 12:
            day, month = month, day
        value = iso(full_year(year), int(month), int(day))
        if value:
            yield DateExpression(match.start(), match.end(), value)


def months_and_years(folded: str, places: list[int], report: dt.date | None) -> Iterator[DateExpression]:
    """Months with a year that is not ahead of the report; one without a zero may count nodes, and needs a word.

    >>> text = "raltitrexed dès 01/20, progression 11/22"
    >>> [date.value for date in months_and_years(text, beginnings(text), dt.date(2023, 5, 2))]
    ['2020-01']
    """
    for match in matches_at(_MONTH_YEAR, folded, places):
        cue = _MONTH_YEAR_CUE.search(folded, max(0, match.start() - 12), match.start())
        alone = match["m"][0] == "0"  # No day, since there is no such month.
        value = iso(2000 + int(match["y"]), int(match["m"]))
        if (cue or alone) and (report is None or value <= report.isoformat()[:7]):
            yield DateExpression(match.start(), match.end(), value)


def short_dates(
    folded: str, places: list[int], month_first: bool, report: dt.date | None = None
) -> Iterator[DateExpression]:
    """Day and month with a slash and no year: `09/01`, `le 3/5`; a bare `3/14` is a count of nodes.

    In a text that writes a whole date with slashes, `last dose 2/9` is a day too.
    """
    slashed = any(match["s2"] == "/" for match in matches_at(_NUMERIC, folded, places))
    for match in matches_at(_SHORT, folded, places):
        day, month = int(match["d"]), int(match["m"])
        if _COUNTED.match(folded, match.end()):
            continue
        if not (slashed and _tells_of_a_day(folded, match)) and not _is_a_day(folded, match):
            continue
        if month_first and 1 <= day <= 12:
            day, month = month, day
        if month > 12 and match["d"][0] == "0" and not (report and 2000 + month > report.year):
            continue  # `dès 01/20` is a month and its year, or no date.
        if value := iso(None, month, day) if day else "":
            yield DateExpression(match.start(), match.end(), value, has_year=False)


def _tells_of_a_day(folded: str, match: re.Match[str]) -> bool:
    before = max(0, match.start() - 20)
    if _DONE_CUE.search(folded, before, match.start()):
        return True
    counted = int(match["d"]) <= int(match["m"]) and len(match["d"]) + len(match["m"]) < 4
    return not counted and bool(_COUNTING_CUE.search(folded, before, match.start()))


def _is_a_day(folded: str, match: re.Match[str]) -> bool:
    """Two figures are a day by their zeros, the word before them or the mark after them, not as `3/14` in brackets."""
    first, second = int(match["d"]), int(match["m"])
    cue = _SHORT_CUE.search(folded, max(0, match.start() - 20), match.start())
    if cue:
        bracketed = cue.group().startswith("(") and first <= second
        return not bracketed or bool(_WEEKDAY.search(folded, max(0, match.start() - 30), match.start()))
    padded = len(match["d"]) == 2 and len(match["m"]) == 2 and match["m"][0] in "01"
    return padded or (13 <= first <= 31 and 1 <= second <= 12 and bool(_AFTER_A_WORD.match(folded, match.end())))


def dotted_days(folded: str, places: list[int]) -> Iterator[DateExpression]:
    """Days with a point or a dash and no year, after a word that announces them: `TDM TAP 30.09 :`, `TEP 28-11 :`."""
    dashed = matches_at(_DASHED, folded, places) if any(matches_at(_DASHED_FULL, folded, places)) else ()
    for match in (*matches_at(_DOTTED, folded, places), *dashed):
        value = iso(None, int(match["m"]), int(match["d"]))
        if value and _SHORT_CUE.search(folded, max(0, match.start() - 20), match.start()):
            yield DateExpression(match.start(), match.end(), value, has_year=False)
