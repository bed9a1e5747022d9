"""Ranks codes for a term: the exact name, character n-grams and the encoder, fused into one probability."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nlp.linking.encoder import Encoder
from nlp.linking.names import KnownName, known_names
from nlp.linking.ngrams import NGramIndex, folded
from nlp.linking.vectors import NameVectors

SHIPPED_DELTA = Path(__file__).parent / "minilm_delta.safetensors"

#: The encoder compares a term with so many names that lie nearest by n-grams.
SHORTLIST = 24

#: Terms that are compared with all names at once.
AT_ONCE = 32

#: Weights of the fused score: intercept, n-gram cosine, encoder cosine, their margin over the next code.
#: Fitted by `python -m nlp.training.linker --calibrate` on names held out of the index.
FUSION = (-9.0, 4.0, 8.0, 4.0)


@dataclass(frozen=True, slots=True)
class RankedCode:
    """A code proposed for a term.

    Attributes:
        kind: finding kind, such as `diagnosis`.
        code: in the kind's code system.
        confidence: probability that the code is right, 0 to 1.
        name: the known name that lies nearest.
    """

    kind: str
    code: str
    confidence: float
    name: str


class Linker:
    """An index of known names, ready to rank codes for terms."""

    def __init__(self, names: Sequence[KnownName], encoder: Encoder | None) -> None:
        self.names = tuple(names)
        self.encoder = encoder
        self._ngrams = NGramIndex([name.term for name in self.names])
        self._exact: dict[str, list[int]] = {}
        for i, name in enumerate(self.names):
            self._exact.setdefault(folded(name.term), []).append(i)
        self._vectors = NameVectors(self.names, encoder) if encoder else None
        self._kinds = np.array([name.kind for name in self.names])

    @classmethod
    def load(cls, encoder: str | None = "minilm", kinds: Sequence[str] = ("diagnosis", "morphology", "drug")) -> Linker:
        """The linker over the shipped terminology.

        Args:
            encoder: `minilm` (with the delta trained here), a folder or hub id, or None for n-grams alone.
            kinds: finding kinds to link to.

        Raises:
            EnvironmentFailed: the encoder is missing or altered.
        """
        delta_file = SHIPPED_DELTA if encoder == "minilm" and SHIPPED_DELTA.is_file() else None
        return cls(known_names(kinds), Encoder.load(encoder, delta_file) if encoder else None)

    @property
    def name(self) -> str:
        """What findings say of where they come from: the encoder, or `ngrams`."""
        return self.encoder.name.partition("+")[0] if self.encoder else "ngrams"

    def nearness(self, terms: Sequence[str], kind: str) -> np.ndarray:
        """N-gram cosine of each term to the nearest known name of a kind: float32, shape (terms,)."""
        wanted = self._kinds == kind
        parts = [self._ngrams.similarity(terms[start : start + AT_ONCE]) for start in range(0, len(terms), AT_ONCE)]
        return np.concatenate([part.max(axis=1, where=wanted, initial=0) for part in parts])

    def link(self, term: str, *, kind: str | None = None, top: int = 5) -> tuple[RankedCode, ...]:
        """Ranked codes for one term; see `link_all`."""
        return self.link_all([term], kinds=[kind], top=top)[0]

    def link_all(
        self, terms: Sequence[str], *, kinds: Sequence[str | None] | None = None, top: int = 5
    ) -> list[tuple[RankedCode, ...]]:
        """Ranked codes for many terms at once.

        Args:
            terms: words of a report, or a user's terms.
            kinds: for each term the kind to stay within, or None for any.
            top: how many codes at most.
        """
        if not terms:
            return []
        wanted = list(kinds) if kinds is not None else [None] * len(terms)
        lexical = self._ngrams.similarity(terms)
        shortlists = [
            self._shortlist(lexical[row], term, kind)
            for row, (term, kind) in enumerate(zip(terms, wanted, strict=True))
        ]
        queries = self.encoder.embed(terms) if self.encoder is not None else None
        if self._vectors is not None:
            self._vectors.learn([position for shortlist in shortlists for position in shortlist])
        return [
            self._ranked(term, shortlist, lexical[row], queries[row] if queries is not None else None, top)
            for row, (term, shortlist) in enumerate(zip(terms, shortlists, strict=True))
        ]

    def _shortlist(self, lexical: np.ndarray, term: str, kind: str | None) -> list[int]:
        """Positions of the names nearest by n-grams, and of those that are the term itself."""
        allowed = lexical if kind is None else np.where(self._kinds == kind, lexical, -1.0)
        count = min(SHORTLIST, len(allowed))
        nearest = np.argpartition(-allowed, count - 1)[:count]
        same = [i for i in self._exact.get(folded(term), ()) if kind in (None, self.names[i].kind)]
        return list(dict.fromkeys([*same, *(int(i) for i in nearest if allowed[i] >= 0)]))

    def _ranked(
        self, term: str, shortlist: list[int], lexical: np.ndarray, query: np.ndarray | None, top: int
    ) -> tuple[RankedCode, ...]:
        if not shortlist:
            return ()
        near = lexical[shortlist]
        semantic = near if query is None or self._vectors is None else self._vectors.rows(shortlist) @ query
        exact = set(self._exact.get(folded(term), ()))
        total = near + semantic + np.array([2.0 if i in exact else 0.0 for i in shortlist])
        best: dict[tuple[str, str], int] = {}
        for place in np.argsort(-total, kind="stable"):
            name = self.names[shortlist[place]]
            best.setdefault((name.kind, name.code), int(place))
        order = list(best.values())
        margin = float(total[order[0]] - total[order[1]]) if len(order) > 1 else 1.0
        return tuple(
            self._proposal(
                shortlist[place], float(near[place]), float(semantic[place]), min(margin, 1.0) if n == 0 else 0.0
            )
            for n, place in enumerate(order[:top])
        )

    def _proposal(self, i: int, lexical: float, semantic: float, margin: float) -> RankedCode:
        intercept, per_lexical, per_semantic, per_margin = FUSION
        logit = intercept + per_lexical * lexical + per_semantic * semantic + per_margin * margin
        name = self.names[i]
        return RankedCode(name.kind, name.code, 1 / (1 + math.exp(-logit)), name.term)
