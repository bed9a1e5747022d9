"""All scopes of one sentence: its cues, its denied and supposed verbs, its measures of the past."""

from __future__ import annotations

from nlp.assertion.events.english_not import denied_in_english
from nlp.assertion.events.french_ne import denied_in_french
from nlp.assertion.events.past import past_scopes
from nlp.assertion.events.scopes import scopes_of_events
from nlp.assertion.events.supposed import supposed_scopes
from nlp.assertion.scope import Scope
from nlp.lexicon.trie import Match
from nlp.text.reading import Reading, Sentence


def scopes_of_sentence(reading: Reading, sentence: Sentence, cues: list[Match]) -> list[Scope]:
    """The scopes over events that the cues and the verbs of a sentence open."""
    denied = denied_in_french if sentence.lang == "fr" else denied_in_english
    return [
        *scopes_of_events(reading, sentence, cues),
        *denied(reading, sentence),
        *supposed_scopes(reading, sentence),
        *past_scopes(reading, sentence),
    ]
