"""The cues as entries of the matcher."""

from __future__ import annotations

from functools import cache

from nlp.assertion.cues.english import ENGLISH
from nlp.assertion.cues.french import FRENCH
from nlp.lexicon.entries import Entry
from nlp.lexicon.trie import Match, Trie
from nlp.text.reading import Reading

#: Words that are a cue in one language and something harmless in the other.
ONE_LANGUAGE = frozenset("son or on but car non plan get if post ex sinon sera pour soit after no as old who will".split())


@cache
def cue_trie() -> Trie:
    """All cues, compiled once. An entry's `value` is the assertion, `code` the direction, `data["reach"]` the scope."""
    return Trie(entry for lang, cues in (("fr", FRENCH), ("en", ENGLISH)) for entry in _entries(lang, cues))


def _entries(lang: str, cues: dict[str, str]) -> list[Entry]:
    entries = []
    for key, phrases in cues.items():
        assertion, direction, reach = (*key.split("."), "", "")[:3]
        for phrase in phrases.split("|"):
            entries.append(Entry("cue", phrase.strip(), lang, direction, assertion, data={"reach": reach}))
    return entries


def find_cues(reading: Reading) -> list[Match]:
    """Cues of a reading in order; the longest at each place, neutral phrases left out with what they hide."""
    matches = cue_trie().find(reading).get("cue", [])
    return [match for match in matches if match.entry.value != "neutral" and _language_fits(reading, match)]


def _language_fits(reading: Reading, match: Match) -> bool:
    if match.last - match.first > 1 or reading.words[match.first] not in ONE_LANGUAGE:
        return True
    return match.entry.lang == reading.sentence(match.first).lang
