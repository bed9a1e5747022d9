"""The scopes of the cues of a sentence."""

from __future__ import annotations

from nlp.assertion.events.backward import subject_before, subject_over_turn, without_tests
from nlp.assertion.events.clauses import finite, segment_end
from nlp.assertion.events.forward import FARTHEST, Announcement, forward_end, shows
from nlp.assertion.events.gaps import runs
from nlp.assertion.events.verbs import AUXILIARIES, explains_what_is_there
from nlp.assertion.events.words import ARTICLES, CHOICE, DEFINITE, JOINING
from nlp.assertion.scope import Scope
from nlp.lexicon.trie import Match
from nlp.text.reading import Reading, Sentence
from nlp.text.word_set import word_set

#: Verbs of speech and consent: a relative who is their subject tells, and has nothing.
_SPEECH = word_set(
    "denied denies reported reports noticed noted said stated described consented refused declined brought"
    " recalled feared were mentioned informed advised asked gave told observed found agreed requested felt worried nie"
    " niait rapporte rapportait rapportaient signale signalait signalaient decrit decrivait decrivaient refuse"
    " refusait refusaient ont sont consent accepte amene inquiets inquiete consulte consultent constate constatait"
)
#: Words between `history` and what it lists.
_LEADING = word_set(
    r"is was has been significant notable remarkable positive for of includes included consists consisting only"
    r" otherwise also : comportent comportaient on retient note retrouve sont etaient marques par"
)
#: Words between a denial and what it denies: `denies ever having had any`.
_ADMITTING = word_set("having had been ever any experiencing")
#: Words of cause, which end a denial and not a doubt: `probably due to a virus`.
_CAUSAL = word_set("due secondary related owing d")
#: Words that end a history, which goes on past a cause, a reason and `positive for`.
_ENDS_HISTORY = word_set(
    "but however who which c presented presents presenting complains complained complaining mais cependant toutefois se"
)
#: Nouns of proof: `no feature suggestive of`, `aucun argument en faveur de` deny what they would prove.
_PROOF = word_set(
    "argument arguments element elements signe signes evidence feature features finding findings sign signs data"
    " indication reason image images symptom symptoms symptome symptomes lesion lesions abnormality abnormalities"
)
#: Hedges that doubt the words of their own cue: `may be related to`, `presumptive diagnosis of`.
_HEDGING = word_set(
    "may might could possibly probably likely presumably perhaps appears appeared seems seemed probable presumptive"
    " tentative provisional working differential pourrait pourraient pouvant pouvait peut semble semblait semblaient"
    " diagnostic probablement differentiel diagnostics"
)
#: Words behind which a definite subject is taken for granted: `whether the stroke was caused by …`.
_SUPPOSING = word_set("whether that que qu")
_DENYING = word_set(
    "nothing little insufficient denied denies denying"
    " absence lack no not none never without failed fails unable pas sans aucun aucune non ni n"
    " ne jamais plus rien nor"
)
#: Units of `a three-day history of`: what began days ago is recent (Harkema et al. 2009: two weeks).
_DAYS = word_set("day days hour hours hr hrs minute minutes")
_UNITS = _DAYS | word_set("week weeks month months year years wk wks yr yrs")


def scopes_of_events(reading: Reading, sentence: Sentence, cues: list[Match]) -> list[Scope]:
    """Scopes of the cues of one sentence, in pieces where a circumstance parts them."""
    found: list[Scope] = []
    for number, cue in enumerate(cues):
        value, after = cue.entry.value, cue.entry.code == "after"
        if value in ("stop", "positive"):
            continue
        reach = cue.entry.data["reach"]
        if value == "historical" and reach == "list" and (unit := _lasting(reading, cue)):
            if unit in _DAYS:
                continue
            reach = "began"
        pieces = _backward(reading, sentence, cues, number) if after else _forward(reading, sentence, cues, number)
        found += [Scope(value, a, b, cue.first, cue.last, after, reach) for a, b in pieces if b > a]
        found += _inside(reading, cue)
    return found


def _lasting(reading: Reading, cue: Match) -> str:
    """The unit of a duration right before a cue: `a four-month history of`; "" where there is none."""
    before = [word for word in reading.words[max(0, cue.first - 3) : cue.first] if word.isalpha() and word != "s"]
    return before[-1] if before and before[-1] in _UNITS else ""


def _inside(reading: Reading, cue: Match) -> list[Scope]:
    """The words of a cue that it denies or doubts itself: `evidence` in `no evidence of`, `due` in `may be due to`."""
    value = cue.entry.value
    if value == "absent" and reading.words[cue.last - 1] == "free":
        return [Scope(value, cue.first, cue.first + 1, cue.first, cue.last, False)]
    opening = {"absent": _DENYING, "possible": _HEDGING}.get(value, frozenset())
    for token in range(cue.first, cue.last - 1):
        if reading.words[token] in opening:
            return [Scope(value, token + 1, cue.last, token, token + 1, False)]
    return []


