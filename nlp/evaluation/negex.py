"""`python -m nlp.evaluation.negex FILE`: assertion of the NegEx test kit's conditions, the condition handed in.

The kit: Chapman et al., MEDINFO 2013; a tab-separated line for each condition and its sentence. Evaluation only.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nlp.assertion import are_historical, assert_spans
from nlp.evaluation.rates import class_tally, line


@dataclass(frozen=True, slots=True)
class Row:
    """A condition in its sentence with the kit's three labels, in lower case."""

    condition: str
    sentence: str
    negation: str
    temporality: str
    experiencer: str


def read_rows(path: Path) -> Iterator[Row]:
    """The rows of the kit; quotes are literal and the first line is a header."""
    for text in path.read_text(encoding="utf-8", errors="replace").splitlines()[1:]:
        fields = text.split("\t")
        if len(fields) >= 6:
            yield Row(fields[1].strip(), fields[2].strip(), fields[3].lower(), fields[4].lower(), fields[5].lower())


def assertions_of(row: Row) -> tuple[str, bool]:
    """The one assertion of the row's condition, and whether it is historical: the kit's labels are apart."""
    start = max(0, row.sentence.lower().find(row.condition.lower()))
    spans = [(start, start + len(row.condition))]
    return assert_spans(row.sentence, spans, "en")[0], are_historical(row.sentence, spans, "en")[0]


def report(path: Path) -> str:
    """The table of the kit: negation and historical F1."""
    found = [(row, *assertions_of(row)) for row in read_rows(path)]
    negation = class_tally(("negated" in row.negation, one == "absent") for row, one, _ in found)
    historical = class_tally(("historical" in row.temporality, past) for row, _, past in found)
    return "\n".join([line("negation", negation), line("historical", historical)])


if __name__ == "__main__":
    print(report(Path(sys.argv[1])))
