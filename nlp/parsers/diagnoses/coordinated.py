"""Diseases that share their noun: `épanchement pleural ou péricardique`, `pleural or pericardial effusion`."""

from __future__ import annotations

from functools import cache

from medomics_ehr.terminology import tables
from nlp.candidates import Candidate
from nlp.lexicon.trie import stems_of
from nlp.text.reading import Reading

_JOINS = frozenset(["ou", "ni", "et", "or", "nor", "and", "/"])
#: Tumours share sites, which the composer of diagnoses reads.
_TUMOURS = ("C", "D0", "D1", "D2", "D3", "D4")


def add_coordinated(reading: Reading) -> None:
    """Add the disease whose noun stands with another's adjective, before it in English and behind it in French.

    >>> from nlp.assertion.spans import read_text
    >>> reading = read_text("Pas d'épanchement pleural ou péricardique")
    >>> reading.candidates = [Candidate(3, 5, "diagnosis", "J90")]
    >>> add_coordinated(reading); reading.candidates[1].code, reading.slice(6, 7)
    ('I31.3', 'péricardique')
    """
    taken = {t for c in reading.candidates if c.kind == "diagnosis" for t in range(c.first, c.last)}
    for candidate in list(reading.candidates):
        if candidate.kind != "diagnosis" or candidate.last - candidate.first != 2:
            continue
        french = reading.sentence(candidate.first).lang == "fr"
        join, adjective = (candidate.last, candidate.last + 1) if french else (candidate.first - 1, candidate.first - 2)
        noun = candidate.first if french else candidate.first + 1
        if not 0 <= adjective < len(reading) or reading.words[join] not in _JOINS or adjective in taken:
            continue
        pair = (noun, adjective) if french else (adjective, noun)
        code = _two_words("fr" if french else "en").get((reading.stems[pair[0]], reading.stems[pair[1]]), "")
        if code and code != candidate.code and reading.sentence_of[adjective] == reading.sentence_of[noun]:
            reading.candidates.append(
                Candidate(adjective, adjective + 1, "diagnosis", code, rule="parser:coordinated", prior=0.8)
            )


@cache
def _two_words(lang: str) -> dict[tuple[str, str], str]:
    """The codes of the diseases named by a noun and an adjective, by their stems."""
    found: dict[tuple[str, str], str] = {}
    for row in tables.rows("diagnoses"):
        if row["lang"] == lang and row["term"].count(" ") == 1 and not row["flags"]:
            stems = stems_of(row["term"])
            if len(stems) == 2 and not row["code"].startswith(_TUMOURS):
                found[stems[0], stems[1]] = row["code"]
    return found
