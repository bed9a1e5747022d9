"""Notes made of phrases: each phrase tells the state of one finding, and several stand side by side.

The bank (`phrases.csv`) is ours: clauses with a gap, the state that they tell, and whether a treatment or a disease
fills the gap. Real names of drugs, treatments and diseases fill it, so that a learner cannot go by the name.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from medomics_ehr.contracts.finding import Assertion, Finding, Kind
from medomics_ehr.terminology.tables import rows
from nlp.evaluation.gold import GoldReport

BANK = Path(__file__).with_name("phrases.csv")
GAP = "_"
_JOINS = ("; ", "; ", ". ", ". ", ", ", ", ", "\n", "\n- ")
_TYPES = ("consultation", "consultation", "letter", "board", "discharge")
_DATE = "2022-05-12"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A clause with a gap for a `treatment` or a `disease`."""

    lang: str
    fills: str
    assertion: Assertion
    clause: str


def phrases(path: Path = BANK) -> list[Phrase]:
    """The bank.

    >>> sorted({phrase.fills for phrase in phrases()})
    ['disease', 'treatment']
    """
    with path.open(encoding="utf-8", newline="") as stream:
        return [
            Phrase(r["lang"], r["fills"], cast(Assertion, r["assertion"]), r["clause"]) for r in csv.DictReader(stream)
        ]


def notes_of(bank: Sequence[Phrase], seed: int, longest: int = 7) -> Iterator[GoldReport]:
    """Notes in which each phrase of the bank stands once, in one language a note."""
    rng = random.Random(seed)
    for lang in ("fr", "en"):
        names = _names(lang)
        waiting = [phrase for phrase in bank if phrase.lang == lang]
        rng.shuffle(waiting)
        while waiting:
            taken, waiting = waiting[: (size := rng.randint(2, longest))], waiting[size:]
            yield _note(f"{lang}-{len(waiting)}", lang, taken, names, rng)


def _note(
    name: str, lang: str, taken: Sequence[Phrase], names: dict[str, list[tuple[Kind, str, str]]], rng: random.Random
) -> GoldReport:
    text, findings = "", []
    for phrase in taken:
        if text:
            text += rng.choice(_JOINS)
        before, _, after = phrase.clause.partition(GAP)
        kind, code, words = rng.choice(names[phrase.fills])
        if not text or text.endswith((". ", "\n", "- ")):
            before, words = (before[:1].upper() + before[1:], words) if before else ("", words[:1].upper() + words[1:])
        start = len(text) + len(before)
        text += before + words + after
        as_code, as_value = (None, code) if kind == "treatment" else (code, None)
        findings.append(Finding(start, start + len(words), kind, as_code, as_value, phrase.assertion))
    return GoldReport(name, text + ".", lang, _DATE, rng.choice(_TYPES), tuple(findings))


def _names(lang: str) -> dict[str, list[tuple[Kind, str, str]]]:
    """What fills the gaps: drugs (four of five treatments), treatments, and diseases."""

    def of(table: str, column: str) -> list[tuple[str, str]]:
        return [(r[column], r["term"]) for r in rows(table) if r["lang"] in (lang, "*") and "ctx" not in r["flags"]]

    drugs = [("drug", code, words) for code, words in of("drugs", "code") if len(code) == 7]
    treatments = [("treatment", value, words) for value, words in of("treatments", "value")]
    diseases = [("diagnosis", code, words) for code, words in of("diagnoses", "code")]
    more = treatments * max(1, len(drugs) // (4 * len(treatments)))
    return cast("dict[str, list[tuple[Kind, str, str]]]", {"treatment": [*drugs, *more], "disease": diseases})
