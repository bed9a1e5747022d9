"""Scopes: the run of tokens over which a cue holds."""

from __future__ import annotations

from dataclasses import dataclass

from nlp.lexicon.trie import Match
from nlp.text.reading import Reading, Sentence
from nlp.text.word_set import word_set

#: Words after `et`, `and` that begin a new statement rather than the next item of a list.
NEW_STATEMENT = word_set(
    "le la les l il elle on nous je ce cette ces son sa ses the he she it they we i there this that his her its"
)
#: Nouns that say all of what a person has not, and what may open a new statement right behind them.
COMPLETE = word_set(
    "smoker smokers smoked fumeur fumeuse fume tabagique drinker comorbidity comorbidities comorbidite comorbidites"
    " atcd antecedent antecedents history screening depistage"
)
OF_NOTE = word_set("particulier particuliers notable notables significatif significatifs medical personnel")
BEHIND_COMPLETE = word_set(
    "with w avec who qui presents presented presenting presente presentant diagnosed adresse"
    " adressee porteur porteuse ayant atteint atteinte chez"
)
#: Behind `and` only these open one: `no allergies and asthma` denies both.
OPENING = word_set("stage stade a an un une newly new metastatic locally known")
CONJUNCTIONS = frozenset(["et", "and"])
#: A treatment named after these is being given, whatever was denied before.
UNDER = frozenset(["sous", "on"])
#: A disease named after these is certain, whatever was supposed before.
KNOWN = word_set("known connu connue connus connues")
#: After a comma these begin a new statement too: a denied list has no articles.
NEW_PHRASE = NEW_STATEMENT | word_set(
    "un une des avec with a an une chez who which qui dont aussi then puis patient patiente s/p h/o status"
)
#: With these an item of a list may begin, where its first item does or the list closes with one of the joints.
ITEM_ARTICLES = frozenset(["un", "une", "a", "an"])
COUNTED = word_set("deux trois quatre plusieurs quelques two three four several multiple some")
CLAUSE_MARKS = frozenset([";", ":", "(", "."])
#: Words that a denial does not reach past: verbs with a subject of their own, time, purpose, relative clauses.
ENDING = word_set(
    "est sont etait etaient ont avait avaient fut furent was were is are has have had montre"
    " montrait montrent showed shows revealed qui dont which who "
    "pour for apres after lors during depuis since pendant malgre despite suite following avant before while "
    "presents presented presenting diagnosed referred admitted"
    " permettant conduisant necessitant motivant suggesting requiring leading permet conduit faisant"
)
#: Words that open a condition: a denial inside it (`if she does not respond, …`) ends with its clause.
CONDITIONS = word_set("if si unless should")
#: Words after a semicolon that go on with the person named before it.
SAME_PERSON = word_set("il elle ils elles he she they celui celle dont tous toutes both")
#: Who may speak between a comma and a refusal: `gastrostomie évoquée, la patiente n'en veut pas`.
SPEAKER = word_set(
    "la le il elle patient patiente mr mme m monsieur madame the he she who qui et mais but famille family"
)
#: Words behind an allergen that speak of what is given instead.
GIVEN = word_set(
    "sous on takes taking given gave prend recoit recu received treated traite traitee so donc thus therefore hence"
    " replaced remplace remplacee relais tolere toleree tolerated tolerates current actuel traitement traitements meds"
    " medications treatment"
)
#: Answers to `allergies:`; what stands behind them is none.
NO_ALLERGEN = word_set("nkda nka none nil aucun aucune neant")
LIST_WORDS = frozenset(["et", "ou", "ni", "and", "or", "nor", "/", "and/or"])
#: Farthest a scope reaches, in tokens, by assertion.
FARTHEST = {"absent": 40, "possible": 40, "family": 60, "historical": 40, "planned": 40}


@dataclass(frozen=True, slots=True)
class Scope:
    """Tokens `first` to `last` (exclusive) under an assertion; `cue` is the first token of the cue."""

    assertion: str
    first: int
    last: int
    cue: int
    cue_end: int
    after: bool
    reach: str = ""

    def covers(self, first: int, last: int) -> bool:
        """True where the tokens begin inside the scope."""
        return self.first <= first < self.last or (self.after and self.first < last <= self.last)