def _forward(reading: Reading, sentence: Sentence, cues: list[Match], number: int) -> list[tuple[int, int]]:
    cue = cues[number]
    value, reach, first = cue.entry.value, cue.entry.data["reach"], cue.last
    limit = min(sentence.last, first + FARTHEST)
    closing = (c.first for c in cues[number + 1 :] if c.first >= first and _closes(reading, cue, c))
    limit = min(limit, next(closing, limit))
    if reach == "next":
        return _next_word(reading, cue, limit)
    if value == "family":
        told = _SPEECH & set(reading.words[first : first + 1]) or _SPEECH & set(_past_auxiliaries(reading.words, first))
        return [] if told else [(first, next((t for t in range(first, limit) if reading.words[t] == ";"), limit))]
    if value == "possible" and cue.first == sentence.first and reading.words[first : first + 1] == [","]:
        first += 1
    announced = Announcement(cue.first, first, value, reach)
    leading = _LEADING if announced.is_history else _ADMITTING if value == "absent" else frozenset()
    while first < limit and reading.words[first] in leading:
        first += 1
    end = forward_end(reading, Announcement(cue.first, first, value, reach), limit)
    if (
        reach == "clause"
        and reading.words[first - 1] in _SUPPOSING
        and set(reading.words[first : first + 1]) & DEFINITE
    ):
        first = next((token for token in range(first, end) if finite(reading, token)), first)
    if value == "historical":
        return [(first, end)]
    if value == "possible" and explains_what_is_there(reading.words, first):
        end = first + 1
    pieces = runs(reading, first, end, value)
    return without_tests(reading, pieces, end) if _tests_show(reading, cue, first, end) else pieces


def _past_auxiliaries(words: list[str], first: int) -> list[str]:
    """The verb behind auxiliaries: `had not noticed`."""
    token = first
    while token < len(words) and (words[token] in AUXILIARIES or words[token] in ("not", "n", "ne", "never")):
        token += 1
    return words[token : token + 1] if token > first else []


def _tests_show(reading: Reading, cue: Match, first: int, end: int) -> bool:
    """Whether a denial stands before tests that are the subject of what it denies."""
    if cue.entry.value != "absent":
        return False
    verb = next((token for token in range(first, end) if finite(reading, token)), None)
    return verb is not None and shows(reading.words, first, verb)


def _next_word(reading: Reading, cue: Match, limit: int) -> list[tuple[int, int]]:
    """The word that a prefix denies (`non productive cough`), or the name that an adjective does."""
    first, words = cue.last, reading.words
    while first < limit and (words[first] in ARTICLES or words[first] in ("-", "'")):
        first += 1
    length = 1 if words[cue.first] in ("non", "pas") else 3
    last = min(limit, first + length, segment_end(reading, first, limit))
    return without_tests(reading, [(first, last)], last) if words[cue.first] == "negative" else [(first, last)]


def _closes(reading: Reading, cue: Match, other: Match) -> bool:
    """Whether a later cue ends the scope of an earlier one."""
    kind, value = other.entry.value, cue.entry.value
    before = reading.words[other.first - 1]
    if value == "family":
        return False
    if kind == "possible" and value == "historical":
        return before == ","
    if kind == "stop" and value == "historical":
        return reading.words[other.first] in _ENDS_HISTORY
    if kind == "stop":
        return value not in ("possible", "planned") or reading.words[other.first] not in _CAUSAL
    if kind == "positive":
        return value == "absent" and before in (",", "et", "and", "(", "-")
    if other.entry.code == "after" or {value, kind} != {"absent", "possible"} or other.first == cue.last:
        return False
    return value == "possible" or not _qualifies(reading, cue, other)


def _qualifies(reading: Reading, cue: Match, other: Match) -> bool:
    """`no mass suspicious for cancer`, `no sign to suggest sepsis`: a doubt that only says of what nothing is there."""
    before = reading.words[other.first - 1]
    beside = before.isalpha() and before not in CHOICE | JOINING
    return beside or bool(_PROOF & set(reading.words[cue.first : other.first]))


def _backward(reading: Reading, sentence: Sentence, cues: list[Match], number: int) -> list[tuple[int, int]]:
    cue = cues[number]
    lowest = max((c.last for c in cues[:number] if c.entry.value == "stop" and c.last <= cue.first), default=0)
    pieces = subject_before(reading, sentence, cue.first, lowest)
    if any(word.startswith(("negati", "steril")) for word in reading.words[cue.first : cue.last]):
        return without_tests(reading, pieces, cue.first)
    if cue.entry.value == "absent" and not pieces:
        return subject_over_turn(reading, sentence, cue.first)
    if cue.entry.value == "planned" and pieces:
        return [(pieces[0][0], cue.first)]
    return pieces
