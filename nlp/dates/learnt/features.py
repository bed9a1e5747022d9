"""Names for how a date stands to a finding of its sentence or line, to learn whether the one dates the other.

Order, distance, the words and the other findings between, the words beside both, lines and the dates at their heads,
the finding's kind. No feature is an answer of the rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nlp.assertion.learnt.surroundings import Surroundings, age_name, family_of
from nlp.candidates import Candidate
from nlp.dates.expressions import DateExpression
from nlp.learnt.regression import Case
from nlp.text.reading import Reading

_CYCLE = re.compile(r"^[cdj]\d{1,2}$")
_BREAKS = frozenset([",", ";", ":", "(", ")", "-", "–", "et", "and", ".", "/", "+", "|"])


@dataclass(frozen=True, slots=True)
class Dated:
    """A date expression and its tokens, `first` to `last` (exclusive)."""

    first: int
    last: int
    date: DateExpression


@dataclass(frozen=True, slots=True)
class InSentence:
    """The findings of one sentence, its dates, and those told before it on its line."""

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
        *(f"{name},{side}" for name in _series(sentence, dated)),
        *(f"{name},{side}" for name in _row(sentence, finding, dated)),
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


def _series(sentence: InSentence, dated: Dated) -> Iterator[str]:
    """What parts a date from the dates beside it: `C1 le <date>, C4 le <date>`, `<date>, <date> et <date>`."""
    words = sentence.around.words
    spans = [("nx", dated.last, other.first) for other in sentence.dates if 0 <= other.first - dated.last <= 5]
    spans += [("pv", other.last, dated.first) for other in sentence.dates if 0 <= dated.first - other.last <= 5]
    for name, first, last in spans:
        yield f"{name}={' '.join(_CYCLE.sub('c0', word) for word in words[first:last] if word)}"
        yield f"{name}={last - first}"


def heads_line(reading: Reading, dated: Dated) -> bool:
    """True for a date before which its line holds no word, but a mark of a list: `- 14/02/2022 : biopsie`."""
    first = dated.first
    while first and reading.line_of[first - 1] == reading.line_of[dated.first]:
        first -= 1
        if reading.words[first].isalpha() or dated.first - first > 2:
            return False
    return True


def _row(sentence: InSentence, finding: Candidate, dated: Dated) -> Iterator[str]:
    """Whose line it is: the date's own, that of another date at its head, or of none; and what follows the head."""
    reading = sentence.around.reading
    line = reading.line_of[finding.first]
    heads = [other for other in sentence.dates if heads_line(reading, other)]
    of_line = next((other for other in heads if reading.line_of[other.first] == line), None)
    own = "own" if of_line is dated else "other" if of_line else "none"
    where = "here" if reading.line_of[dated.first] == line else "off"
    after = reading.words[dated.last] if dated in heads and dated.last < len(reading) else ""
    far = reading.sentence_of[finding.first] - reading.sentence_of[dated.first]
    yield from (f"row={own}", f"row={own},{where},{bool(heads)}", f"on={where}", f"stops={min(far, 3)}")
    yield from (f"row={own},{after if not after.isalnum() else 'a'}", f"row={own},stops={min(far, 3)}")


def _setting(around: Surroundings, finding: Candidate, dated: Dated) -> Iterator[str]:
    reading = around.reading
    sentence = reading.sentence(finding.first)
    age = age_name(reading.report_date, dated.date.value)
    what = finding.value if finding.kind in ("treatment", "exam") else (finding.code or "")[:1]
    yield from (f"prec={len(dated.date.value)},{dated.date.exact}", f"age={age}", f"ageS={age},{sentence.section}")
    yield from (f"k={finding.kind}", f"s={sentence.section}", f"t={reading.report_type}", f"v={what}")
    yield from (f"head={dated.first - sentence.first < 2}", f"chead={finding.first - sentence.first < 2}")
