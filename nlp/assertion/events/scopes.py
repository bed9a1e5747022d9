"""The scopes of cues over events: forward over what a cue announces, back over the subject of its verb."""

from __future__ import annotations

from nlp.assertion.events.clauses import (
    ENDS,
    begins_clause,
    finite,
    list_goes_on,
    new_phrase,
    runs,
    segment_end,
    verb_group_end,
)
from nlp.assertion.events.words import (
    ARRIVAL,
    ARTICLES,
    AUXILIARIES,
    BEING,
    CHOICE,
    CIRCUMSTANCE,
    DEFINITE,
    JOINING,
    SUBORDINATE,
    is_adverb,
    is_test,
)
from nlp.assertion.scope import Scope
from nlp.lexicon.trie import Match
from nlp.text.reading import Reading, Sentence
from nlp.text.word_set import word_set

#: Farthest a scope reaches, in tokens.
FARTHEST = 45
_ANY_JOIN = CHOICE | JOINING
#: Verbs of speech and consent: a relative who is their subject tells, and has nothing.
SPEECH = word_set(
    "denied denies reported reports noticed noted said stated described consented refused declined brought recalled were"
    " mentioned informed advised asked gave told observed found agreed requested felt worried nie niait rapporte"
    " rapportait rapportaient signale signalait signalaient decrit decrivait decrivaient refuse refusait refusaient"
    " ont sont consent accepte amene inquiets inquiete consulte consultent constate constatait"
)
#: Words between `history` and what it lists.
_LEADING = word_set("is was has been significant notable remarkable positive for of includes included consists consisting only"
                    " otherwise also : comportent comportaient on retient note retrouve sont etaient marques par")  # fmt: skip
_MOODS = ("possible", "planned")
#: What may stand between a subject and the adjective that denies it, beside verbs of being.
_COPULA = word_set(
    "all both then tous toutes s est sont revenu revenue revenus revenues ' avere averee reste restee est"
)
#: Denials that stand before a noun, which may be the subject of a verb behind it.
_DETERMINERS = word_set("no neither nor aucun aucune nul nulle ni none nobody personne")
#: Nouns of proof: `no feature suggestive of`, `aucun argument en faveur de` deny what they would prove.
_PROOF = word_set(
    "argument arguments element elements signe signes evidence feature features finding findings sign signs data"
    " indication reason image images symptom symptoms symptome symptomes lesion lesions abnormality abnormalities"
)
#: Nouns that a doubt reaches past `is`: `the most likely diagnosis was pertussis`.
_CONCLUSION = word_set(
    "diagnosis cause explanation etiology aetiology possibility hypothesis diagnostic cause etiologie origine hypothese"
    " explication possibilite"
)
#: Participles between a verb of being and the adjective that judges.
_JUDGED = word_set("thought considered felt deemed judged believed juge jugee considere consideree estime estimee")
#: Hedges that doubt the words of their own cue: `may be related to`, `presumptive diagnosis of`.
_HEDGING = word_set(
    "may might could possibly probably likely presumably perhaps appears appeared seems seemed probable presumptive"
    " tentative provisional working differential pourrait pourraient pouvant pouvait peut semble semblait semblaient"
    " diagnostic probablement differentiel diagnostics"
)
_DENYING = word_set(
    "no not none never without failed fails unable pas sans aucun aucune non ni n ne jamais plus nothing rien nor"
)


def scopes_of_events(reading: Reading, sentence: Sentence, cues: list[Match]) -> list[Scope]:
    """Scopes of the cues of one sentence, in pieces where a circumstance parts them."""
    found: list[Scope] = []
    for number, cue in enumerate(cues):
        value = cue.entry.value
        if value in ("stop", "positive"):
            continue
        if cue.entry.code == "before":
            pieces = _forward(reading, sentence, cues, number)
        else:
            pieces = _backward(reading, sentence, cues, number)
        after, reach = cue.entry.code == "after", cue.entry.data["reach"]
        if value == "historical" and not after and reach == "list" and (unit := _lasting(reading, cue)):
            if unit in _DAYS:
                continue
            reach = "began"
        found += [Scope(value, a, b, cue.first, cue.last, after, reach) for a, b in pieces if b > a]
        found += _inside(reading, cue)
    return found


