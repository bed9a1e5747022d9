"""The cues as entries of the matcher."""

from __future__ import annotations

import re
from functools import cache

from nlp.assertion.cues.english import ENGLISH
from nlp.assertion.cues.french import FRENCH
from nlp.lexicon.entries import Entry
from nlp.lexicon.trie import Match, Trie
from nlp.text.places import matches_at
from nlp.text.reading import Reading
from nlp.text.word_set import word_set

PREPOSITIONS = word_set(
    "de du des d of to for in a au dans en sur avec apres avant le la les on at with after by next from l"
)

#: Words of time behind a cue, which may speak of what stands before it: `prévue fin octobre`, `planned 12/03`.
WHEN = word_set(
    "fin debut mi courant early late mid end semaine lundi mardi mercredi jeudi vendredi janvier fevrier mars avril mai"
    " juin juillet aout septembre octobre novembre decembre monday tuesday wednesday thursday friday january february"
    " march april june july august september october november december jan feb mar apr jun jul aug sept sep oct nov dec"
)
_DAY = re.compile(r"\d{1,2}[/.-]\d{1,2}\b|\d{4}$")
#: Cues whose stem is that of another cue (`rule out` asks, `rules out` denies): they match as written.
EXACT = frozenset(["rules out", "excludes"])
#: Verbs of exclusion, and the words that take them back.
EXCLUSIONS = ("exclu", "elimin", "ecart", "ruled", "dismiss")
DENIALS = word_set(
    "pas peut peuvent pu pouvoir pouvant puisse puissent saurait not cannot non difficilement never jamais t"
)
#: Words that deny the label before them when they stand alone.
ANSWERS = word_set(
    "non no none neant aucun aucune nil negatif negative negatifs negatives absent absente absents absentes absence"
    " refus refuse refused declined 0"
)
_ANSWER = Entry("cue", ":", "*", "after", "absent", data={"reach": ""})
_DENIED_VERB = Entry("cue", "ne", "fr", "before", "absent", data={"reach": "near"})
_RELATIVE = Entry("cue", "relative", "*", "before", "family", data={"reach": ""})
_EXCLUDED_AFTER = Entry("cue", "", "*", "after", "absent", data={"reach": "finding"})
_POSSIBLE_AFTER = Entry("cue", "", "*", "after", "possible", data={"reach": ""})

#: Words that are a cue in one language and something harmless in the other.
ONE_LANGUAGE = word_set("son or on but car non plan if post ex sinon soit after as old who will si")


@cache
def cue_trie() -> Trie:
    """All cues, compiled once. An entry's `value` is the assertion, `code` the direction, `data["reach"]` the scope."""
    return Trie(entry for lang, cues in (("fr", FRENCH), ("en", ENGLISH)) for entry in _entries(lang, cues))


def _entries(lang: str, cues: dict[str, str]) -> list[Entry]:
    entries = []
    for key, phrases in cues.items():
        assertion, direction, reach = (*key.split("."), "", "")[:3]
        for term in _with_verbs(key, {phrase.strip() for phrase in phrases.split("|")}):
            entries.append(Entry("cue", term, lang, direction, assertion, term in EXACT, data={"reach": reach}))
    return entries


def _with_verbs(key: str, phrases: set[str]) -> list[str]:
    """`is not advised` beside `not advised`: else `is not`, which begins before it, would hide it."""
    denied = [phrase for phrase in phrases if key == "absent.after" and phrase.startswith("not ")]
    return sorted(phrases | {f"{verb} {phrase}" for phrase in denied for verb in ("is", "was", "are", "were")})


def find_cues(reading: Reading) -> list[Match]:
    """Cues of a reading in order; the longest at each place, neutral phrases left out with what they hide."""
    matches = cue_trie().find(reading).get("cue", [])
    matches = sorted(
        matches
        + _denied_verbs(reading, matches)
        + _denied_predicates(reading)
        + answers(reading)
        + _named_relatives(reading, matches),
        key=lambda match: (match.first, -match.last),
    )
    kept = [match for match in matches if match.entry.value != "neutral" and _fits(reading, match)]
    kept = [match for match in kept if not _between_numbers(reading, match) and not _is_new(reading, match)]
    return one_side(reading, [_doubted(reading, match) for match in kept])


