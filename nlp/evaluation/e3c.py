"""`python -m nlp.evaluation.e3c ARCHIVE`: assertion of E3C's events, the spans handed in.

Negation is polarity NEG, hypothesis is modality HEDGED or HYPOTHETICAL. Only scores are printed.
"""

from __future__ import annotations

import sys
from pathlib import Path

from nlp.assertion import assert_spans
from nlp.evaluation.e3c_files import read_documents
from nlp.evaluation.rates import class_tally, line

_HYPOTHESIS = ("HEDGED", "HYPOTHETICAL")


def report(archive: Path) -> str:
    """Negation and hypothesis F1 for each language."""
    rows: dict[str, list[tuple[bool, bool, str]]] = {"fr": [], "en": []}
    for document in read_documents(archive):
        spans = [(event.start, event.end) for event in document.events]
        for event, assertion in zip(document.events, assert_spans(document.text, spans, document.lang), strict=True):
            modality = event.attributes.get("contextualModality", "")
            negative = event.attributes.get("polarity") == "NEG"
            rows[document.lang].append((negative, modality.startswith(_HYPOTHESIS), assertion))
    lines = []
    for lang, found in rows.items():
        lines.append(line(f"{lang} negation", class_tally((negative, a == "absent") for negative, _, a in found)))
        lines.append(line(f"{lang} hypothesis", class_tally((hedged, a == "possible") for _, hedged, a in found)))
    return "\n".join(lines)


if __name__ == "__main__":
    print(report(Path(sys.argv[1])))
