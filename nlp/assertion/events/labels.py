"""Labels that speak for what they head: `Past medical history: 1. gout. 2. asthma`, `Plan: echocardiogram`."""

from __future__ import annotations

from collections.abc import Iterator

from medomics_ehr.contracts.finding import Assertion
from nlp.assertion.events.clauses import finite, has_verb
from nlp.assertion.scope import Scope
from nlp.text.reading import Reading, Sentence
from nlp.text.word_set import word_set

_PAST = word_set("past antecedent antecedents atcd atcds pmh pmhx psh pshx phx")
_PLAN = word_set("plan plans recommendation recommendations cat conduite disposition")
#: Verbs with which a heading of the past goes on: `Past medical history: she has hypertension`.
_OF_A_PAST = word_set("has have had is was includes include included a avait est etait underwent comporte comportent")
_PRESENT_ILLNESS = word_set("present illness maladie familiaux familial family")


def labelled_scopes(reading: Reading) -> list[list[Scope]]:
    """For each sentence, the scope of the label that heads it or the list that it stands in."""
    found: list[list[Scope]] = []
    heading: Assertion | None = None
    for number, sentence in enumerate(reading.sentences):
        own = _meaning(reading, sentence)
        if sentence.label or _after_gap(reading, number):
            heading = own if own and _opens_list(reading, sentence) else None
        elif heading and has_verb(reading, sentence.first, sentence.last):
            heading = None
        found.append(list(_scope(reading, sentence, own or heading)))
    return found


def _scope(reading: Reading, sentence: Sentence, assertion: Assertion | None) -> Iterator[Scope]:
    first = sentence.first + sentence.label
    if assertion:
        passed = _OF_A_PAST if assertion == "historical" else frozenset()
        verbs = (t for t in range(first, sentence.last) if finite(reading, t) and reading.words[t] not in passed)
        last = next(verbs, sentence.last)
        yield Scope(assertion, first, last, sentence.first, first, False)


def _meaning(reading: Reading, sentence: Sentence) -> Assertion | None:
    words = set(reading.words[sentence.first : sentence.first + sentence.label])
    if words & _PRESENT_ILLNESS:
        return None
    return "historical" if words & _PAST else "planned" if words & _PLAN else None


def _opens_list(reading: Reading, sentence: Sentence) -> bool:
    """A label alone on its line, or before the first item of a list, heads the items that follow."""
    behind = reading.words[sentence.first + sentence.label : sentence.last]
    return not behind or behind[0] in ("1", "-", "*", "a")


def _after_gap(reading: Reading, number: int) -> bool:
    """Whether an empty line parts a sentence from the one before it."""
    if not number:
        return False
    first = reading.sentences[number].first
    return reading.line_of[first] > reading.line_of[first - 1] + 1
