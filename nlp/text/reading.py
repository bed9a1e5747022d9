"""The reading of a report: what the components of the pipeline hand to each other.

Plain lists, indexed by token, because the matchers walk them many times. It holds no spaCy object, so each
component can be run and tested without a pipeline.
"""

from __future__ import annotations

import bisect
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nlp.text.chunks import CHUNKS, read_chunk
from nlp.text.fold import fold

if TYPE_CHECKING:
    from nlp.assertion.scope import Scope
    from nlp.candidates import Candidate
    from nlp.dates.expressions import DateExpression
    from nlp.lexicon.trie import Match


@dataclass(slots=True)
class Sentence:
    """Tokens `first` to `last` (exclusive) that are read together.

    Attributes:
        section: the kind of section, such as `history`, or "" where unknown.
        lang: `fr` or `en`.
        line_label: number of leading tokens that are a label (`Foie :`), 0 where there is none.
    """

    first: int
    last: int
    section: str = ""
    lang: str = "fr"
    label: int = 0


def report_day(stated: str) -> str:
    """The ISO day that a report's date states, "" where it is none or of no century that a report can be of.

    >>> report_day("2021-09-23T10:00:00"), report_day("last week"), report_day("9999-12-31")
    ('2021-09-23', '', '')
    """
    try:
        day = dt.date.fromisoformat(stated[:10])
    except ValueError:
        return ""
    return day.isoformat() if 1800 <= day.year < 2200 else ""


@dataclass(slots=True)
class Reading:
    """A report as tokens without white space.

    Attributes:
        text: the source; all offsets slice it.
        folded: `fold(text)`, same length.
        starts, ends: character offsets of each token.
        words: folded token. stems: its stem, as in the lexicon.
        cuts: whether the bound before each token cuts a run of letters and digits; one more, for the end of the text.
        vocabulary: the words without their number and order: a cheap test before a rule that needs one of some words.
        places: where each word begins.
        line_of: line number of each token. line_starts: first token of each line that has one.
        sentence_of: sentence number of each token.
        report_date: ISO day of the report, or "".
        report_type: the kind of report, such as `pathology`, or "".
        scopes: of the cues of assertion, by sentence, and for how many candidates they were found; None at first.
        weighed: whether what was learnt weighed the assertions that the rules wrote.
    """

    text: str
    folded: str
    starts: list[int]
    ends: list[int]
    words: list[str]
    stems: list[str]
    cuts: list[bool]
    vocabulary: frozenset[str]
    places: dict[str, list[int]]
    line_of: list[int]
    sentences: list[Sentence] = field(default_factory=list)
    sentence_of: list[int] = field(default_factory=list)
    matches: dict[str, list[Match]] = field(default_factory=dict)
    candidates: list[Candidate] = field(default_factory=list)
    dates: list[DateExpression] = field(default_factory=list)
    report_date: str = ""
    report_type: str = ""
    lang: str = ""
    scopes: tuple[int, list[list[Scope]]] | None = None
    weighed: bool = False

    @classmethod
    def of(cls, text: str, report_date: str = "", report_type: str = "", lang: str = "") -> Reading:
        """Read a text into tokens.

        >>> Reading.of("Métastases\\nosseuses").stems
        ['metastas', 'osseu']
        """
        starts, ends, words, stems, cuts, line_of, folded = [], [], [], [], [], [], []
        start, line = 0, 0
        pieces = [*CHUNKS.split(text), " "]
        for written, space in zip(pieces[::2], pieces[1::2], strict=True):
            read, chunk_starts, chunk_ends, chunk_words, chunk_stems, chunk_cuts = read_chunk(written)
            if len(chunk_words) == 1:  # As most are: what follows does the same for any number, in twice the time.
                starts.append(start)
                ends.append(start + chunk_ends[0])
                words.append(chunk_words[0])
                stems.append(chunk_stems[0])
                cuts.append(False)
                line_of.append(line)
            else:
                starts += [start + offset for offset in chunk_starts]
                ends += [start + offset for offset in chunk_ends]
                words += chunk_words
                stems += chunk_stems
                cuts += chunk_cuts
                line_of += [line] * len(chunk_words)
            folded.append(read)
            if space == " ":
                folded.append(space)
            else:
                line += space.count("\n") or space.count("\r")
                folded.append(fold(space))
            start += len(written) + len(space)
        cuts.append(False)
        places: dict[str, list[int]] = {}
        for offset, word in zip(starts, words, strict=True):
            places.setdefault(word, []).append(offset)
        return cls(text, "".join(folded[:-1]), starts, ends, words, stems, cuts, frozenset(places), places, line_of,
                   report_date=report_day(report_date), report_type=report_type, lang=lang)  # fmt: skip

    def __len__(self) -> int:
        return len(self.starts)

    def token_at(self, offset: int) -> int:
        """Index of the token that holds the character, or of the next one."""
        return bisect.bisect_right(self.ends, offset)

    def holds(self, words: frozenset[str]) -> bool:
        """True where one of some words stands anywhere in the report."""
        return not words.isdisjoint(self.vocabulary)

    def offsets_of(self, words: frozenset[str]) -> list[int]:
        """Offsets of the tokens that are one of some words.

        >>> Reading.of("Le foie, la rate").offsets_of(frozenset(["le", "la", "les"]))
        [0, 9]
        """
        return sorted(offset for word in words & self.vocabulary for offset in self.places[word])

    def tokens_of(self, start: int, end: int) -> tuple[int, int]:
        """First and last (exclusive) token that overlap the characters."""
        return self.token_at(start), bisect.bisect_left(self.starts, end)

    def sentence(self, token: int) -> Sentence:
        """The sentence of a token."""
        return self.sentences[self.sentence_of[token]]

    def slice(self, first: int, last: int) -> str:
        """The source between two tokens, the last one excluded."""
        return self.text[self.starts[first] : self.ends[last - 1]] if last > first else ""

    def same_line(self, first: int, second: int) -> bool:
        """True where two tokens stand on one line."""
        return self.line_of[first] == self.line_of[second]

    def set_sentences(self, sentences: Iterable[Sentence]) -> None:
        """Take the sentences and index them by token."""
        self.sentences = list(sentences)
        self.sentence_of = [0] * len(self.starts)
        for number, sentence in enumerate(self.sentences):
            for token in range(sentence.first, sentence.last):
                self.sentence_of[token] = number
