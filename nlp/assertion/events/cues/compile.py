"""The cues for events as a matcher, and those of a reading."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from nlp.assertion.cues.compile import EXACT, EXCLUSIONS, answers, one_side
from nlp.assertion.cues.english import ENGLISH as SHARED_ENGLISH
from nlp.assertion.cues.french import FRENCH as SHARED_FRENCH
from nlp.assertion.events.cues.english import ENGLISH, ENGLISH_LEFT_OUT
from nlp.assertion.events.cues.french import FRENCH, FRENCH_LEFT_OUT
from nlp.lexicon.entries import Entry
from nlp.lexicon.trie import Match, Trie
from nlp.text.reading import Reading
from nlp.text.word_set import word_set

#: Shared lists that mean the same for any event: a tumour's past and its plans have words of their own.
_SHARED = ("absent", "possible", "family", "stop", "positive", "neutral")
#: Words that take an exclusion back: `could not be ruled out`, `ne peut être exclu`.
_DENIALS = word_set("pas ne n not cannot non jamais never difficilement t")
_PLACES = word_set("on in at after during by based because when sur apres lors pendant par devant")
#: What parts a denial from an exclusion behind it: `were not given since arteritis had been excluded`.
_PARTING = word_set(", ; but mais because since as after once car puisque apres")
_ARTICLES = {" de": (" d'", " du", " des"), " à": (" au", " aux")}
_POSSIBLE_AFTER = Entry("cue", "", "*", "after", "possible", data={"reach": ""})
_SHOULD = Entry("cue", "should", "en", "before", "possible", data={"reach": "clause"})


@cache
def event_cue_trie() -> Trie:
    """Shared cues and those for events, compiled once."""
    return Trie(
        entry
        for lang, shared, own, left_out in (
            ("en", SHARED_ENGLISH, ENGLISH, ENGLISH_LEFT_OUT),
            ("fr", SHARED_FRENCH, FRENCH, FRENCH_LEFT_OUT),
        )
        for entry in _entries(lang, shared, own, left_out)
    )


def _entries(lang: str, shared: dict[str, str], own: dict[str, str], left_out: str) -> Iterator[Entry]:
    dropped = set(_phrases(left_out))
    terms: dict[tuple[str, str], str] = {}
    for key, phrases in shared.items():
        if key.startswith(_SHARED):
            terms |= {(term, key.split(".")[1] if "." in key else ""): key for term in _phrases(phrases) - dropped}
    for key, phrases in own.items():
        terms |= {(term, key.split(".")[1] if "." in key else ""): key for term in _with_articles(_phrases(phrases))}
    for (term, direction), key in sorted(terms.items()):
        value, reach = key.split(".")[0], [*key.split("."), "", ""][2]
        reach = "" if reach == "disease" else reach
        yield Entry("cue", term, lang, direction, value, term in EXACT, data={"reach": reach})


def _phrases(phrases: str) -> set[str]:
    return {" ".join(phrase.split()) for phrase in phrases.split("|")}


def _with_articles(terms: set[str]) -> set[str]:
    more = {
        term.removesuffix(ending) + article
        for term in terms
        for ending, articles in _ARTICLES.items()
        if term.endswith(ending)
        for article in articles
    }
    return terms | more


def find_event_cues(reading: Reading) -> list[Match]:
    """Cues of a reading in order, the longest at each place; neutral phrases are left out with what they hide.

    >>> from nlp.assertion.spans import read_text
    >>> [m.entry.value for m in find_event_cues(read_text("No fever, but pneumonia was suspected.", "en"))]
    ['absent', 'stop', 'possible']
    """
    matches = event_cue_trie().find(reading).get("cue", []) + answers(reading) + _conditions(reading)
    matches.sort(key=lambda match: (match.first, -match.last))
    kept = [match for match in matches if match.entry.value != "neutral" and _fits(reading, match)]
    sided = one_side(reading, [_doubted(reading, match) for match in kept], articles=True)
    behind = {(match.first, match.last) for match in sided if match.entry.code == "after"}
    return [
        match for match in sided if not (_is_followed_by_place(reading, match) and (match.first, match.last) in behind)
    ]


def _is_followed_by_place(reading: Reading, match: Match) -> bool:
    """`was suspected on the smear`: a cue that may stand on either side looks back where a circumstance follows."""
    return (
        match.entry.code == "before"
        and reading.words[match.last : match.last + 1] != []
        and (reading.words[match.last] in _PLACES)
    )


def _fits(reading: Reading, match: Match) -> bool:
    """A cue counts in a sentence of its own language."""
    return match.entry.lang in ("*", reading.sentence(match.first).lang)


def _conditions(reading: Reading) -> list[Match]:
    """`Should the fever recur, …`: the auxiliary opens a condition where it opens its sentence."""
    return [
        Match(s.first, s.first + 1, _SHOULD)
        for s in reading.sentences
        if s.last > s.first and reading.words[s.first] == "should"
    ]


def _doubted(reading: Reading, match: Match) -> Match:
    """An exclusion that is itself denied (`could not be ruled out`) is a possibility."""
    words = reading.words[match.first : match.last]
    if match.entry.value != "absent" or match.entry.code != "after":
        return match
    if not any(word.startswith(EXCLUSIONS) for word in words):
        return match
    first = max(reading.sentence(match.first).first, match.first - 6)
    denied = [token for token in range(first, match.last) if reading.words[token] in _DENIALS]
    between = set(reading.words[denied[-1] : match.first]) if denied else set()
    if not denied or between & _PARTING:
        return match
    return Match(match.first, match.last, _POSSIBLE_AFTER)