#: Units of `a three-day history of`: what began days ago is recent (Harkema et al. 2009: two weeks).
_DAYS = word_set("day days hour hours hr hrs minute minutes jour jours heure heures")
_UNITS = _DAYS | word_set("week weeks month months year years semaine semaines mois an ans annees wk wks yr yrs")


def _lasting(reading: Reading, cue: Match) -> str:
    """The unit of a duration right before a cue: `a four-month history of`; "" where there is none."""
    if reading.sentence(cue.first).lang == "fr":
        return ""
    before = [w for w in reading.words[max(0, cue.first - 3) : cue.first] if w.isalpha() and w != "s"]
    return before[-1] if before and before[-1] in _UNITS else ""


def _inside(reading: Reading, cue: Match) -> list[Scope]:
    """The words of a cue that it denies or doubts itself: `evidence` in `no evidence of`, `due` in `may be due to`."""
    value = cue.entry.value
    opening = _DENYING if value == "absent" else _HEDGING if value == "possible" else frozenset()
    for token in range(cue.first, cue.last - 1):
        if reading.words[token] in opening:
            return [Scope(value, token + 1, cue.last, token, token + 1, False)]
    return []


def _forward(reading: Reading, sentence: Sentence, cues: list[Match], number: int) -> list[tuple[int, int]]:
    cue = cues[number]
    value, reach = cue.entry.value, cue.entry.data["reach"]
    if value == "family" and cue.last < len(reading) and reading.words[cue.last] in SPEECH:
        return []
    limit = min(sentence.last, cue.last + FARTHEST)
    for other in cues[number + 1 :]:
        if other.first >= cue.last and _closes(reading, cue, other):
            limit = min(limit, other.first)
            break
    if reach == "next":
        return _next_word(reading, cue, limit)
    if value == "family":
        return [(cue.last, next((t for t in range(cue.last, limit) if reading.words[t] == ";"), limit))]
    first = cue.last
    while value == "historical" and reach == "list" and first < limit and reading.words[first] in _LEADING:
        first += 1
    end = forward_end(reading, sentence, cue.first, first, limit, value, reach)
    return runs(reading, first, end, value) if value != "historical" else [(first, end)]


def _next_word(reading: Reading, cue: Match, limit: int) -> list[tuple[int, int]]:
    """The word that a prefix denies (`non productive cough`), or the two of a name that an adjective does."""
    first = cue.last
    while first < limit and (reading.words[first] in ARTICLES or reading.words[first] in ("-", "'")):
        first += 1
    length = 1 if reading.words[cue.first] in ("non", "pas") else 3
    last = min(limit, first + length, segment_end(reading, first, limit))
    return _without_tests(reading, [(first, last)], last) if reading.words[cue.first] == "negative" else [(first, last)]


def _closes(reading: Reading, cue: Match, other: Match) -> bool:
    kind, value = other.entry.value, cue.entry.value
    if value == "family":
        return False
    if kind == "stop":
        return value not in _MOODS or reading.words[other.first] not in ("due", "secondary", "related", "owing", "d")
    if kind == "positive":
        before = reading.words[other.first - 1]
        return value == "absent" and before in (",", "et", "and", "(", "-")
    if other.entry.code == "after":
        return False
    if value == "absent" and kind == "possible" and _qualifies(reading, cue, other):
        return False
    return {value, kind} == {"absent", "possible"} and other.first > cue.last


def _qualifies(reading: Reading, cue: Match, other: Match) -> bool:
    """`no mass suspicious for cancer`, `no sign to suggest sepsis`: a doubt that only says of what nothing is there."""
    before = reading.words[other.first - 1]
    return bool(_PROOF & set(reading.words[cue.first : other.first])) or (
        other.first > cue.last and before.isalpha() and before not in _ANY_JOIN
    )


