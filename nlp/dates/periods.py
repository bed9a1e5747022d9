"""Dates that belong to one before them: the end of a range or of a course, a day restated in brackets."""

from __future__ import annotations

import re
from dataclasses import replace

from nlp.dates.expressions import DateExpression
from nlp.dates.items import Item
from nlp.text.reading import Reading

#: Words and signs between the first and the last date of a period.
RANGE = frozenset(
    [
        "au", "to", "a", "-", "until", "jusqu'au", "jusqu'a", "jusqu'en", "till", ">", "->", "through", "–", "—", "/",
        "a fin", "a debut", "to early", "to late", "et jusqu'en",
    ]
)  # fmt: skip


_BETWEEN = re.compile(r"\b(?:entre|between)(?: le)? $")
#: `started in March 2020, stopped in April 2021`, `début février 2019, arrêt octobre 2021`.
_STOPPED = re.compile(
    r",? ?(?:et |and |then |puis )?(?:a ete |was )?(?:arret\w*|stop\w*|interromp\w*|interrupted|discontinued"
    r"|termine\w*|fin|completed|finished|ended|withdrawn|suspendu\w*)(?: (?:le|en|on|in|fin|debut|early|late))*"
    r"(?: (?:apres|after) (?:\d+|[a-z]+) (?:injections?|cures?|cycles?|doses?|infusions?|perfusions?|courses?))?$"
)


_RESTATED = re.compile(r" ?(?:\(|, ?|soit )(?:le |du |on )?")


def restates(reading: Reading, found: DateExpression, by_sentence: dict[int, list[Item]]) -> bool:
    """`quinze jours plus tard (12 septembre)`: the day in brackets is that of the words before it."""
    items = by_sentence.get(reading.sentence_of[reading.token_at(found.start)], [])
    last = items[-1] if items else None
    if last is None or last.date is None or last.date.exact or not found.exact:
        return False
    if not _RESTATED.fullmatch(reading.folded, last.date.end, found.start):
        return False
    end = reading.tokens_of(found.start, found.end)[1]
    last.date, last.last = found, end + (reading.words[end : end + 1] == [")"])
    return True


#: The heads of two columns of a table: `Début        Fin`, `started | stopped`.
_COLUMNS = re.compile(
    r"\b(?:debut|start(?:ed)?|from|begun|begin(?:ning)?|du|de|depuis)\b(?:[ \t]{2,}|[ \t]*[|\t][ \t]*)(?:date )?"
    r"(?:(?:de )?fin|stop(?:ped)?|end(?:ed)?|to|arret|au|a|until|through)\b"
)
_CELLS = re.compile(r"[ \t]{2,}|[ \t]*[|\t][ \t]*")
#: How far above a row the heads of its columns may stand.
_LINES_ABOVE = 12


def _in_columns(reading: Reading, start: DateExpression, found: DateExpression) -> bool:
    """Whether two dates stand in the cells of a row below the heads of a beginning and an end."""
    if not _CELLS.fullmatch(reading.text, start.end, found.start):
        return False
    above = reading.folded[: start.start].rpartition("\n\n")[2].split("\n")[:-1]
    return any(_COLUMNS.search(line) for line in above[-_LINES_ABOVE:])


def ends_range(reading: Reading, found: DateExpression, by_sentence: dict[int, list[Item]]) -> bool:
    """The second date of `du 28/02 au 18/03`: the first one stands for the period."""
    items = by_sentence.get(reading.sentence_of[reading.token_at(found.start)], [])
    if not items or items[-1].date is None or not 0 <= found.start - items[-1].date.end <= 40:
        return False
    between = reading.folded[items[-1].date.end : found.start].replace("(", "").strip()
    spanned = between in ("et", "and") and _BETWEEN.search(
        reading.folded, max(0, items[-1].date.start - 12), items[-1].date.start
    )
    start = items[-1].date
    if between not in RANGE and not spanned and not _STOPPED.match(between) and not _in_columns(reading, start, found):
        return False
    if found.value == reading.report_date and not found.exact:
        items[-1].last = reading.tokens_of(found.start, found.end)[1]
        return True  # `du 22/05/2023 à ce jour`: what goes on has the day on which it began.
    if found.has_year and not start.has_year and len(found.value) >= 7:
        year = int(found.value[:4]) - (start.value[5:7] > found.value[5:7])
        items[-1].date = replace(start, value=f"{year:04d}{start.value[4:]}", has_year=True)
    items[-1].period, items[-1].last = found.value, reading.tokens_of(found.start, found.end)[1]
    return True
