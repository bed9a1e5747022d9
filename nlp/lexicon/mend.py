"""Mending what scanners and typists break: words cut by a line break, zeros for letters, one wrong letter.

Only stems change, never the text or an offset, and only towards a word that the lexicon holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from nlp.text.fold import stem
from nlp.text.reading import Reading

#: Shorter words have neighbours that mean something else (rénal, vénal).
SHORTEST_TYPO = 7
#: Words and names that are one letter away from a disease.
_RIGHT = frozenset(stem(word) for word in ("conclusion", "conclusions", "desmond", "sterilet"))


class Mender:
    """Knows the lexicon's words and maps broken ones to them.

    >>> mender = Mender(["metastas", "leucocytos"])
    >>> mender.correct("metatas"), mender.correct("metabol")
    ('metastas', 'metabol')
    """

    def __init__(self, vocabulary: Iterable[str], known: Iterable[str] = ()) -> None:
        """`vocabulary` holds the words to mend towards; words in `known` are left alone too."""
        targets = frozenset(vocabulary)
        self.vocabulary = targets | frozenset(known) | _RIGHT
        self._by_deletion: dict[str, set[str]] = {}
        for word in targets:
            if len(word) >= SHORTEST_TYPO and word.isalpha():
                for shape in _deletions(word):
                    self._by_deletion.setdefault(shape, set()).add(word)
        self.correct = lru_cache(maxsize=100_000)(self._correct)

    def mend(self, reading: Reading) -> None:
        """Join words cut at line ends and replace the stems of misspelt words."""
        _join_cut_words(reading, self.vocabulary)
        stems = reading.stems
        for token, word in enumerate(stems):
            if len(word) >= SHORTEST_TYPO and word not in self.vocabulary and not _is_name(reading, token):
                stems[token] = self.correct(word)

    def _correct(self, word: str) -> str:
        """The one lexicon word that a single edit away; the word itself where there is none or are several."""
        if not word.isalpha():
            return word
        near = {known for shape in _deletions(word) for known in self._by_deletion.get(shape, ())}
        near = {
            known
            for known in near
            if known[:2] == word[:2] and known[-1] == word[-1] and abs(len(known) - len(word)) <= 1
        }
        return near.pop() if len(near) == 1 else word


def _is_name(reading: Reading, token: int) -> bool:
    """A capital inside a line of small letters: a name, not a misspelt term."""
    text = reading.text[reading.starts[token] : reading.ends[token]]
    return (
        text.istitle()
        and token > 0
        and reading.words[token - 1] not in (".", ":", "*", "-")
        and reading.same_line(token - 1, token)
    )


def _deletions(word: str) -> set[str]:
    return {word} | {word[:i] + word[i + 1 :] for i in range(1, len(word))}


def _join_cut_words(reading: Reading, vocabulary: frozenset[str]) -> None:
    for token in range(1, len(reading) - 1):
        cut = reading.words[token] == "-" and reading.line_of[token - 1] != reading.line_of[token + 1]
        if cut and reading.ends[token - 1] == reading.starts[token]:
            joined = stem(reading.words[token - 1] + reading.words[token + 1])
            if joined in vocabulary:
                reading.stems[token - 1], reading.stems[token], reading.stems[token + 1] = joined, "", ""