#: Cues that say what an exam does not show.
_UNSEEN = re.compile(
    r"^(?:is |was |are |were |been |n'est |n'etait )?(?:not|non|pas) (?:there|seen|found|identified|present|detected"
    r"|visuali[sz]ed|noted|evident|demonstrated|vue?s?|visibles?|retrouvee?s?|observee?s?|identifiee?s?|objectivee?s?)$"
    r"|^(?:absente?s?|absents?)$"
)
#: Words behind such a cue that speak of an earlier exam: what that one lacked is new.
_EARLIER = re.compile(
    r"^ (?:before\b(?! the|going)|previously|earlier|auparavant|precedemment|anterieurement|avant(?= ?(?:$|[.;,)]))"
    r"|jusque[- ]la|jusqu'alors"
    r"|(?:on|at|in|sur|au|a|aux|du|de|dans|lors du|lors de)(?: (?:the|her|his|our|le|la|les|l'|son|sa|ses)?)? ?"
    r"(?:(?:previous|prior|earlier|preceding|precedente?s?|anterieure?s?)\b"
    r"|(?:[a-z-]+ ){1,2}(?:precedente?s?|anterieure?s?|d'avant|d'il y a)\b))"
)
#: Words behind the earlier exam that go on with the denial: `ni ce jour`, `and still not seen`.
_NOR_NOW = re.compile(r"[^.;]{0,30}?[, ](?:ni|nor|(?:or|ou) (?:now|today|ce jour)|still|toujours|et pas|and not)\b")


def _is_new(reading: Reading, match: Match) -> bool:
    """`effusion, not seen before`, `absent du précédent`: what an earlier exam did not show is there now."""
    if match.entry.value != "absent":
        return False
    start, end = reading.starts[match.first], reading.ends[match.last - 1]
    if not _UNSEEN.match(reading.folded[start:end]):
        return False
    earlier = _EARLIER.match(reading.folded[end : end + 50].replace("\n", " "))
    return earlier is not None and not _NOR_NOW.match(reading.folded, end + earlier.end())


def _between_numbers(reading: Reading, match: Match) -> bool:
    """`32 mm vs 51 mm`: two measures are compared, nothing is in doubt."""
    if reading.words[match.first] not in ("vs", "versus") or match.last >= len(reading):
        return False
    return reading.words[match.last][0].isdigit() and any(
        word[0].isdigit() for word in reading.words[max(0, match.first - 2) : match.first]
    )


def one_side(reading: Reading, matches: list[Match], articles: bool = False) -> list[Match]:
    """A cue that can stand on either side (`possible`) looks forward where a word follows it, else back.

    Args:
        articles: the English `a` is a word that follows, as for events of any kind; else it folds like the French `à`.
    """
    sides: dict[tuple[int, int, str], set[str]] = {}
    for match in matches:
        sides.setdefault((match.first, match.last, match.entry.value), set()).add(match.entry.code)
    kept = []
    for match in matches:
        if len(sides[match.first, match.last, match.entry.value]) == 2:
            forward = _word_follows(reading, match, articles)
            if forward is not None and (match.entry.code == "before") is not forward:
                continue
        kept.append(match)
    return kept


def _word_follows(reading: Reading, match: Match, articles: bool) -> bool | None:
    """None where both sides may be meant: before a preposition, or between two words as `versus` stands."""
    if match.last >= len(reading) or reading.sentence_of[match.last] != reading.sentence_of[match.first]:
        return False
    following = reading.words[match.last]
    is_article = articles and following == "a" and reading.sentence(match.first).lang == "en"
    if match.entry.value == "planned" and (following in WHEN or _DAY.match(following)):
        return None
    if (following in PREPOSITIONS and not is_article) or reading.words[match.first] in ("versus", "vs", "si", "if"):
        return None
    if reading.words[match.first] == "?":
        return match.first == reading.sentence(match.first).first or not reading.words[match.first - 1][0].isalnum()
    return following[0].isalnum()


#: A predicate that denies the procedure or drug before it: `n'a pas été jugée utile`, `is not felt to be feasible`.
_DENIED_PREDICATE = re.compile(
    r"\b(?:n'|ne )(?:est|etait|a|avait|sera|serait|parait|semble|apporte|apporterait|sont|etaient|ont|presente|trouve)"
    r"(?: (?:pas|plus|guere|aucun|aucune))(?: (?:de|d'))?(?: ?(?:ete|encore|juge\w*|considere\w*|estime\w*"
    r"|formellement))*"
    r" ?(?:realis|faisab|possib|util|necessair|justifi|indiq|indica|propos|reten|souhait|envisag|recommand|opportun"
    r"|pertinent|disponib|faite?\b|effectu|pratiqu|programm|d?'?actualite|benefice|place|interet|accept|licite"
    r"|accessib)"
    r"|\b(?:is|was|are|were|has|have|had|be|seems?|adds?|brings?|offers?)(?: been)? (?:not|no|never|little|nothing)"
    r"(?: (?:been|felt|judged|considered|thought|deemed|to be|real|clear))* (?:useful|necessary|feasible|possible"
    r"|needed"
    r"|justified|warranted|indicated|appropriate|recommended|wanted|available|funded|safe|wise|benefit|role|place|value"
    r"|advantage|relevant|advisable|practicable|helpful|pursued|acceptable)"
)
_PREDICATE_BEGINS = word_set("n ne is was are were has have had be seem seems add adds bring brings offer offers")
_PREDICATE = Entry("cue", "pas", "*", "after", "absent", data={"reach": "procedure"})


