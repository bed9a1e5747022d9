"""What is encoded is decoded again, whatever the mentions; all labels that are written are allowed."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from nlp.trained.labels import LabelSet
from nlp.trained.tokens import tokens_of

LABELS = LabelSet(("drug", "exam"))
SENTENCE = tokens_of(" ".join(["word"] * 12))


@given(st.lists(st.tuples(st.integers(0, 11), st.integers(1, 4), st.sampled_from(LABELS.kinds)), max_size=4))
def test_mentions_that_do_not_overlap_survive(drawn: list[tuple[int, int, str]]) -> None:
    taken: set[int] = set()
    mentions = []
    for first, length, kind in drawn:
        last = min(first + length, len(SENTENCE)) - 1
        if taken.isdisjoint(range(first, last + 1)):
            taken.update(range(first, last + 1))
            mentions.append((first, last, kind))
    spans = [(SENTENCE[first].start, SENTENCE[last].end, kind) for first, last, kind in mentions]
    labels = LABELS.encode(SENTENCE, spans)
    assert LABELS.decode(labels) == sorted(mentions)
    assert LABELS.first[labels[0]] == 0
    assert LABELS.last[labels[-1]] == 0
    assert all(LABELS.allowed[a, b] == 0 for a, b in itertools.pairwise(labels))
