"""Names for how an option of a date stands in its text, from which it is learnt which year or month is meant.

How long it lies before the report, whether it goes on from what is told before, how far that stands, the words beside.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

from nlp.assertion.learnt.surroundings import age_name
from nlp.dates.expressions import DateExpression
from nlp.dates.learnt.year_options import AHEAD, PAST, Told
from nlp.learnt.regression import Case
from nlp.text.reading import Reading

#: Least days between two dates, and the name of the gap.
_GAPS = ((1100, "years"), (550, "2y"), (380, "1y"), (200, "half"), (65, "months"), (20, "month"), (0, "weeks"))


def cases_of(reading: Reading, found: DateExpression, told: Told, options: Mapping[str, str]) -> list[Case]:
    """The features of each option of a date, in order."""
    token = min(reading.token_at(found.start), len(reading) - 1)
    beside = [*_words(reading, found, token), *_setting(reading, token)]
    return [_case(reading, found, told, beside, *option) for option in options.items()]


def _case(reading: Reading, found: DateExpression, told: Told, beside: list[str], value: str, reasons: str) -> Case:
    kind = "bare" if not found.exact else "month" if len(value) == 7 else "day"
    when, age = _when(reasons), age_name(reading.report_date, value)
    names = [f"r={reasons}", f"age={age}", f"age={age},{reasons}", f"when={when}", *(f"has={r}" for r in reasons)]
    names += [f"off={off}" for off in _off(reading.report_date, value)]
    names += [f"{name},{when}" for name in beside]
    for name, date in (("before", told.before), ("dated", told.dated)):
        names += [f"{name}:{part}" for part in _from(reading, found, date, value, when)]
    names += [f"next:{part}" for part in _up_to(found, told.following, value, when)]
    return Case(names, kind)


def _off(report: str, value: str) -> Iterator[str]:
    """How far from the report an option lies, in steps of the gaps and at thresholds."""
    ahead = value > report[: len(value)]
    side = "ahead" if ahead else "ago"
    yield f"{side},{_gap(report, value) if ahead else _gap(value, report)}"
    days = abs((_day(value) - _day(report)).days)
    yield from (f"{side}>{least}" for least in (15, 50, 100, 150, 200, 280) if days > least)


def _when(reasons: str) -> str:
    """`A` ahead of the report, `P` last before it, `S` of the story alone."""
    return "A" if AHEAD in reasons else "P" if PAST in reasons else "S"


def _words(reading: Reading, found: DateExpression, token: int) -> Iterator[str]:
    words, last = reading.words, reading.tokens_of(found.start, found.end)[1]
    sentence = reading.sentence(token)
    before = ["0" if w.isdigit() else w for w in words[max(0, token - 4) : token]]
    after = ["0" if w.isdigit() else w for w in words[last : last + 2]]
    if before:
        yield from (f"b1={before[-1]}", f"b2={' '.join(before[-2:])}")
    if after:
        yield from (f"a1={after[0]}", f"a2={' '.join(after)}")
    yield from (f"in={word}" for word in words[token:last] if word.isalpha())
    yield from _each("w", words[max(sentence.first, token - 14) : token])
    yield from _each("v", words[last : min(sentence.last, last + 8)])


def _each(name: str, words: Iterable[str]) -> Iterator[str]:
    """A feature for each different word, in their order: a sum of weights in another order differs in its last bit."""
    yield from (f"{name}={word}" for word in dict.fromkeys(words) if word.isalpha())


def _setting(reading: Reading, token: int) -> Iterator[str]:
    sentence = reading.sentence(token)
    yield f"s={sentence.section}"
    yield f"t={reading.report_type}"
    yield f"place={5 * token // max(len(reading), 1)}"
    yield f"head={token - sentence.first < 3}"
    kinds = [c.kind for c in reading.candidates if sentence.first <= c.first < sentence.last]
    near = [c for c in reading.candidates if sentence.first <= c.first < token]
    yield from _each("k", kinds)
    if near:
        yield f"kb={max(near, key=lambda c: c.first).kind}"


def _from(reading: Reading, found: DateExpression, date: DateExpression | None, value: str, when: str) -> Iterator[str]:
    if date is None:
        yield f"none,{when}"
        return
    gap, between = _gap(date.value, value), reading.folded[date.end : found.start]
    lines = "blank" if "\n\n" in between else "line" if "\n" in between else "same"
    far = next((n for n in (30, 80, 160, 300, 600) if len(between) < n), 0)
    stops = min(reading.sentence_of[reading.token_at(found.start) % len(reading)]
                - reading.sentence_of[reading.token_at(date.start)], 3)  # fmt: skip
    old = age_name(reading.report_date, date.value)
    yield from (f"gap={gap},{when}", f"gap={gap},far={far}", f"gap={gap},{lines}", f"far={far},{when}")
    yield from (f"{lines},{when}", f"stops={stops},{when}", f"gap={gap},stops={stops},{lines}")
    yield from (f"old={old},{when}", f"old={old},{when},{lines}", f"prec={len(date.value)},{when}")


def _up_to(found: DateExpression, date: DateExpression | None, value: str, when: str) -> Iterator[str]:
    if date is None:
        yield f"none,{when}"
        return
    far = next((n for n in (30, 120, 300, 600) if date.start - found.end < n), 0)
    gap = _gap(value, date.value)
    yield from (f"gap={gap},far={far}", f"far={far},{when}", f"gap={gap},{when}")


def _gap(first: str, second: str) -> str:
    """How long the second date lies after the first, at the precision of both, in a word."""
    shared = min(len(first), len(second))
    if second[:shared] < first[:shared]:
        return "back"
    if second[:shared] == first[:shared] and shared < 10:
        return "same"
    days = (_day(second) - _day(first)).days
    return next((name for least, name in _GAPS if days >= least), "weeks")


def _day(value: str) -> dt.date:
    return dt.date.fromisoformat(value + "-01-01"[len(value) - 4 :])
