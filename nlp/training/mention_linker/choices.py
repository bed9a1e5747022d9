"""Turns questions into choices for the logits: which head is right, and under it, which value of each further part."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nlp.trained.head_features import head_features, shortlist
from nlp.trained.name_index import NameIndex, Similarities
from nlp.trained.value_features import value_features
from nlp.training.mention_linker.fit import Rows
from nlp.training.mention_linker.held_out import Question
from nlp.training.mention_linker.words import LearntWords

_CHUNK = 256
#: Measures of a head: `head_features` of none of them.
_HEAD_WIDTH = head_features(np.zeros((1, 1, 8)), np.zeros((1, 1))).shape[2]


def choices(index: NameIndex, asked: Sequence[Question], words: Sequence[LearntWords]) -> tuple[Rows, list[Rows]]:
    """Choices of heads, and of the values of each part under the right head."""
    heads, parts = Rows(_HEAD_WIDTH), [Rows(_value_width(column)) for column in index.values]
    listed = [index.counts(part, is_listed=True) for part in range(len(parts))]
    for start in range(0, len(asked), _CHUNK):
        chunk = asked[start : start + _CHUNK]
        measured = index.similarities([index.names[q.name].term for q in chunk], [q.left_out for q in chunk])
        _add_heads(heads, index, chunk, measured)
        for part, rows in enumerate(parts):
            _add_values(rows, index, chunk, measured, part, words[part], listed[part])
    return heads, parts


def _add_heads(rows: Rows, index: NameIndex, asked: Sequence[Question], measured: Similarities) -> None:
    """A choice for each question whose head is on its shortlist."""
    nearness = index.of_heads(measured)
    counts = np.stack([index.counts(None, is_listed=False, left_out=question.left_out) for question in asked])
    features, lists = head_features(nearness, counts), shortlist(nearness)
    for row, question in enumerate(asked):
        place = np.flatnonzero(lists[row] == index.head_of[question.name])
        if len(place):
            rows.add(features[row][lists[row]], int(place[0]), question.weight)


def _add_values(
    rows: Rows,
    index: NameIndex,
    asked: Sequence[Question],
    measured: Similarities,
    part: int,
    words: LearntWords,
    listed: np.ndarray,
) -> None:
    """A choice for each question, under its own head."""
    near = index.of_values(measured, part)
    for row, question in enumerate(asked):
        head, name = index.head_of[question.name], question.name
        trained = index.counts(part, is_listed=False, left_out=question.left_out)[head]
        told = words.told_whole[name], words.told_rest[name]
        features = value_features(*told, near[row, head], trained, listed[head])
        rows.add(features, int(index.value_of[part][name]), question.weight)


def _value_width(values: Sequence[str]) -> int:
    none = np.zeros(len(values))
    return int(value_features(none, none, np.zeros((len(values), 4)), none, none).shape[1])