def forward_end(reading: Reading, sentence: Sentence, cue: int, first: int, limit: int, value: str, reach: str) -> int:
    """Where a scope that begins at `first` ends: at the verb of the next clause, with the subject left out."""
    words = reading.words
    separator = first
    if value == "historical" and reach != "list":
        limit = min(limit, first + 7)
    listed = words[first : first + 1] == [":"]
    for token in range(first, limit):
        word = words[token]
        if word == "." and token == first:
            continue
        if value == "possible" and word in BEING and _CONCLUSION & set(words[first - 1 : token]):
            continue
        if word == ";" and reach == "list":
            continue
        if word in ENDS or (word == ":" and token > first) or (word == ")" and "(" not in words[first:token]):
            return token
        if reach == "clause":
            if word == "," and not list_goes_on(reading, token, limit, _ANY_JOIN):
                return token
            continue
        if (
            words[first - 1] == "nor"
            and token < first + 3
            and (word in AUXILIARIES or word in ("he", "she", "they", "it"))
        ):
            continue
        if value == "historical" and reach == "list" and word in AUXILIARIES and not new_phrase(reading, token - 1):
            continue
        if finite(reading, token) or (word in ("n", "ne") and token > first):
            return _at_verb(reading, sentence, cue, first, token, limit, value, separator)
        if word in SUBORDINATE and token > first:
            return token
        if word == "," and not listed and not _comma_goes_on(reading, cue, first, token, limit, value, reach):
            return token
        if word in JOINING and value == "absent" and token + 1 < limit and _joins_a_phrase(reading, first, token):
            return token
        if (
            value == "historical"
            and reach != "list"
            and ((word in JOINING and new_phrase(reading, token + 1)) or (word in CIRCUMSTANCE and token > first))
        ):
            return token
        if word == "," or (word in JOINING and words[token + 1 : token + 2] not in (["de"], ["d"], ["of"])):
            separator = token
    return limit


def _joins_a_phrase(reading: Reading, first: int, join: int) -> bool:
    """`no fever and a cough` begins something new; `excluded an aneurysm and a dissection` goes on with its articles."""
    words = reading.words
    parallel = words[first] in ARTICLES or words[first - 1] in DEFINITE
    return new_phrase(reading, join + 1) and not (parallel and words[join + 1] in ARTICLES)


def _at_verb(
    reading: Reading, sentence: Sentence, cue: int, first: int, verb: int, limit: int, value: str, separator: int
) -> int:
    """A verb ends the scope before its own subject, or belongs to the denied subject: `no lesions were seen`."""
    subject = reading.words[cue] in _DETERMINERS and begins_clause(reading, sentence, cue)
    if separator > first and (not subject or reading.words[separator] == "," or value != "absent"):
        if not (subject and value == "absent" and _is_list(reading, first, verb)):
            return separator
    if subject and value == "absent":
        return verb_group_end(reading, verb, limit)
    return verb


def _is_list(reading: Reading, first: int, verb: int) -> bool:
    """Whether the last join before a verb is `or`, `ni`: all items are its subject."""
    joins = [reading.words[t] for t in range(first, verb) if reading.words[t] == "," or reading.words[t] in _ANY_JOIN]
    return bool(joins) and joins[-1] in CHOICE


def _comma_goes_on(reading: Reading, cue: int, first: int, comma: int, limit: int, value: str, reach: str) -> bool:
    words = reading.words
    following = words[comma + 1] if comma + 1 < limit else ""
    if not following or following in SUBORDINATE or following in CIRCUMSTANCE and following not in ("a",):
        return False
    if value == "historical":
        opens = new_phrase(reading, comma + 1) and following not in ("a", "an", "un", "une", "with", "avec")
        return reach == "list" and following not in ARRIVAL and not opens
    if value in _MOODS:
        return list_goes_on(reading, comma, limit, _ANY_JOIN)
    if following in ("de", "d", "or", "nor", "ni", "ou"):
        return True
    if following in ("no", "not", "without", "pas", "sans", "aucun", "aucune", "denies", "denied"):
        return False
    if following in JOINING:
        return not new_phrase(reading, comma + 2) and list_goes_on(reading, comma, limit, _ANY_JOIN)
    if new_phrase(reading, comma + 1):
        return False
    if list_goes_on(reading, comma, limit, CHOICE):
        return True
    french = reading.sentence(cue).lang == "fr"
    if french or reach == "near" or _repeats(reading, cue, first):
        return list_goes_on(reading, comma, limit, JOINING) and not _repeats(reading, cue, first)
    end = segment_end(reading, comma + 1, limit)
    return not any(finite(reading, t) for t in range(comma + 1, end))


