"""Ranks codes for a mention's words: as they were coded in training, else by the nearest names and the code's parts.

Heads are ranked by a conditional logit over their nearness; the other parts of a code (behaviour, grade) are told by
one multinomial regression each, on character n-grams. A code's probability is the product of its parts'.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from nlp.trained.code_parts import CodeParts
from nlp.trained.mention_lexicon import surface_of
from nlp.trained.model_files import Tensors
from nlp.trained.name_index import NameIndex

#: Heads that are ranked, and those whose codes are formed.
SHORTLIST, FORMED = 40, 12
_PART_VALUES = 4
#: A code that neither training nor the list of names knows is so much less likely, on the log scale.
_UNHEARD_OF = -4.0
#: Weight of the count of a surface's own codes against the doubt that there are others.
_DOUBT = 0.5


def term_of(words: str) -> str:
    """A mention's words as they are compared.

    >>> term_of("Carcinoma  Escamoso,")
    'carcinoma escamoso ,'
    """
    return " ".join(surface_of(words))


@dataclass(frozen=True, slots=True)
class LinkerNames:
    """What a linker of one kind knows by heart.

    Attributes:
        code_parts: the regular expression that takes a code apart.
        coded: training term to its codes with how often each.
        listed: (term, code) of the list of names.
        known_codes: codes that the list holds.
    """

    code_parts: str
    coded: dict[str, dict[str, int]]
    listed: list[tuple[str, str]]
    known_codes: frozenset[str]

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> LinkerNames:
        """What `to_json` gave."""
        listed = [(str(term), str(code)) for term, code in row["listed"]]
        return cls(str(row["code_parts"]), dict(row["coded"]), listed, frozenset(row["known_codes"]))

    def to_json(self) -> dict[str, Any]:
        """As `names.json` holds it."""
        return {
            "code_parts": self.code_parts,
            "coded": self.coded,
            "listed": self.listed,
            "known_codes": sorted(self.known_codes),
        }

    def heads(self) -> tuple[list[str], list[str], list[bool]]:
        """Terms with their heads and whether they are listed: what a `NameIndex` is made of."""
        parts = CodeParts(self.code_parts)
        rows = [(term, max(sorted(codes), key=lambda c: codes[c]), False) for term, codes in sorted(self.coded.items())]
        rows += [(term, code, True) for term, code in self.listed]
        split = [(term, parts.split(code), listed) for term, code, listed in rows]
        kept = [(term, found[0], listed) for term, found, listed in split if found is not None]
        return [t for t, _, _ in kept], [h for _, h, _ in kept], [listed for _, _, listed in kept]

    def part_rows(self) -> tuple[list[str], list[tuple[str, ...]], list[int]]:
        """Training terms with the parts of each of their codes, and how often."""
        parts = CodeParts(self.code_parts)
        rows = [(t, parts.split(c), n) for t, codes in sorted(self.coded.items()) for c, n in sorted(codes.items())]
        kept = [(term, found, n) for term, found, n in rows if found is not None]
        return [t for t, _, _ in kept], [f for _, f, _ in kept], [n for _, _, n in kept]


def part_vectorizer() -> TfidfVectorizer:
    """Character n-grams for the regressions of a code's parts."""
    return TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 4), min_df=1, sublinear_tf=True, dtype=np.float32)


def rank_features(nearness: np.ndarray, marked: np.ndarray) -> np.ndarray:
    """What the logit of heads reads: nearness, its square and fourth power, and whether training knows the head."""
    seen = np.broadcast_to(marked[..., None], (*nearness.shape[:2], 1))
    return np.concatenate([nearness, seen, nearness**2, nearness**4], axis=2)


def shortlist(nearness: np.ndarray) -> np.ndarray:
    """Positions of the heads that lie nearest at first sight: shape (terms, at most `SHORTLIST`)."""
    weights = np.array([1, 0.5, 1, 0, 1, 0.5, 1, 0], dtype=np.float32)
    return np.argsort(-(nearness @ weights), axis=1, kind="stable")[:, :SHORTLIST]


class MentionLinker:
    """The linker of one kind of mention."""

    def __init__(self, names: LinkerNames, tensors: Tensors) -> None:
        self.names = names
        self._parts = CodeParts(names.code_parts)
        terms, heads, listed = names.heads()
        self._index = NameIndex(terms, heads, listed)
        self._weights = tensors["rank"]
        part_terms, parts, _ = names.part_rows()
        self._vectorizer = part_vectorizer().fit(part_terms)
        self._values = [sorted({row[i] for row in parts}) for i in range(1, self._parts.count)]
        self._regressions = [(tensors[f"part{i}.w"], tensors[f"part{i}.b"]) for i in range(1, self._parts.count)]
        self._seen = frozenset(code for codes in names.coded.values() for code in codes)
        self._known = names.known_codes | self._seen
        self._composed = lru_cache(maxsize=50_000)(self._compose)

    def saw(self, code: str) -> bool:
        """Whether training had a mention of a code."""
        return code in self._seen

    def rank(self, words: str, top: int = 5) -> list[tuple[str, float]]:
        """Codes with their probability, likeliest first."""
        term = term_of(words)
        seen = Counter(self.names.coded.get(term, {}))
        if not seen:
            return list(self._composed(term)[:top])
        total = sum(seen.values()) + _DOUBT
        ranked = [(code, count / total) for code, count in seen.most_common()]
        rest = [(code, p * _DOUBT / total) for code, p in self._composed(term) if code not in seen]
        return (ranked + rest)[:top]

    def _compose(self, term: str) -> tuple[tuple[str, float], ...]:
        nearness = self._index.nearness([term])
        heads = shortlist(nearness)[0]
        logits = (rank_features(nearness, self._index.marked[None]) @ self._weights)[0][heads]
        likely = logits - np.logaddexp.reduce(logits)
        tails = self._tails(term)
        scored: dict[str, float] = {}
        for place in np.argsort(-likely, kind="stable")[:FORMED]:
            for tail, score in tails:
                code = self._index.heads[heads[place]] + tail
                total = float(likely[place]) + score + (0.0 if code in self._known else _UNHEARD_OF)
                scored[code] = max(total, scored.get(code, -np.inf))
        ordered = sorted(scored.items(), key=lambda item: (-item[1], item[0]))
        return tuple((code, min(1.0, float(np.exp(score)))) for code, score in ordered[:50])

    def _tails(self, term: str) -> list[tuple[str, float]]:
        """What may follow a head, with log-probabilities."""
        tails: list[tuple[str, float]] = [("", 0.0)]
        vector = self._vectorizer.transform([term])
        for values, (weights, intercept) in zip(self._values, self._regressions, strict=True):
            logits = np.asarray(vector @ weights.T).ravel() + intercept
            likely = logits - np.logaddexp.reduce(logits)
            best = np.argsort(-likely, kind="stable")[:_PART_VALUES]
            tails = [(tail + values[i], score + float(likely[i])) for tail, score in tails for i in best]
        return tails


def folded_names(rows: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """(term, code) of names as they are compared, each once."""
    return sorted({(term_of(name), code) for name, code in rows if term_of(name)})
