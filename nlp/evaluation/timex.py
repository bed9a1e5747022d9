"""`python -m nlp.evaluation.timex ARCHIVE`: date and time expressions of E3C's texts, found in the bare text.

Recall by overlap with the corpus's TIMEX3, and the share of those found whose value is equal (ISO 24617-1).
Only scores are printed.
"""

from __future__ import annotations

import sys
from pathlib import Path

from nlp.dates import find_times
from nlp.evaluation.e3c_files import Annotation, read_documents


def report(archive: Path, lang: str = "fr") -> str:
    """Overlap recall, share of right values, and precision."""
    gold = hit = right = valued = found = matched = 0
    for document in read_documents(archive):
        if document.lang != lang:
            continue
        expressions = find_times(document.text, None, lang)
        found += len(expressions)
        matched += sum(any(e.start < t.end and t.start < e.end for t in document.times) for e in expressions)
        for time in document.times:
            gold += 1
            over = [e for e in expressions if e.start < time.end and time.start < e.end]
            hit += bool(over)
            if over and _value(time):
                valued += 1
                right += any(e.value == _value(time) for e in over)
    share = right / valued if valued else 0.0
    return (
        f"{lang} TIMEX3 overlap recall {hit / gold:.3f} of {gold}; value {share:.3f} of {valued};"
        f" precision {matched / max(found, 1):.3f}"
    )


def _value(time: Annotation) -> str:
    return time.attributes.get("value", "")


if __name__ == "__main__":
    print(report(Path(sys.argv[1])))
