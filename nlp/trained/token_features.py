"""What the network reads of a token: its word where it is known, its ends, its shape and its character n-grams.

Ends, shapes and n-grams are hashed into a table of fixed size (Weinberger et al., ICML 2009), so that a word never met
in training still looks like its relatives.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from nlp.trained.mention_lexicon import TAG_NUMBER
from nlp.trained.tokens import Token, shape

#: Rows of the table that ends, shapes and n-grams share; row 0 is nobody's.
BUCKETS = 1 << 15
#: Word numbers: 0 pads, 1 is any word not met twice in training.
UNKNOWN = 1
_MOST_GRAMS = 40


@dataclass(frozen=True, slots=True)
class SentenceFeatures:
    """Numbers of a sentence's tokens, a position for each token.

    Attributes:
        words: in the vocabulary.
        ends: four a token: beginning, short end, long end, shape.
        grams: character n-grams, as many as the token has.
        tags: what the lexicon of mentions says.
    """

    words: list[int]
    ends: list[tuple[int, int, int, int]]
    grams: list[tuple[int, ...]]
    tags: list[int]


def sentence_features(
    sentence: Sequence[Token], tags: Sequence[str], vocabulary: Mapping[str, int]
) -> SentenceFeatures:
    """The features of a sentence, given its lexicon tags."""
    parts = [_of_word(token.word, token.folded) for token in sentence]
    return SentenceFeatures(
        words=[vocabulary.get(token.folded, UNKNOWN) for token in sentence],
        ends=[ends for ends, _ in parts],
        grams=[grams for _, grams in parts],
        tags=[TAG_NUMBER[tag] for tag in tags],
    )


@lru_cache(maxsize=200_000)
def _of_word(word: str, folded: str) -> tuple[tuple[int, int, int, int], tuple[int, ...]]:
    bounded = f"<{folded}>"
    grams = [bounded[i : i + n] for n in (3, 4, 5) for i in range(len(bounded) - n + 1)][:_MOST_GRAMS]
    ends = (_row(f"p{folded[:3]}"), _row(f"s{folded[-3:]}"), _row(f"S{folded[-5:]}"), _row(f"x{shape(word)}"))
    return ends, tuple(_row(f"g{gram}") for gram in grams)


def _row(feature: str) -> int:
    return zlib.crc32(feature.encode("utf-8", "surrogatepass")) % (BUCKETS - 1) + 1
