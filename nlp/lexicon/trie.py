"""The matcher: a trie over stems, walked once from each token.

One walk finds the terms of all categories; within a category the longest match from the left is kept.
Hyphens and apostrophes may be written or left out, as in `PD-L1` and `PDL 1`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from nlp.lexicon.entries import Entry
from nlp.text.fold import fold_word, stem
from nlp.text.reading import Reading
from nlp.text.tokeniser.patterns import TOKEN
from nlp.text.word_set import word_set

#: Tokens that a term may hold or not between two of its words; "" is the second half of a word cut by a line break.
OPTIONAL = frozenset(["-", "'", ""])
_ENTRIES = ""
#: Abbreviations that are common words or units in a report typed in capitals.
COMMON_WORDS = word_set(
    "LA LE LES MM CM EN ET DE DU AU CE SE NE IL ON OU OR AS IS IT AT BE BY CAR SON SA SES LES MAL"
    " AIR PAR SUR PAS NO TO PE AC AM PM IM "
    "ES ME MA TA SI IN OF LAS SEP AIT CAP BAS MI RE RP ER PR SD PD CR DM PA EP FA DID"
    " SHE ALL CREST TIP PORT TEAM LEAD HIT POLE GAS PINS PAD MAP"
)
#: Abbreviations that mean something else in the other language: a blood count, a failing heart.
FALSE_FRIENDS = word_set("CBC HPB SLP USC ICC RAI")

#: A line with more than this share of capitals is one of capitals: `HISTO : pT1b, MARGE 2 MM`.
CAPITALS = 0.9
#: A report of which more than this share of lines begin with a small letter is typed in small letters.
SMALL = 0.6
#: Abbreviations that mean nothing else where a report is typed in small letters.
SMALL_LETTERS = word_set(
    "irm tdm tep hta avc ait bpco aomi saos sahs sahos rgo tvp dt2 dt1 ldh psa cea afp hcg irc dmla vih vhb vhc acfa"
    " oap lal lam lmc llc lnh gist chc cbnpc cbpc adk cci mri htn ckd copd dvt gerd dm2 cxr nsclc sclc dlbcl cll aml"
    " rp rc pd sd pr cr"
)


class Match(NamedTuple):
    """Tokens `first` to `last` (exclusive) that spell an entry's term."""

    first: int
    last: int
    entry: Entry


def stems_of(term: str) -> list[str]:
    """The stems that a term is matched by, without words that may be left out.

    >>> stems_of("métastases du foie")
    ['metastas', 'du', 'foie']
    """
    stems = (stem(word) for word in TOKEN.findall(term) if not word.isspace())
    return [word for word in stems if word not in OPTIONAL]


