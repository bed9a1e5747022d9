"""Scores mentions and their codes by the rules of CANTEMIST (Miranda-Escalada, Farré and Krallinger, IberLEF 2020).

NER: a mention counts where its offsets are exactly the gold's. NORM: where its code is too. CODING: a report's codes
in the order in which they are ranked, as mean average precision over the reports that have gold codes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nlp.evaluation.score import Tally

#: start, end, code
CodedSpan = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class MentionScores:
    """Figures of one set of reports; `unseen_at_5` is None where all gold codes were seen in training."""

    reports: int
    ner: Tally
    norm: Tally
    coding_map: float
    unseen_at_5: float | None = None

    def to_json(self) -> dict[str, float | int | None]:
        """The figures, rounded, as a card holds them."""
        return {
            "reports": self.reports,
            **{f"ner_{name}": round(getattr(self.ner, name), 4) for name in ("precision", "recall", "f1")},
            "norm_f1": round(self.norm.f1, 4),
            "coding_map": round(self.coding_map, 4),
            "unseen_codes_at_5": None if self.unseen_at_5 is None else round(self.unseen_at_5, 4),
        }


def tally_of(gold: Sequence[CodedSpan], found: Sequence[CodedSpan], with_code: bool) -> Tally:
    """One report's true positives, false positives and false negatives; spans given twice count once.

    >>> tally_of([(0, 5, "8140/3")], [(0, 5, "8000/3")], with_code=False)
    Tally(tp=1, fp=0, fn=0)
    >>> tally_of([(0, 5, "8140/3")], [(0, 5, "8000/3")], with_code=True)
    Tally(tp=0, fp=1, fn=1)
    """
    codes = {(start, end): code for start, end, code in reversed(found)}
    wanted = {(start, end): code for start, end, code in gold}
    hits = sum(span in codes and (not with_code or codes[span] == code) for span, code in wanted.items())
    return Tally(hits, len(codes) - hits, len(wanted) - hits)


def average_precision(gold: set[str], ranked: Sequence[str]) -> float:
    """Mean over the gold codes of the precision at the rank where each is found (Manning et al. 2008, ch. 8.4).

    >>> average_precision({"a", "b"}, ["a", "x", "b"])
    0.8333333333333333
    """
    hits, total = 0, 0.0
    for rank, code in enumerate(dict.fromkeys(ranked), start=1):
        if code in gold:
            hits += 1
            total += hits / rank
    return total / len(gold)


def mean_average_precision(gold: Mapping[str, set[str]], ranked: Mapping[str, Sequence[str]]) -> float:
    """Over the reports with gold codes; one that is not answered counts as 0. Codes compare in lower case."""
    scores = [
        average_precision({code.lower() for code in codes}, [code.lower() for code in ranked.get(report, ())])
        for report, codes in gold.items()
        if codes
    ]
    return sum(scores) / len(scores) if scores else 0.0