def _denied_predicates(reading: Reading) -> list[Match]:
    found = []
    for match in matches_at(_DENIED_PREDICATE, reading.folded, reading.offsets_of(_PREDICATE_BEGINS)):
        first, last = reading.tokens_of(match.start(), match.end())
        if first < last and reading.sentence_of[first] == reading.sentence_of[last - 1]:
            found.append(Match(first, last, _PREDICATE))
    return found


def _denied_verbs(reading: Reading, matches: list[Match]) -> list[Match]:
    """`ne … pas` around a verb that no list of cues holds: the verb and its complement are denied."""
    taken = {token for match in matches for token in range(match.first, match.last)}
    found = []
    for token in range(len(reading) - 3):
        if reading.words[token] not in ("n", "ne") or token in taken:
            continue
        for last in range(token + 2, min(token + 6, len(reading))):
            if (
                reading.words[last] in ("pas", "jamais", "plus", "aucun", "aucune", "ni")
                and reading.sentence_of[last] == reading.sentence_of[token]
            ):
                found.append(Match(token, token + 1, _DENIED_VERB))
                break
    return found


def _named_relatives(reading: Reading, matches: list[Match]) -> list[Match]:
    """`your brother Joel … Joel has`: a relative's name stands for the relative in the rest of the report."""
    named = {
        match.last
        for match in matches
        if match.entry.value == "family" and match.entry.code == "before" and _is_name(reading, match.last)
    }
    if not named:
        return []
    known = {
        token for matches in reading.matches.values() for match in matches for token in range(match.first, match.last)
    }
    names = {reading.words[token] for token in named - known}
    return [
        Match(token, token + 1, _RELATIVE)
        for token, word in enumerate(reading.words)
        if word in names and token not in named and _is_name(reading, token)
    ]


def _is_name(reading: Reading, token: int) -> bool:
    """A word of letters with a capital and small ones."""
    if token >= len(reading):
        return False
    word = reading.slice(token, token + 1)
    return len(word) > 2 and word.istitle() and word.isalpha()


_CAR_T = re.compile(r"CAR[- ]?T\b|CAR[- ](?=cells?)")


def _fits(reading: Reading, match: Match) -> bool:
    if reading.words[match.first] == "car" and _CAR_T.match(reading.text, reading.starts[match.first]):
        return False  # Not the reason that follows.
    return fits_language(reading, match) and not _in_label(reading, match) and not _answers_its_label(reading, match)


def _answers_its_label(reading: Reading, match: Match) -> bool:
    """`Allergies : aucune, cisplatine J1`, `aucune connue`: it denies the label, nothing that follows."""
    if reading.words[match.first] not in ("aucun", "aucune") or reading.words[match.first - 1 : match.first] != [":"]:
        return False
    following = reading.words[match.last : match.last + 1]
    return match.entry.code == "before" and following in ([","], ["connu"], ["connue"])


def _in_label(reading: Reading, match: Match) -> bool:
    """`Past medical history:` names a section, it makes nothing historical."""
    sentence = reading.sentence(match.first)
    return match.entry.value == "historical" and bool(sentence.label) and match.last <= sentence.first + sentence.label


def answers(reading: Reading) -> list[Match]:
    """`: non` answers a label where nothing follows it: `HTA : non`, not `Foie : pas de lésion`."""
    found = []
    for token in range(1, len(reading) - 1):
        if reading.words[token] == ":" and reading.words[token + 1] in ANSWERS and reading.same_line(token, token + 1):
            following = reading.words[token + 2] if token + 2 < len(reading) else "."
            if not following[0].isalnum() or reading.line_of[token + 2] != reading.line_of[token]:
                found.append(Match(token, token + 2, _ANSWER))
    return found


def _doubted(reading: Reading, match: Match) -> Match:
    """An exclusion that is itself denied (`n'a pu être totalement exclue`) is a possibility."""
    if match.entry.value != "absent" or match.entry.code != "after":
        return match
    if not any(word.startswith(EXCLUSIONS) for word in reading.words[match.first : match.last]):
        return match
    match = Match(match.first, match.last, _EXCLUDED_AFTER)
    first = max(reading.sentence(match.first).first, match.first - 7)
    if not any(word in DENIALS for word in reading.words[first : match.last]):
        return match
    return Match(match.first, match.last, _POSSIBLE_AFTER)


def fits_language(reading: Reading, match: Match) -> bool:
    """Whether a cue of one word that the other language has too stands in a sentence of its own language."""
    if match.last - match.first > 1 or reading.words[match.first] not in ONE_LANGUAGE:
        return True
    return match.entry.lang == reading.sentence(match.first).lang