class Trie:
    """Terms compiled for matching.

    >>> trie = Trie([Entry("drug", "pembrolizumab", code="L01FF02"), Entry("cue", "pas de", value="absent")])
    >>> found = trie.find(Reading.of("Pas de pembrolizumab."))
    >>> [(name, m.first, m.last) for name, matches in found.items() for m in matches]
    [('cue', 0, 2), ('drug', 2, 3)]
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.root: dict[str, Any] = {}
        self.vocabulary: set[str] = set()
        for entry in entries:
            self._add(entry)

    def _add(self, entry: Entry) -> None:
        stems = stems_of(entry.term)
        if not stems:
            return
        node = self.root
        for word in stems:
            self.vocabulary.add(word)
            node = node.setdefault(word, {})
        node.setdefault(_ENTRIES, []).append(entry)

    def find(self, reading: Reading) -> dict[str, list[Match]]:
        """Matches by category, in the order of the text."""
        found: dict[str, list[Match]] = {}
        cuts = reading.cuts
        for first, node in enumerate(map(self.root.get, reading.stems)):
            if node is not None and not cuts[first]:
                for match in _walk(reading, first, node):
                    found.setdefault(match.entry.category, []).append(match)
        return {category: _longest(matches) for category, matches in found.items()}

    def find_at(self, reading: Reading, first: int) -> list[Match]:
        """Matches that begin with a token, the shortest first."""
        node = self.root.get(reading.stems[first])
        return [] if node is None else _walk(reading, first, node)


def _walk(reading: Reading, first: int, node: dict[str, Any]) -> list[Match]:
    stems, cuts, size, position, matches = reading.stems, reading.cuts, len(reading.stems), first, []
    while True:
        position += 1
        entries = node.get(_ENTRIES)
        if entries is not None and not cuts[position]:
            wrapped = reading.line_of[first] != reading.line_of[position - 1]
            for entry in entries:
                if not (wrapped or entry.abbr) or _case_fits(reading, first, position, entry, wrapped):
                    matches.append(Match(first, position, entry))
        while position < size and stems[position] in OPTIONAL:
            position += 1
        following = node.get(stems[position]) if position < size else None
        if following is None:
            return matches
        node = following


def _case_fits(reading: Reading, first: int, last: int, entry: Entry, wrapped: bool) -> bool:
    if wrapped and (entry.abbr or any(c.isdigit() for c in entry.term)):
        return False
    if not entry.abbr:
        return True
    written, term = _bare(reading.slice(first, last)), _bare(entry.term)
    if last < len(reading) and reading.words[last] == "#":
        return False
    if written != term:  # `TDT NEGATIVE` in a report of capitals is TdT.
        if written in SMALL_LETTERS and written.upper() == term.upper() and _in_small_letters(reading.text):
            return len(written) > 2 or (entry.category == "response" and reading.words[first - 1 : first] == [":"])
        long = len(term) >= (3 if entry.category == "biomarker" else 4) and not term.islower()
        return long and written == term.upper() and _line_of_capitals(reading, first)
    # A biomarker states nothing without its value, nor a response without its exam: no common word is one by mistake.
    judged = entry.category == "biomarker" or (entry.category == "response" and len(written) == 2)
    return judged or not (written in COMMON_WORDS and in_capitals(reading, first)) or _in_brackets(reading, first, last)


def _in_brackets(reading: Reading, first: int, last: int) -> bool:
    """`IBRUTINIB STOPPÉ (FA)`: alone in its brackets an abbreviation is no common word."""
    start, end = reading.starts[first], reading.ends[last - 1]
    return reading.text[start - 1 : start] == "(" and reading.text[end : end + 1] == ")"


@lru_cache(maxsize=8)
def _in_small_letters(text: str) -> bool:
    """True for notes typed in small letters: most lines begin with one.

    >>> _in_small_letters("hta\\n- bpco\\n- irm lundi\\n"), _in_small_letters("HTA.\\nBPCO.\\nIRM lundi.")
    (True, False)
    """
    begins = [first for line in text.splitlines() if (first := next((c for c in line if c.isalpha()), ""))]
    return len(begins) > 2 and sum(first.islower() for first in begins) > SMALL * len(begins)


def _line_of_capitals(reading: Reading, token: int) -> bool:
    """True in a line of some length that is written in capitals."""
    start = reading.text.rfind("\n", 0, reading.starts[token]) + 1
    end = reading.text.find("\n", start)
    line = reading.text[start : end if end > 0 else len(reading.text)]
    letters = [c for c in line if c.isalpha()]
    return len(letters) > 12 and sum(c.isupper() for c in letters) > CAPITALS * len(letters)


def in_capitals(reading: Reading, token: int) -> bool:
    """True among capitals, where an abbreviation looks like any short word."""
    if _line_of_capitals(reading, token):
        return True
    beside = [reading.slice(t, t + 1) for t in (token - 1, token + 1) if 0 <= t < len(reading)]
    return all(word.isalpha() and word.isupper() for word in beside) and any(len(word) > 4 for word in beside)


@lru_cache(maxsize=20_000)
def _bare(text: str) -> str:
    return "".join(c for c in text if c.isalnum() or c in "+/")


def _longest(matches: list[Match]) -> list[Match]:
    """Leftmost longest matches; entries that share the same words are all kept."""
    matches.sort(key=lambda match: (match.first, -match.last))
    kept: list[Match] = []
    for match in matches:
        if not kept or match.first >= kept[-1].last or (match.first, match.last) == (kept[-1].first, kept[-1].last):
            kept.append(match)
    return kept


def abbreviation_fits(reading: Reading, match: Match) -> bool:
    """An abbreviation of two letters must be of the sentence's language; longer ones cross over in mixed reports."""
    entry = match.entry
    if not entry.abbr or entry.lang in ("*", reading.sentence(match.first).lang, reading.lang):
        return True
    return len(_bare(entry.term)) >= 3 and _bare(entry.term) not in COMMON_WORDS | FALSE_FRIENDS


_DROPPED_INSIDE = ("drug", "regimen", "treatment", "exam", "response", "biomarker")


def drop_nested(matches: dict[str, list[Match]]) -> None:
    """Drop a match that lies strictly inside a longer one: `radiation` in `radiation dermatitis`, `PD` in `PD-L1`.

    A regimen that spells out drugs (`Carbo/Taxol`) gives way to them.
    """
    drugs = matches.get("drug", [])
    matches["regimen"] = [
        m
        for m in matches.get("regimen", [])
        if not any(m.first <= d.first and d.last <= m.last and d.last - d.first < m.last - m.first for d in drugs)
    ]
    longer: dict[int, int] = {}
    for name in (*_DROPPED_INSIDE, "diagnosis", "morphology"):
        for match in matches.get(name, ()):
            for token in range(match.first, match.last):
                longer[token] = max(longer.get(token, 0), match.last - match.first)
    for name in _DROPPED_INSIDE:
        if matches.get(name):
            matches[name] = [
                m for m in matches[name] if all(longer[t] <= m.last - m.first for t in range(m.first, m.last))
            ]


def phrase_entries(category: str, phrases: Iterable[str], value: str = "", **data: str) -> list[Entry]:
    """Entries of one category from bare phrases, for the coder's own cues.

    >>> phrase_entries("cue", ["no evidence of"], "absent")[0].value
    'absent'
    """
    return [Entry(category, phrase, value=value, data=data) for phrase in phrases]


def spelled(term: str) -> str:
    """A term folded, as a key for comparing terms.

    >>> spelled("Cœur")
    'coeur'
    """
    return fold_word(term)
