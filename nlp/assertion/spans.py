"""Assertion of spans handed in, without a lexicon: what `medomics nlp assert` runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from medomics_ehr.contracts.finding import Assertion
from nlp.assertion.cues.compile import find_cues
from nlp.assertion.decide import decide
from nlp.assertion.events.cues import find_event_cues
from nlp.assertion.events.labels import labelled_scopes
from nlp.assertion.events.sentence_scopes import scopes_of_sentence
from nlp.assertion.events.words import is_test
from nlp.assertion.scope import Scope, scopes_of
from nlp.lexicon.trie import Match
from nlp.text.language import mark_languages
from nlp.text.reading import Reading
from nlp.text.sections import mark_sections
from nlp.text.sentences import split_sentences
from nlp.text.word_set import word_set


def scopes_by_sentence(reading: Reading) -> list[list[Scope]]:
    """The scopes over the findings of the coder, for each sentence of a reading; found once for all who ask."""
    if reading.scopes is None or reading.scopes[0] != len(reading.candidates):
        by_sentence = _by_sentence(reading, find_cues(reading))
        found = [scopes_of(reading, s, cues) for s, cues in zip(reading.sentences, by_sentence, strict=True)]
        reading.scopes = len(reading.candidates), found
    return reading.scopes[1]


def event_scopes(reading: Reading) -> list[list[Scope]]:
    """The scopes over events of any kind, for each sentence of a reading."""
    by_sentence = _by_sentence(reading, find_event_cues(reading))
    return [
        [*scopes_of_sentence(reading, s, cues), *labelled]
        for s, cues, labelled in zip(reading.sentences, by_sentence, labelled_scopes(reading), strict=True)
    ]


def _by_sentence(reading: Reading, cues: list[Match]) -> list[list[Match]]:
    by_sentence: list[list[Match]] = [[] for _ in reading.sentences]
    for cue in cues:
        by_sentence[reading.sentence_of[cue.first]].append(cue)
    return by_sentence


def read_text(text: str, lang: str = "", report_date: str = "", report_type: str = "") -> Reading:
    """A text read as far as sentences, languages and sections."""
    reading = Reading.of(text, report_date, report_type, lang)
    reading.set_sentences(split_sentences(reading))
    mark_languages(reading)
    mark_sections(reading)
    return reading


#: Words of a denial that speak of the past too: `no history of`, `pas d'antécédent de`.
_OF_THE_PAST = word_set("history hx past prior previous previously antecedent antecedents anterieur")


def assert_spans(text: str, spans: Sequence[tuple[int, int]], lang: str = "") -> list[Assertion]:
    """The assertion of each span of a text.

    Args:
        text: a sentence, a passage or a report.
        spans: character offsets, end exclusive.
        lang: `fr`, `en`, or "" to find out.

    >>> assert_spans("No fever; possible pneumonia.", [(3, 8), (19, 28)], "en")
    ['absent', 'possible']
    """
    over = _scopes_over(text, spans, lang)
    return [decide("", a, b, [s for s in scopes if s.reach != "began"])[0] for _, a, b, scopes in over]


def assertions_of_spans(text: str, spans: Sequence[tuple[int, int]], lang: str = "") -> list[frozenset[str]]:
    """All assertions that cues give to each span: denial, past and experiencer are independent in ConText.

    >>> [sorted(held) for held in assertions_of_spans("No history of asthma.", [(14, 20)], "en")]
    [['absent', 'historical']]
    """
    return [frozenset(_held(*over)) for over in _scopes_over(text, spans, lang)]


def are_historical(text: str, spans: Sequence[tuple[int, int]], lang: str = "") -> list[bool]:
    """Whether cues date each span two weeks back or more, denied or not: ConText's temporality (Harkema et al. 2009).

    What is over may be recent all the same: `the pain resolved with morphine`.

    >>> are_historical("A man with a history of asthma; his pain resolved.", [(24, 30), (36, 40)], "en")
    [True, False]
    """
    return [
        "historical" in _held(reading, a, b, [scope for scope in scopes if scope.reach != "over"])
        for reading, a, b, scopes in _scopes_over(text, spans, lang)
    ]


def _held(reading: Reading, first: int, last: int, scopes: list[Scope]) -> Iterator[str]:
    for scope in scopes:
        if scope.covers(first, last):
            yield scope.assertion
            if _OF_THE_PAST & set(reading.words[scope.cue : scope.cue_end]):
                yield "historical"


def _scopes_over(
    text: str, spans: Sequence[tuple[int, int]], lang: str
) -> Iterator[tuple[Reading, int, int, list[Scope]]]:
    """First and last token of each span, and the scopes of its sentence; none for a span without words."""
    reading = read_text(text, lang)
    scopes = event_scopes(reading)
    for start, end in spans:
        first, last = reading.tokens_of(start, end)
        if first >= last or first >= len(reading):
            yield reading, 0, 0, []
        else:
            yield reading, _head(reading, first, last), last, scopes[reading.sentence_of[first]]


def _head(reading: Reading, first: int, last: int) -> int:
    """The token that a span is about: its first, or the test that it names, which is done though it is negative."""
    return next((token for token in range(first, last) if is_test(reading.words[token])), first)
