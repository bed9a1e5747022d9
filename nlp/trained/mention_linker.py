"""Ranks codes for a mention's words: as they were coded in training, else by the nearest names and the code's parts.

Heads are ranked by a conditional logit over their nearness; each further part of a code (behaviour, grade) has a logit
of its own, given the head. A code's probability is the product of its parts', so that one that nobody ever coded can be
the likeliest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

import numpy as np

from nlp.trained.head_features import head_features, shortlist
from nlp.trained.linker_names import LinkerNames, term_of
from nlp.trained.model_files import Tensors
from nlp.trained.name_index import NameIndex
from nlp.trained.part_values import PartValues
from nlp.trained.short_forms import spelled_out

#: Heads whose codes are formed, values of a part that take part, and codes that are kept.
_FORMED, _PART_VALUES, _KEPT = 15, 4, 50
#: A code that neither training nor the lists know is so much less likely, on the log scale.
_UNHEARD_OF = -3.0
#: Weight of the count of a surface's own codes against the doubt that there are others.
_DOUBT = 0.5
_NO_FORMS: Mapping[str, str] = MappingProxyType({})


class MentionLinker:
    """The linker of one kind of mention."""

    def __init__(self, names: LinkerNames, tensors: Tensors) -> None:
        self.names = names
        self._index = NameIndex(names.known_names())
        self._weights = tensors["rank"]
        self._counts = self._index.counts(None, is_listed=False)[None]
        self._values = PartValues(self._index, tensors)
        self._seen = frozenset(code for codes in names.coded.values() for code in codes)
        self._known = names.known_codes | self._seen | {code for _, code in names.listed}
        self._composed = lru_cache(maxsize=50_000)(self._compose)

    def saw(self, code: str) -> bool:
        """Whether training had a mention of a code."""
        return code in self._seen

    def rank(self, words: str, top: int = 5, forms: Mapping[str, str] = _NO_FORMS) -> list[tuple[str, float]]:
        """Codes with their probability, likeliest first.

        Args:
            words: the mention.
            top: so many codes at most.
            forms: short forms that its report explains (`short_forms.long_forms`), for words that training never had.
        """
        term = term_of(words)
        if term not in self.names.coded:
            term = term_of(spelled_out(words, forms))
        seen = Counter(self.names.coded.get(term, {}))
        if not seen:
            return list(self._composed(term)[:top])
        total = sum(seen.values()) + _DOUBT
        ranked = [(code, count / total) for code, count in seen.most_common()]
        rest = [(code, p * _DOUBT / total) for code, p in self._composed(term) if code not in seen]
        return (ranked + rest)[:top]

    def _compose(self, term: str) -> tuple[tuple[str, float], ...]:
        measured = self._index.similarities([term])
        nearness = self._index.of_heads(measured)
        listed = shortlist(nearness)[0]
        logits = (head_features(nearness, self._counts) @ self._weights)[0][listed]
        best = np.argsort(-logits, kind="stable")[:_FORMED]
        likely = logits[best] - np.logaddexp.reduce(logits)
        heads = [int(head) for head in listed[best]]
        values = self._values.log_probabilities(term, measured, heads)
        scored: dict[str, float] = {}
        for row, head in enumerate(heads):
            for tail, score in self._tails([part[row] for part in values]):
                code = self._index.heads[head] + tail
                scored[code] = float(likely[row]) + score + (0.0 if code in self._known else _UNHEARD_OF)
        ordered = sorted(scored.items(), key=lambda item: (-item[1], item[0]))
        return tuple((code, min(1.0, float(np.exp(score)))) for code, score in ordered[:_KEPT])

    def _tails(self, parts: list[np.ndarray]) -> list[tuple[str, float]]:
        """What may follow a head, with log-probabilities."""
        tails: list[tuple[str, float]] = [("", 0.0)]
        for values, likely in zip(self._index.values, parts, strict=True):
            best = np.argsort(-likely, kind="stable")[:_PART_VALUES]
            tails = [(tail + values[i], score + float(likely[i])) for tail, score in tails for i in best]
        return tails
