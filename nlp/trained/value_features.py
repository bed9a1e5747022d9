"""What the logit of one further part of a code (behaviour, grade) reads of each value, once the head is given.

Words alone tell much (`metástasis`, `bien diferenciado`). The head's own names tell the rest: a histology that lists
know as benign is benign unless the words say otherwise, and a word that none of its names holds asks for more than its
plainest code.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

_LETTERS = 5
#: Names of a head from which on what training says of its values is fully believed.
_ENOUGH = 5
_PRIOR = 0.3


def value_features(
    words: np.ndarray, rest: np.ndarray, nearness: np.ndarray, trained: np.ndarray, listed: np.ndarray
) -> np.ndarray:
    """Features of each value of a part for one mention and head: shape (values, features).

    Args:
        words: log-probability of each value by the mention's words.
        rest: the same by those of its words that no listed name of the head holds.
        nearness: cosines of the nearest name of the head with each value, (values, 4), of `NameIndex.of_values`.
        trained: how many training names of the head have each value.
        listed: how many listed names of the head have each value.
    """
    named, total = listed > 0, trained.sum()
    share = np.log((trained + _PRIOR) / (total + _PRIOR * len(trained))) * min(total, _ENOUGH) / _ENOUGH
    alone = named & (named.sum() == 1)
    columns = [words, rest, *nearness.T, *(nearness - nearness.max(axis=0)).T, named, alone, trained > 0, share]
    return np.column_stack([*columns, np.eye(len(words))]).astype(np.float32)


def word_beginnings(names: Iterable[str]) -> frozenset[str]:
    """The first five letters of all words of some names."""
    return frozenset(word[:_LETTERS] for name in names for word in name.split())


def rest_of(term: str, beginnings: frozenset[str]) -> str:
    """The words of a mention that a head's names do not hold.

    >>> rest_of("osteosarcoma esclerosante", word_beginnings(["osteosarcoma , sai"]))
    'esclerosante'
    """
    return " ".join(word for word in term.split() if word[:_LETTERS] not in beginnings)