def scopes_of(reading: Reading, sentence: Sentence, cues: list[Match]) -> list[Scope]:
    """Scopes of the cues of one sentence."""
    found = []
    for number, cue in enumerate(cues):
        if cue.entry.value in ("stop", "positive"):
            continue
        if cue.entry.code == "before":
            found.append(_forward(reading, sentence, cues, number))
        else:
            found.append(_backward(reading, sentence, cues, number))
    return [scope for scope in found if scope.last > scope.first]


def _forward(reading: Reading, sentence: Sentence, cues: list[Match], number: int) -> Scope:
    cue = cues[number]
    assertion, reach = cue.entry.value, cue.entry.data["reach"]
    farthest = 14 if assertion == "historical" and reach != "list" else FARTHEST[assertion]
    limit = min(sentence.last, cue.last + farthest)
    if reach == "next":
        limit = min(limit, cue.last + 3)
    for other in cues[number + 1 :]:
        if other.first >= limit:
            break
        if _closes(reading, cue, other):
            limit = other.first
            break
    leading = reading.words[max(sentence.first, cue.first - 6) : cue.first]
    if assertion == "absent" and "," not in leading and CONDITIONS & set(leading):
        limit = next((token for token in range(cue.last, limit) if reading.words[token] in (",", ":")), limit)
    first = _after_insertion(reading.words, cue.last, limit) if assertion == "possible" else cue.last
    last = _clause_end(reading, first, limit, assertion, reach)
    return Scope(assertion, first, last, cue.first, cue.last, False, reach)


def _after_insertion(words: list[str], first: int, limit: int) -> int:
    """The token after `, vous l'aurez compris,` where a cue is parted from its object so, else `first`."""
    if first >= limit or words[first] != ",":
        return first
    closing = next((token for token in range(first + 1, min(limit, first + 9)) if words[token] == ","), 0)
    return closing + 1 if closing else first


def _closes(reading: Reading, cue: Match, other: Match) -> bool:
    """Whether a later cue ends the scope of an earlier one."""
    kind, assertion = other.entry.value, cue.entry.value
    if assertion == "family":
        return False
    if kind == "stop":
        return True
    if kind == "positive":
        if assertion == "possible":
            return reading.words[other.first] in KNOWN
        return assertion == "absent" and (_after_break(reading, other.first) or reading.words[other.first] in UNDER)
    if other.entry.code == "after":
        return False
    return {assertion, kind} == {"absent", "possible"} and other.first > cue.last


def _after_break(reading: Reading, token: int) -> bool:
    return reading.words[token - 1] in (",", "et", "and", "(", "-")


def _clause_end(reading: Reading, first: int, limit: int, assertion: str, reach: str) -> int:
    words = reading.words
    absent = assertion in ("absent", "possible")
    if absent and (said := _said_all(words, first, limit)):
        return said
    for token in range(first, limit):
        word = words[token]
        if (
            absent
            and token > first
            and (word in ENDING or (word == "," and token + 1 < limit and words[token + 1] in NEW_PHRASE))
            and not (word == "," and _next_item(words, first, token, limit))
        ):
            return token
        if word == ";" and assertion == "family" and words[token + 1 : token + 2] and words[token + 1] in SAME_PERSON:
            if words[token + 2 : token + 4] == ["-", "meme"]:
                return token  # `elle-même`: the patient.
            continue
        if word == ";" or (word == ":" and assertion in ("absent", "historical") and token > first):
            return token
        if word == "," and (
            reach == "next"
            or (reach == "near" and not _list_goes_on(words, token, limit))
            or (assertion == "historical" and reach != "list")
        ):
            return token
        if reach == "allergen" and (word in GIVEN or word in NO_ALLERGEN):
            return token
        if word == ")" and "(" not in words[first:token]:
            return token
        if assertion == "absent" and word in CONJUNCTIONS and token + 1 < limit and words[token + 1] in NEW_STATEMENT:
            return token
    return limit


def _next_item(words: list[str], first: int, comma: int, limit: int) -> bool:
    """`no stroke, a heart attack, or a clot`, `pas d'argument pour une X, une Y`: an article all the same.

    The list closes with `, or` or `ni`, or its first item has an article too.
    """
    if words[comma + 1] not in ITEM_ARTICLES:
        return False
    following = words[comma + 2 : min(limit, comma + 14)]
    end = next((n for n, word in enumerate(following) if word in ENDING or word in CLAUSE_MARKS), len(following))
    listed = words[first] in ITEM_ARTICLES
    closed = any(
        word in ("ni", "nor") or (word in ("or", "ou") and (listed or following[n - 1] == ","))
        for n, word in enumerate(following[:end])
    )
    return closed or (listed and end == len(following))


