"""ConText's temporality of conditions in English hospital notes of our own: historical or recent.

A condition is historical that began two weeks before the note or earlier, denied or not, the patient's or a relative's
(Harkema et al., J Biomed Inform 2009;42:839-51). Each of `tests/data/assertion/temporality` is marked
`{words|historical}` or `{words|recent}`.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from nlp.assertion import are_historical

SENTENCES = Path(__file__).parents[2] / "data" / "assertion" / "temporality" / "english.txt"
_MARK = re.compile(r"\{([^|{}]*)\|([a-z]+)\}")


def unmark(marked: str) -> tuple[str, list[tuple[int, int]], list[bool]]:
    text, at = "", 0
    spans: list[tuple[int, int]] = []
    historical: list[bool] = []
    for mark in _MARK.finditer(marked):
        text += marked[at : mark.start()]
        spans.append((len(text), len(text) + len(mark[1])))
        historical.append(mark[2] == "historical")
        text, at = text + mark[1], mark.end()
    return text + marked[at:], spans, historical


@pytest.mark.parametrize("marked", SENTENCES.read_text(encoding="utf-8").splitlines())
def test_historical_or_recent(marked: str) -> None:
    text, spans, historical = unmark(marked)
    assert are_historical(text, spans, "en") == historical
