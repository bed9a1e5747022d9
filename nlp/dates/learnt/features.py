"""Names for how a date stands to a finding of its sentence, from which it is learnt whether the one dates the other.

Order, distance, the words and the other findings between, the words beside both, the finding's kind and assertion. No
feature is an answer of the rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nlp.assertion.learnt.surroundings import Surroundings, age_name, family_of
from nlp.candidates import Candidate
from nlp.dates.expressions import DateExpression
from nlp.learnt.regression import Case

_BREAKS = frozenset([",", ";", ":", "(", ")", "-", "–", "et", "and", ".", "/", "+", "|"])


@dataclass(frozen=True, slots=True)
class Dated:
    """A date expression and its tokens, `first` to `last` (exclusive)."""

    first: int
    last: int
    date: DateExpression


@dataclass(frozen=True, slots=True)
class InSentence:
    """The findings and dates of one sentence."""

    around: Surroundings
    findings: Sequence[Candidate]
    dates: Sequence[Dated]


def case_of(sentence: InSentence, finding: Candidate, dated: Dated) -> Case:
    """The features of one finding and one date."""
    ahead = dated.first < finding.first
    span = (dated.last, finding.first) if ahead else (finding.last, dated.first)
    side = "B" if ahead else "A"
    names = [
        *(f"{name},{side}" for name in _between(sentence, finding, span)),
        *(f"{name},{side}" for name in _beside(sentence.around, finding, dated)),
        *(f"{name},{side}" for name in _rank(sentence, finding, dated, span)),
        *_setting(sentence.around, finding, dated),
        f"o={side}",
    ]
    return Case(names, family_of(finding.kind))


def _between(sentence: InSentence, finding: Candidate, span: tuple[int, int]) -> Iterator[str]:
    first, last = span
    reading = sentence.around.reading
    words = [word for word in sentence.around.words[first:last] if word]
    others = [other for other in sentence.findings if first <= other.first and other.last <= last]
    yield f"d={min(len(words), 12) // 2}"
    yield f"nf={min(len(others), 4)}"
    yield f"nd={min(sum(first <= d.first and d.last <= last for d in sentence.dates), 2)}"
    yield f"nfk={'+'.join(sorted({family_of(other.kind) for other in others}))}"
    breaks = [word for word in words if word in _BREAKS]
    yield from (f"b={word}" for word in sorted(set(breaks)))
    yield f"bs={''.join(breaks)[:6]}"
    yield from (f"w={word}" for word in words[:12])
    if words:
        yield from (f"w1={words[0]}", f"wl={words[-1]}")
    if len(words) <= 3:
        yield f"gap={' '.join(words)}"
    lines = reading.line_of[max(first - 1, 0) : last + 1]
    yield f"line={min(len(set(lines)), 3)}"


def _beside(around: Surroundings, finding: Candidate, dated: Dated) -> Iterator[str]:
    words = around.words
    before = [word for word in words[max(0, dated.first - 4) : dated.first] if word]
    after = [word for word in words[dated.last : dated.last + 3] if word]
    if before:
        yield from (f"pb={before[-1]}", f"pb2={' '.join(before[-2:])}")
    if after:
        yield f"pa={after[0]}"
    before = [word for word in words[max(0, finding.first - 3) : finding.first] if word]
    after = [word for word in words[finding.last : finding.last + 3] if word]
    if before:
        yield f"cb={before[-1]}"
    if after:
        yield f"ca={after[0]}"


def _rank(sentence: InSentence, finding: Candidate, dated: Dated, span: tuple[int, int]) -> Iterator[str]:
    """Whether a date stands nearer to the finding, and findings to the date."""

    def distance(other: Dated) -> int:
        return finding.first - other.last if other.last <= finding.first else other.first - finding.last

    own = span[1] - span[0]
    nearer = [
        other
        for other in sentence.findings
        if other is not finding and min(abs(other.first - dated.last), abs(dated.first - other.last)) < own
    ]
    yield f"rk={min(sum(distance(other) < distance(dated) for other in sentence.dates), 3)}"
    yield f"near={min(len(nearer), 4)}"
    yield f"nearK={min(sum(family_of(other.kind) == family_of(finding.kind) for other in nearer), 3)}"


def _setting(around: Surroundings, finding: Candidate, dated: Dated) -> Iterator[str]:
    reading = around.reading
    sentence = reading.sentence(finding.first)
    age = age_name(reading.report_date, dated.date.value)
    what = finding.value if finding.kind in ("treatment", "exam") else (finding.code or "")[:1]
    yield from (f"prec={len(dated.date.value)},{dated.date.exact}", f"age={age}", f"ageS={age},{sentence.section}")
    yield from (f"k={finding.kind}", f"s={sentence.section}", f"t={reading.report_type}", f"v={what}")
    yield from (f"head={dated.first - sentence.first < 2}", f"chead={finding.first - sentence.first < 2}")
