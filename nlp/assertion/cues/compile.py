"""The cues as entries of the matcher."""

from __future__ import annotations

from functools import cache

from nlp.assertion.cues.english import ENGLISH
from nlp.assertion.cues.french import FRENCH
from nlp.lexicon.entries import Entry
from nlp.lexicon.trie import Match, Trie
from nlp.text.reading import Reading

#: Verbs of exclusion, and the words that take them back.
EXCLUSIONS = ("exclu", "elimin", "ecart", "ruled", "dismiss")
DENIALS = frozenset("pas peut peuvent pu pouvoir puisse not cannot non difficilement never jamais t".split())
_POSSIBLE_AFTER = Entry("cue", "", "*", "after", "possible", data={"reach": ""})

#: Words that are a cue in one language and something harmless in the other.
ONE_LANGUAGE = frozenset("son or on but car non plan if post ex sinon soit after as old who will si".split())


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
    kept = [match for match in matches if match.entry.value != "neutral" and _fits(reading, match)]
    return [_doubted(reading, match) for match in kept]


def _fits(reading: Reading, match: Match) -> bool:
    return _language_fits(reading, match) and _answer_ends(reading, match)


def _answer_ends(reading: Reading, match: Match) -> bool:
    """`: non` answers a label only where nothing follows it (`HTA : non`, not `Foie : pas de lésion`)."""
    if reading.words[match.first] != ":" or match.last >= len(reading):
        return True
    follows = reading.words[match.last][0].isalnum() and reading.sentence_of[match.last] == reading.sentence_of[match.first]
    return not follows or reading.line_of[match.last] != reading.line_of[match.first]


def _doubted(reading: Reading, match: Match) -> Match:
    """An exclusion that is itself denied (`n'a pu être totalement exclue`) is a possibility."""
    if match.entry.value != "absent" or match.entry.code != "after":
        return match
    if not any(word.startswith(EXCLUSIONS) for word in reading.words[match.first : match.last]):
        return match
    first = max(reading.sentence(match.first).first, match.first - 7)
    if not any(word in DENIALS for word in reading.words[first : match.last]):
        return match
    return Match(match.first, match.last, _POSSIBLE_AFTER)


def _language_fits(reading: Reading, match: Match) -> bool:
    if match.last - match.first > 1 or reading.words[match.first] not in ONE_LANGUAGE:
        return True
    return match.entry.lang == reading.sentence(match.first).lang
