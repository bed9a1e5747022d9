"""Finds mentions in a text with trained networks; it knows no code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nlp.trained.labels import LabelSet
from nlp.trained.mention_lexicon import MentionLexicon
from nlp.trained.model_files import Tensors
from nlp.trained.token_features import SentenceFeatures, sentence_features
from nlp.trained.tokens import Token, sentences_of

#: Sentences that are read together.
_BATCH = 64


@dataclass(frozen=True, slots=True)
class FoundMention:
    """A span of a text with its kind; `confidence` is the least probability of its tokens' labels."""

    start: int
    end: int
    kind: str
    confidence: float


class Tagger:
    """A committee of networks with the vocabulary, lexicon and labels that they were trained with."""

    def __init__(self, network: Any, labels: LabelSet, vocabulary: Mapping[str, int], lexicon: MentionLexicon) -> None:
        self.network = network.eval()
        self.labels = labels
        self.vocabulary = vocabulary
        self.lexicon = lexicon

    @classmethod
    def of_files(cls, tensors: Tensors, words: Mapping[str, Any], kinds: Sequence[str]) -> Tagger:
        """The tagger of a model folder: its arrays, and `vocabulary.json`.

        Raises:
            KeyError, RuntimeError: the arrays are not those of a tagger.
        """
        import torch

        from nlp.trained.network import Committee, NetworkShape, TaggerNetwork

        vocabulary = {word: number for number, word in enumerate(words["words"], start=2)}
        labels = LabelSet(tuple(kinds))
        shape = NetworkShape(len(vocabulary) + 2, len(labels.names), tensors["members.0.out.weight"].shape[1] // 2)
        members = sum(name.endswith(".out.weight") for name in tensors)
        network = Committee([TaggerNetwork(shape) for _ in range(members)])
        network.load_state_dict({name: torch.from_numpy(a.astype(np.float32)) for name, a in tensors.items()})
        return cls(network, labels, vocabulary, MentionLexicon.from_json(words["mentions"]))

    def features(self, sentence: Sequence[Token], left_out: MentionLexicon | None = None) -> SentenceFeatures:
        """What the network reads of a sentence."""
        return sentence_features(sentence, self.lexicon.tags(sentence, left_out), self.vocabulary)

    def mentions(self, text: str) -> list[FoundMention]:
        """All mentions of a text, in its order."""
        sentences = sentences_of(text)
        order = sorted(range(len(sentences)), key=lambda i: len(sentences[i]))
        found: list[FoundMention] = []
        for first in range(0, len(order), _BATCH):
            found += self._read([sentences[i] for i in order[first : first + _BATCH]])
        return sorted(found, key=lambda m: (m.start, m.end))

    def _read(self, sentences: list[list[Token]]) -> Iterator[FoundMention]:
        import torch

        with torch.inference_mode():
            emissions, mask = self.network([self.features(sentence) for sentence in sentences])
            chain = self.network.chain(self.labels)
            best = chain.best(emissions, mask)
            likely = chain.marginals(emissions, mask).gather(2, best[..., None])[..., 0].numpy()
        for column, sentence in enumerate(sentences):
            for first, last, kind in self.labels.decode(best[: len(sentence), column].tolist()):
                confidence = float(likely[first : last + 1, column].min())
                yield FoundMention(sentence[first].start, sentence[last].end, kind, confidence)
