"""Chronologies: a line that opens with a date (`06/2020 : …`, `- 9/2022: …`) has that date in all its sentences.

Settled by the gold contract: a table row's date is that of what the row tells.
"""

from __future__ import annotations

import re

from nlp.assertion.courses import is_chronic
from nlp.candidates import Candidate
from nlp.dates.items import Item, give
from nlp.dates.unattached import dates_nothing
from nlp.text.reading import Reading
from nlp.text.word_set import word_set

#: What a row's date does not reach in its later sentences: a response comes after what it answers.
_LATER = frozenset(["response", "performance"])
_REFUSED = re.compile(
    r"[^.;\n]{0,25}\b(?:refus|declin|recuse|contre-indiq|contraindic|not given|omitted|withheld|non )"
)
#: Words of a sequel: what it tells came after the row's date.
_SEQUEL = word_set(
    "ensuite puis then suites decours afterwards thereafter subsequently later secondairement encore still"
)


def date_story_lines(reading: Reading, heads: list[Item]) -> None:
    """Give the undated findings of a line the date at its head, where a colon follows it or other lines open so too.

    Args:
        heads: the dates that open their sentence.

    >>> from nlp.assertion.spans import read_text
    >>> from nlp.dates import find_dates
    >>> reading = read_text("06/2020 : colectomie. pT4a.")
    >>> reading.candidates = [Candidate(4, 5, "treatment", value="surgery"), Candidate(6, 7, "stage", value="pT4a")]
    >>> reading.dates = find_dates(reading.text)
    >>> date_story_lines(reading, [Item(0, 3, date=reading.dates[0])]); reading.candidates[1].date
    '2020-06'
    """
    rows = [head for head in heads if _opens_line(reading, head)]
    bare = [head for head in rows if _is_bare(reading, head)]
    rows = [row for row in rows if ":" in reading.words[row.last : row.last + 2] or (len(bare) > 1 and row in bare)]
    dated = _dated_sentences(reading) if rows else set()
    for row in rows:
        give(reading, row, _later_sentences(reading, row, dated), lead=True)


def _dated_sentences(reading: Reading) -> set[int]:
    """The sentences that hold a date of a finding."""
    return {
        reading.sentence_of[reading.token_at(date.start)]
        for date in reading.dates
        if date.is_calendar and not dates_nothing(reading, date)
    }


def _opens_line(reading: Reading, head: Item) -> bool:
    return _begins_line(reading, reading.sentence(head.first).first)


def _begins_line(reading: Reading, token: int) -> bool:
    return not token or reading.line_of[token - 1] != reading.line_of[token]


def _is_bare(reading: Reading, head: Item) -> bool:
    """A date with no word before it and no comma after it: the head of a row, not of a sentence."""
    before = reading.words[reading.sentence(head.first).first : head.first]
    return not any(word.isalpha() for word in before) and reading.words[head.last : head.last + 1] != [","]


def _later_sentences(reading: Reading, row: Item, dated: set[int]) -> list[Candidate]:
    """The findings without a date of their own in the sentences that follow the first one on its line."""
    own = reading.sentence_of[row.first]
    last = _last_of_row(reading, own)
    return [
        candidate
        for candidate in reading.candidates
        if own < reading.sentence_of[candidate.first] <= last
        and candidate.date is None
        and (candidate.kind != "stage" or (candidate.value or "").startswith(("p", "yp")))
        and reading.sentence_of[candidate.first] not in dated
        and may_have_the_date_above(reading, candidate)
    ]


def may_have_the_date_above(reading: Reading, candidate: Candidate) -> bool:
    """Whether a finding may have the date at the head of its row or block: no answer, no sequel, nothing refused."""
    if candidate.kind in _LATER or is_chronic(candidate):
        return False
    refused = _REFUSED.match(reading.folded, reading.ends[candidate.last - 1])
    return refused is None and not _is_sequel(reading, candidate)


def _is_sequel(reading: Reading, candidate: Candidate) -> bool:
    sentence = reading.sentence(candidate.first)
    return not _SEQUEL.isdisjoint(reading.words[sentence.first : sentence.last])


def _last_of_row(reading: Reading, own: int) -> int:
    """The last sentence before the next that begins a line of its own."""
    following = range(own + 1, len(reading.sentences))
    return next((n - 1 for n in following if _begins_line(reading, reading.sentences[n].first)), len(following) + own)
