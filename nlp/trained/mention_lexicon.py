"""The mentions of the training reports as a lexicon, and what it says of each token of a sentence.

A surface's weight is how often it was marked among how often it stood there: `carcinoma` is nearly always a mention,
`m` nearly never. The tagger reads it as one feature among others, so a surface is a hint and no verdict.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from nlp.trained.tokens import Token, sentences_of, tokens_of

#: Longest surface that is looked for, in tokens.
LONGEST = 10
#: No surface begins, goes on or ends here.
OUTSIDE = "-"
_GRADES = ((0.9, "h"), (0.5, "m"), (0.1, "l"))
#: All tags there are; a tag's position is what the network knows it by.
TAGS = (OUTSIDE, *(f"{place}{grade}{n}" for place in ("B", "I", "E", "S") for _, grade in _GRADES for n in ("1", "+")))
TAG_NUMBER = {tag: number for number, tag in enumerate(TAGS)}

Surface = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MentionLexicon:
    """Surfaces (folded tokens) with how often they were marked, and how often they stood in the reports.

    >>> lexicon = MentionLexicon.of([("Un tumor. Otro tumor.", [(3, 8)])])
    >>> lexicon.tags(tokens_of("El tumor crece"))
    ['-', 'Sl1', '-']
    """

    marked: Counter[Surface]
    stood: Counter[Surface]

    @classmethod
    def of(cls, reports: Iterable[tuple[str, Sequence[tuple[int, int]]]]) -> MentionLexicon:
        """The lexicon of texts with the bounds of their mentions."""
        kept = list(reports)
        marked = Counter(surface_of(text[start:end]) for text, bounds in kept for start, end in bounds)
        marked.pop((), None)
        stood: Counter[Surface] = Counter()
        for text, _ in kept:
            for sentence in sentences_of(text):
                stood.update(surface for _, surface in _runs(sentence) if surface in marked)
        return cls(marked, stood)

    def tags(self, sentence: Sequence[Token], left_out: MentionLexicon | None = None) -> list[str]:
        """A tag for each token, the longest surface first, from left to right.

        Args:
            left_out: counts to leave out, those of the report itself while it is learnt from: otherwise each of its
                mentions would be known beforehand, which they are not in a new report.
        """
        tags, at = [OUTSIDE] * len(sentence), 0
        folded = tuple(token.folded for token in sentence)
        while at < len(folded):
            length, grade = self._longest(folded, at, left_out)
            if length:
                tags[at : at + length] = _placed(length, grade)
            at += max(length, 1)
        return tags

    def _longest(self, folded: Surface, at: int, left_out: MentionLexicon | None) -> tuple[int, str]:
        for length in range(min(LONGEST, len(folded) - at), 0, -1):
            grade = self._grade(folded[at : at + length], left_out)
            if grade:
                return length, grade
        return 0, ""

    def _grade(self, surface: Surface, left_out: MentionLexicon | None) -> str:
        marked = self.marked.get(surface, 0)
        if not marked:
            return ""
        stood = self.stood.get(surface, 0)
        if left_out is not None:
            marked -= left_out.marked.get(surface, 0)
            stood -= left_out.stood.get(surface, 0)
        share = marked / max(stood, 1)
        name = next((name for least, name in _GRADES if share > least), "")
        return name and name + ("1" if marked == 1 else "+")

    def to_json(self) -> list[list[Any]]:
        """Surfaces with both counts, for the model folder."""
        return [[" ".join(s), self.marked[s], self.stood[s]] for s in sorted(self.marked)]

    @classmethod
    def from_json(cls, rows: Iterable[Sequence[Any]]) -> MentionLexicon:
        """What `to_json` gave."""
        kept = [(tuple(str(surface).split(" ")), int(marked), int(stood)) for surface, marked, stood in rows]
        return cls(Counter({s: m for s, m, _ in kept}), Counter({s: n for s, _, n in kept}))


def surface_of(words: str) -> Surface:
    """The folded tokens of a mention's words."""
    return tuple(token.folded for token in tokens_of(words))


def _runs(sentence: Sequence[Token]) -> Iterable[tuple[int, Surface]]:
    folded = tuple(token.folded for token in sentence)
    for first in range(len(folded)):
        for last in range(first + 1, min(first + LONGEST, len(folded)) + 1):
            yield first, folded[first:last]


def _placed(length: int, grade: str) -> list[str]:
    if length == 1:
        return [f"S{grade}"]
    return [f"B{grade}", *[f"I{grade}"] * (length - 2), f"E{grade}"]
