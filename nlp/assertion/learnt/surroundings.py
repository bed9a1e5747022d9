"""A reading prepared for the learnt features: dates as ages, findings by their tokens, lists of treatments.

It only reads; `features` turns what stands here into names.
"""

from __future__ import annotations

from dataclasses import dataclass

from nlp.assertion.days import days_before
from nlp.assertion.predicate import bounds_of_lists
from nlp.assertion.scope import Scope
from nlp.assertion.spans import scopes_by_sentence
from nlp.candidates import Candidate
from nlp.text.reading import Reading

#: Ages of a date at the report's day: least days, name; oldest first.
_AGES = ((550, "years"), (200, "last_year"), (35, "months"), (7, "weeks"), (1, "days"), (0, "today"))
#: Findings that are told alike.
FAMILIES = {"drug": "T", "treatment": "T", "diagnosis": "D", "morphology": "D"}


def age_name(report_date: str, date: str | None) -> str:
    """How long before the report a date lies, in a word.

    >>> age_name("2021-09-23", "2021-09-06"), age_name("2021-09-23", "2019"), age_name("2021-09-23", None)
    ('weeks', 'years', 'none')
    """
    if not date:
        return "none"
    days = days_before(report_date, date)
    if days is None:
        return "undated"
    return next((name for least, name in _AGES if days >= least), "ahead")


def family_of(kind: str) -> str:
    """`T` for therapies, `D` for diseases, else the kind itself."""
    return FAMILIES.get(kind, kind)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the features read.

    Attributes:
        words: folded tokens; a number is `0`, the first token of a date its age in brackets, its others None.
        read: the tokens that have a word. shown: the word of each, or the family of the finding that it belongs to.
        mentions: the family of the finding that a token belongs to.
        lists: first and last (exclusive) token of the list that a treatment stands in, by its first token.
        scopes: scopes of cues, by sentence.
        therapies: drugs and treatments, in the order of the text, with their age in days where they have one.
    """

    reading: Reading
    words: list[str | None]
    read: list[int]
    shown: list[str]
    mentions: dict[int, str]
    lists: dict[int, tuple[int, int]]
    scopes: list[list[Scope]]
    therapies: list[tuple[Candidate, int | None]]

    @classmethod
    def of(cls, reading: Reading) -> Surroundings:
        """Prepare a reading whose candidates and dates are found."""
        candidates = sorted(reading.candidates, key=lambda c: (c.first, c.last))
        words = _words(reading)
        mentions = {token: family_of(c.kind) for c in candidates for token in range(c.first, c.last)}
        read = [token for token, word in enumerate(words) if word is not None]
        return cls(
            reading,
            words,
            read,
            [f"#{mentions[token]}" if token in mentions else words[token] or "" for token in read],
            mentions,
            bounds_of_lists(reading),
            scopes_by_sentence(reading),
            [(c, days_before(reading.report_date, c.date)) for c in candidates if c.kind in ("drug", "treatment")],
        )


def _words(reading: Reading) -> list[str | None]:
    words: list[str | None] = ["0" if word.isdigit() else word for word in reading.words]
    for date in reading.dates:
        first, last = reading.tokens_of(date.start, date.end)
        if date.value and first < min(last, len(words)):
            words[first:last] = [f"<{age_name(reading.report_date, date.value)}>", *[None] * (last - first - 1)]
    return words