def _repeats(reading: Reading, cue: int, first: int) -> bool:
    """`no LOC, no neck pain, wrist pain`: where each item has its denial, one without is there."""
    sentence = reading.sentence(cue)
    return reading.words[cue] in reading.words[sentence.first : cue]


def _backward(reading: Reading, sentence: Sentence, cues: list[Match], number: int) -> list[tuple[int, int]]:
    cue = cues[number]
    lowest = max((c.last for c in cues[:number] if c.entry.value == "stop" and c.last <= cue.first), default=0)
    pieces = subject_before(reading, sentence, cue.first, lowest)
    if any(word.startswith("negati") for word in reading.words[cue.first : cue.last]):
        return _without_tests(reading, pieces, cue.first)
    return pieces if cue.entry.value != "planned" else [(min(a for a, _ in pieces), cue.first)] if pieces else []


def subject_before(reading: Reading, sentence: Sentence, verb: int, lowest: int = 0) -> list[tuple[int, int]]:
    """The subject of a verb: back to the start of its clause, over the list that it ends."""
    words = reading.words
    lowest = max(sentence.first, lowest, verb - FARTHEST)
    cue = verb
    while verb > lowest and (words[verb - 1] in _COPULA | AUXILIARIES | _JUDGED or is_adverb(words[verb - 1])):
        verb -= 1
    if not any(words[t] in AUXILIARIES or words[t] in _COPULA for t in range(verb, cue)):
        verb = cue
    token, joined, brackets, bound = verb - 1, False, 0, lowest
    if token >= lowest and words[token] == "," and (opening := _insertion(reading, lowest, token)):
        token = opening - 1
    while token >= lowest:
        word = words[token]
        if word in ENDS or (word == ":" and not _is_label(sentence, token)):
            break
        if word == ")":
            brackets += 1
        elif word == "(":
            if not brackets and token < verb - 1:
                break
            brackets -= 1
        if finite(reading, token) and not brackets:
            return _after_verb(reading, max(token, lowest), verb)
        if word in SUBORDINATE and word not in ("that",):
            break
        joined = joined or word in _ANY_JOIN
        if word == "," and not joined and token < verb - 1:
            break
        token -= 1
    return _parted(reading, max(token + 1, lowest), verb)


def _after_verb(reading: Reading, before: int, cue: int) -> list[tuple[int, int]]:
    """What stands between another verb and a cue: a clause of its own behind a join, else the thing next to the cue."""
    words = reading.words
    joins = [t for t in range(before, cue) if words[t] in (",", *JOINING, "but", "mais", "that", "que")]
    if joins:
        return _parted(reading, joins[0] + 1, cue)
    if finite(reading, cue) or words[cue] in ("n", "ne", "not"):
        return []
    near = [t for t in range(before, cue) if words[t] in CIRCUMSTANCE or t == before]
    return [(near[-1] + 1, cue)]


def _parted(reading: Reading, first: int, last: int) -> list[tuple[int, int]]:
    """The subject without its circumstances: `a lesion (on CT) was excluded`."""
    while first < last and reading.words[first] in (",", *_ANY_JOIN):
        first += 1
    opening = reading.words[first] if first < last else ""
    if opening in CIRCUMSTANCE and opening != "a":
        return [(first, last)]
    return runs(reading, first, last, "subject")


def _without_tests(reading: Reading, pieces: list[tuple[int, int]], cue: int) -> list[tuple[int, int]]:
    """A test that is negative was done: its name is left out, and what it is for is not."""
    found = []
    if pieces and any(is_test(reading.words[t]) for a, b in pieces for t in range(a, b)):
        pieces = [(pieces[0][0], cue)]
    for first, last in pieces:
        start = first
        for token in range(first, last):
            if is_test(reading.words[token]):
                found.append((start, token))
                start = token + 1
        found.append((start, last))
    return [(a, b) for a, b in found if b > a]


def _insertion(reading: Reading, lowest: int, comma: int) -> int:
    """First token of an insertion that ends at a comma: `un sarcome, évoqué ailleurs, a été exclu`; 0 if none."""
    for token in range(comma - 1, max(lowest, comma - 12), -1):
        if reading.words[token] == ",":
            return token
    return 0


def _is_label(sentence: Sentence, token: int) -> bool:
    return bool(sentence.label) and token == sentence.first + sentence.label - 1
