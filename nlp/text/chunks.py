"""A chunk of a text, which is what stands between white space: read into tokens once, and remembered.

Tokens never cross white space, and reports are written in the same words over and over.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from nlp.text.fold import fold, fold_word, stem
from nlp.text.tokeniser.patterns import TOKEN

#: A text parted into its chunks and the white space between them.
CHUNKS = re.compile(r"(\s+)")
#: A longer chunk is hardly met again.
LONGEST_KNOWN = 40


class Chunk(NamedTuple):
    """A chunk's tokens.

    Attributes:
        folded: `fold` of the chunk.
        starts, ends: offsets of each token from the chunk's first character.
        words, stems: each token folded, and its stem.
        cuts: for each token whether the bound before it cuts a run of letters and digits, as that before the `CT` of
            `pCT2` does.
    """

    folded: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    words: tuple[str, ...]
    stems: tuple[str, ...]
    cuts: tuple[bool, ...]


def read_chunk(written: str) -> Chunk:
    """The tokens of a chunk.

    >>> read_chunk("HER2+,")
    Chunk(folded='her2+,', starts=(0, 3, 4, 5), ends=(3, 4, 5, 6), words=('her', '2', '+', ','), \
stems=('her', '2', '+', ','), cuts=(False, True, False, False))
    """
    return _known(written) if len(written) <= LONGEST_KNOWN else _read(written)


def _read(written: str) -> Chunk:
    starts, ends, words = [], [], []
    end = 0
    for token in TOKEN.findall(written):  # The pattern leaves no character out, so lengths give the offsets.
        starts.append(end)
        end += len(token)
        ends.append(end)
        words.append(fold_word(token))
    joined = [word[:1].isalnum() for word in words]
    cuts = tuple(number > 0 and joined[number] and joined[number - 1] for number in range(len(words)))
    stems = tuple(map(stem, words))
    return Chunk(fold(written), tuple(starts), tuple(ends), tuple(words), stems, cuts)


_known = lru_cache(maxsize=50_000)(_read)
