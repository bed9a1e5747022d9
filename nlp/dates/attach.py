"""Tying dates to findings: a date belongs to the finding or event that its words stand beside, and to its results.

Settled by the gold contract: a date is given where the text dates the finding itself, or the exam, table row or event
in the same sentence that it is a result of.
"""

from __future__ import annotations

import re

from nlp.candidates import Candidate
from nlp.dates import forward
from nlp.dates.backward import before_date
from nlp.dates.blocks import date_blocks
from nlp.dates.columns import date_columns
from nlp.dates.events import begun_for, brought_in, operation_results, reason
from nlp.dates.in_turn import in_turn
from nlp.dates.items import RESULTS, WRITTEN, Item, give, is_tumour
from nlp.dates.means import along_with, by_means, given_with
from nlp.dates.periods import ends_range, restates
from nlp.dates.procedure import date_procedures
from nlp.dates.spread import date_since_then, led_to, shown_by
from nlp.dates.story_lines import date_story_lines
from nlp.dates.unattached import dates_nothing, is_admission
from nlp.text.reading import Reading


def attach_dates(reading: Reading) -> None:
    """Write the dates of the candidates; one equal to the report's own is left out.

    >>> from nlp.candidates import Candidate
    >>> from nlp.dates import find_dates
    >>> from nlp.assertion.spans import read_text
    >>> reading = read_text("TDM du 06/09/2021 : pas de métastase. Stade IIIB.", report_date="2021-09-23")
    >>> reading.candidates = [Candidate(0, 1, "exam", value="ct"), Candidate(10, 11, "diagnosis", "C79.9")]
    >>> reading.candidates.append(Candidate(12, 14, "stage"))
    >>> reading.dates = find_dates(reading.text, reading.report_date); attach_dates(reading)
    >>> [c.date for c in reading.candidates]
    ['2021-09-06', '2021-09-06', None]
    """
    by_sentence: dict[int, list[Item]] = {}
    for expression in reading.dates:
        first, last = reading.tokens_of(expression.start, expression.end)
        if not expression.is_calendar or first >= last:
            continue
        if restates(reading, expression, by_sentence) or ends_range(reading, expression, by_sentence):
            continue
        if not dates_nothing(reading, expression):
            by_sentence.setdefault(reading.sentence_of[first], []).append(Item(first, last, date=expression))
    if not by_sentence:
        _earlier_values(reading)
        return
    for candidate in reading.candidates:
        items = by_sentence.get(reading.sentence_of[candidate.first])
        if items is not None:
            items.append(Item(candidate.first, candidate.last, candidate=candidate))
    heads: list[Item] = []
    for number, items in sorted(by_sentence.items()):
        items.sort(key=lambda item: (item.first, -item.last))
        heads += _attach_sentence(reading, number, items)
    date_story_lines(reading, heads)
    date_blocks(reading, [item for items in by_sentence.values() for item in items if item.date])
    date_since_then(reading)
    _earlier_values(reading)
    date_columns(reading)
    date_procedures(reading)
    for candidate in reading.candidates:
        if candidate.date == reading.report_date:
            candidate.data = {**candidate.data, "today": "1"}
        if candidate.date == reading.report_date or candidate.data.get("period"):
            candidate.date = None


_NOW = re.compile(r" (?:now|today|this morning|ce jour|ce matin|aujourd'hui|maintenant)\b")


def _earlier_values(reading: Reading) -> None:
    """`CA 15-3 : 212 U/mL (96 en octobre)`: each further value of a series has the date beside it."""
    for candidate in reading.candidates:
        if candidate.role == "earlier":
            end = reading.ends[candidate.last - 1]
            near = [d.value for d in reading.dates if d.is_calendar and 0 <= d.start - end <= 12]
            now = bool(_NOW.match(reading.folded, end))
            candidate.date = None if now else near[0] if near else candidate.date


def _next_cells(reading: Reading, item: Item, before: list[Candidate], after: list[Candidate]) -> list[Candidate]:
    """`trabectédine     septembre 2022     progression`: what a row of a table tells of the day in it."""
    start = reading.ends[item.last - 1]
    return [
        c
        for c in after
        if before and c.kind in RESULTS and reading.same_line(item.first, c.first)
        and reading.text[start : reading.starts[c.first]].isspace() and reading.starts[c.first] - start > 2
    ]  # fmt: skip


def _attach_sentence(reading: Reading, number: int, items: list[Item]) -> list[Item]:
    """Give the dates of one sentence to its findings; the dates that head it are handed back."""
    heads: list[Item] = []
    sentence = reading.sentences[number]
    dates = [item for item in items if item.date]
    for position, item in enumerate(dates):
        following = dates[position + 1].first if position + 1 < len(dates) else sentence.last
        previous = dates[position - 1].last if position else sentence.first
        candidates = [i.candidate for i in items if i.candidate is not None]
        if item.date and is_admission(reading, item.date):
            give(reading, item, brought_in([c for c in candidates if item.last <= c.first < following]))
            continue
        heading = forward.leads(reading, sentence.first, item, candidates)
        after = [c for c in candidates if item.last <= c.first < following]
        if heading or forward.opens_clause(reading, item, previous, after):
            end = forward.lead_end(reading, item, following)
            give(reading, item, forward.led(reading, item, [c for c in after if c.first < end]), lead=True)
            heads += [item] if heading else []
            continue
        before = before_date(reading, item, [c for c in candidates if previous <= c.first and c.last <= item.first + 1])
        means = by_means(reading, item, candidates, following)
        switched = any(c.kind != "exam" for c in means)
        give(reading, item, forward.without_stage(reading, item, before), direct=not switched, soft=switched)
        give(reading, item, means)
        give(reading, item, along_with(reading, item, before, after), soft=True)
        give(reading, item, given_with(reading, item, before, after), soft=True)
        give(reading, item, _next_cells(reading, item, before, after), soft=True)
        give(reading, item, begun_for(reading, item, before, after), soft=True)
        give(reading, item, shown_by(reading, before, [c for c in candidates if previous <= c.first]))
        if any(is_tumour(c) for c in before):
            give(reading, item, led_to(reading, item.last, following, candidates), soft=True)
        if not before:
            chosen = forward.nearest_after(reading, item, after)
            give(reading, item, chosen)
            give(reading, item, operation_results(reading, item, chosen, candidates, following), soft=True)
            if tumours := [c.last for c in chosen if is_tumour(c)]:
                give(reading, item, led_to(reading, max(tumours), following, candidates), soft=True)
        elif forward.has_results(reading, item, before):
            stop = forward.next_event(item, candidates, following)
            give(reading, item, forward.results(reading, item, before, candidates, stop), soft=True)
        elif cause := reason(reading, item, before, candidates, following):
            give(reading, item, cause)
        give(reading, item, operation_results(reading, item, before, candidates, following), soft=True)
    told = [i.candidate for i in items if i.candidate is not None]
    for thing, item in in_turn(reading, told, dates):
        for candidate in (c for c in told if (c.first, c.last, c.kind) == (thing.first, thing.last, thing.kind)):
            candidate.date, candidate.data = None, {k: v for k, v in candidate.data.items() if k not in WRITTEN}
            give(reading, item, [candidate])
            candidate.data = {**candidate.data, "turn": "1"}
    return heads
