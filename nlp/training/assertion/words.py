"""Learns the regressions of the words around a finding, and of what stands beside it, from marked reports."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from medomics_ehr.contracts.finding import ASSERTIONS
from medomics_ehr.errors import InputRefused
from nlp.assertion.learnt.weights import Weights, write_weights
from nlp.coder import Coder
from nlp.evaluation.gold import GoldReport
from nlp.learnt.adapt import adapt
from nlp.learnt.fit import RegressionTraining, card_of, fit
from nlp.training.assertion.examples import Example, examples_of
from nlp.training.assertion.neighbours import learn_beside
from nlp.training.assertion.phrases import notes_of, phrases
from nlp.training.assertion.record import read_counts, record_of

SETTINGS = RegressionTraining()
#: Times that each phrase of the bank stands in a note, each time beside others.
ROUNDS = 2


def notes_of_bank() -> list[GoldReport]:
    """The notes that the bank of phrases adds to the reports, where all is learnt anew."""
    return [note for seed in range(ROUNDS) for note in notes_of(phrases(), seed)]


def learn_words(
    reports: Sequence[GoldReport], out: Path, data: str, begun: Weights | None, gold: frozenset[str] = frozenset()
) -> dict[str, str]:
    """Learn the regressions, write it to `out` with the record of the rules, and return the card that the file carries.

    Args:
        data: what the card says of the reports.
        begun: weights that are carried on to these reports; without it all is learnt anew, from the bank too.
        gold: texts of the reports of the gold files.

    Raises:
        InputRefused: the coder finds none of the marked findings.
    """
    began, coder = time.monotonic(), Coder.load("fast")
    examples = list(examples_of(reports, coder))
    if not examples:
        raise InputRefused("words: the coder finds none of the marked findings, so the reports teach nothing")
    bank = [] if begun else list(examples_of(notes_of_bank(), coder, words_alone=True))
    cases, right = [e.case for e in (*examples, *bank)], [_number(e) for e in (*examples, *bank)]
    card = card_of(cases, right, SETTINGS, data if begun else f"{data}; a bank of phrases")
    if begun:
        weights = Weights(adapt(begun.words, cases, right, SETTINGS), begun.record, begun.beside)
    else:
        record = record_of(read_counts())
        beside = learn_beside(reports, gold, examples, bank, record, SETTINGS, coder)
        weights = Weights(fit(cases, right, len(ASSERTIONS), SETTINGS), record, beside)
    card["seconds"] = f"{time.monotonic() - began:.0f}"
    write_weights(out, weights, card)
    return card


def _number(example: Example) -> int:
    return ASSERTIONS.index(example.assertion)