def _said_all(words: list[str], first: int, limit: int) -> int:
    """`no comorbidities and lung cancer`, `sans ATCD avec un cancer`: the token at which the denial ends, else 0."""
    noun = next((token for token in range(first, min(limit, first + 3)) if words[token] in COMPLETE), None)
    if noun is None:
        return 0
    end = noun + 1
    while end < limit and words[end] in OF_NOTE:
        end += 1
    following = words[end : end + 2] if end < limit else []
    opens = following[:1] and (
        following[0] in BEHIND_COMPLETE
        or (following[0] in KNOWN and following[1:] == ["pour"])
        or (following[0] in CONJUNCTIONS and following[1:] and following[1] in OPENING)
    )
    return end if opens else 0


def _list_goes_on(words: list[str], comma: int, limit: int) -> bool:
    """`sans fièvre, toux ni dyspnée`: a later `ni` or `ou` shows that the comma parts items of a list."""
    following = words[comma + 1 : min(limit, comma + 9)]
    joined = next((number for number, word in enumerate(following) if word in ("ni", "ou", "or", "nor")), None)
    return joined is not None and not any(word in ENDING or word in NEW_PHRASE for word in following[:joined])


def _backward(reading: Reading, sentence: Sentence, cues: list[Match], number: int) -> Scope:
    """Back from the cue over its group of words, and over the list that the group ends."""
    cue = cues[number]
    words, token = reading.words, cue.first - 1
    farthest = 4 if cue.entry.data["reach"] == "close" else FARTHEST[cue.entry.value] // 2
    lowest = max(sentence.first, cue.first - farthest)
    stops = [c.last for c in cues[:number] if c.entry.value == "stop" and c.last <= cue.first]
    floor = max((last for last in stops if not _empty_turn(reading, last, cue)), default=lowest)
    lowest = max(lowest, floor)
    joined, open_brackets = False, 0
    if token > lowest and words[token] == "," and (opening := _insertion(words, lowest, token)):
        token = opening - 1
    while token >= lowest:
        word = words[token]
        if word in (";", ".") or (
            word == ":"
            and token < cue.first - 3
            and not (_label(sentence, token) and cue.entry.value in ("absent", "possible"))
        ):
            break
        if word == ")":
            open_brackets += 1
        elif word == "(" and open_brackets:
            open_brackets -= 1
        elif word == "(" and token < cue.first - 1:
            break
        if word in CONJUNCTIONS and cue.entry.value == "possible" and _counts_anew(words, token, cue):
            break
        if word in LIST_WORDS and words[token + 1] not in NEW_STATEMENT:
            joined = True
        if word == "," and not joined and not SPEAKER.issuperset(words[token + 1 : cue.first]):
            break
        token -= 1
    return Scope(cue.entry.value, max(token + 1, lowest), cue.first, cue.first, cue.last, True, cue.entry.data["reach"])


def _counts_anew(words: list[str], conjunction: int, cue: Match) -> bool:
    """`des métastases osseuses et un nodule suspect`: an item counted anew is doubted alone, save by a plural."""
    following = words[conjunction + 1]
    return following in COUNTED or (following in ITEM_ARTICLES and not words[cue.last - 1].endswith("s"))


def _empty_turn(reading: Reading, after_stop: int, cue: Match) -> bool:
    """`une biopsie, mais refusée`: a turn that names nothing of its own speaks of what stands before it."""
    turns = reading.words[after_stop - 1] in ("mais", "but", "however", "toutefois", "cependant")
    return turns and bool(reading.candidates) and not any(after_stop <= c.first < cue.first for c in reading.candidates)


def _insertion(words: list[str], lowest: int, comma: int) -> int:
    """First token of an insertion that ends at a comma: `un sarcome, posé ailleurs, n'est pas retenu`; 0 if none."""
    for token in range(comma - 1, max(lowest, comma - 12), -1):
        if words[token] == ",":
            return token
    return 0


def _label(sentence: Sentence, token: int) -> bool:
    return bool(sentence.label) and token == sentence.first + sentence.label - 1
