"""Precision, recall and F1 of one class from pairs of what is true and what was found."""

from __future__ import annotations

from collections.abc import Iterable

from nlp.evaluation.score import Tally


def class_tally(pairs: Iterable[tuple[bool, bool]]) -> Tally:
    """Tally of a class over (is it so, was it found) pairs.

    >>> class_tally([(True, True), (True, False), (False, False), (False, True)])
    Tally(tp=1, fp=1, fn=1)
    """
    tp = fp = fn = 0
    for true, found in pairs:
        tp += true and found
        fp += found and not true
        fn += true and not found
    return Tally(tp, fp, fn)


def line(name: str, tally: Tally) -> str:
    """One row of a printed table.

    >>> line("negation", Tally(1, 1, 1))
    'negation             P 0.500  R 0.500  F1 0.500  (gold 2)'
    """
    return f"{name:20} P {tally.precision:.3f}  R {tally.recall:.3f}  F1 {tally.f1:.3f}  (gold {tally.tp + tally.fn})"
