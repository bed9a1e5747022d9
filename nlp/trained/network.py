"""The tagger's network: embedded token features, one bidirectional LSTM, and scores for a chain of labels.

Huang, Xu and Yu 2015 (arXiv:1508.01991); a word's character n-grams stand for its letters (Bojanowski et al. 2017).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import torch
from torch import nn

from nlp.trained.crf import Chain
from nlp.trained.labels import LabelSet
from nlp.trained.mention_lexicon import TAGS
from nlp.trained.token_features import BUCKETS, UNKNOWN, SentenceFeatures

_WORD, _END, _GRAMS, _TAG = 64, 24, 64, 16
_WORDS_HIDDEN = 0.1


@dataclass(frozen=True, slots=True)
class NetworkShape:
    """What the sizes of a network follow from."""

    words: int
    labels: int
    width: int


class TaggerNetwork(nn.Module):
    """Emissions for sentences; `passages` holds the chain's learnt scores."""

    def __init__(self, shape: NetworkShape, dropout: float = 0.0) -> None:
        super().__init__()
        self.word = nn.Embedding(shape.words, _WORD, padding_idx=0)
        self.ends = nn.Embedding(BUCKETS, _END)
        self.grams = nn.EmbeddingBag(BUCKETS, _GRAMS, mode="mean")
        self.tag = nn.Embedding(len(TAGS), _TAG)
        for table in (self.word, self.ends, self.grams, self.tag):
            nn.init.normal_(table.weight, 0, 0.3)
        self.reader = nn.LSTM(_WORD + 4 * _END + _GRAMS + _TAG, shape.width, bidirectional=True)
        self.out = nn.Linear(2 * shape.width, shape.labels)
        self.passages = nn.Parameter(torch.zeros(shape.labels, shape.labels))
        self.dropout = nn.Dropout(dropout)

    def forward(self, sentences: Sequence[SentenceFeatures]) -> tuple[torch.Tensor, torch.Tensor]:
        """Emissions (tokens, sentences, labels) and the mask (tokens, sentences) of a batch."""
        lengths = [len(sentence.words) for sentence in sentences]
        embedded = self.dropout(self._embedded(sentences))
        padded = nn.utils.rnn.pad_sequence(list(embedded.split(lengths)))
        packed = nn.utils.rnn.pack_padded_sequence(padded, torch.tensor(lengths), enforce_sorted=False)
        read, _ = nn.utils.rnn.pad_packed_sequence(self.reader(packed)[0])
        mask = torch.arange(len(read))[:, None] < torch.tensor(lengths)
        return self.out(self.dropout(read)), mask

    def chain(self, labels: LabelSet) -> Chain:
        """The chain over this network's passages."""
        return Chain(labels, self.passages)

    def _embedded(self, sentences: Sequence[SentenceFeatures]) -> torch.Tensor:
        words = torch.tensor([word for s in sentences for word in s.words])
        if self.training:
            hidden = torch.rand(len(words)) < _WORDS_HIDDEN
            words = torch.where(hidden, torch.full_like(words, UNKNOWN), words)
        grams = [token for s in sentences for token in s.grams]
        starts = torch.tensor([0, *(len(token) for token in grams[:-1])]).cumsum(0)
        flat = torch.tensor([gram for token in grams for gram in token])
        ends = torch.tensor([end for s in sentences for end in s.ends])
        tags = torch.tensor([tag for s in sentences for tag in s.tags])
        return torch.cat([self.word(words), self.ends(ends).flatten(1), self.grams(flat, starts), self.tag(tags)], 1)


class Committee(nn.Module):
    """Networks that were trained alike from other beginnings; they speak as one, by the mean of their scores.

    A mean of scores is a logarithmic opinion pool of conditional random fields, which errs less than its members do on
    average (Smith, Cohn and Osborne, ACL 2005).
    """

    def __init__(self, members: Iterable[TaggerNetwork]) -> None:
        super().__init__()
        self.members = nn.ModuleList(members)

    def forward(self, sentences: Sequence[SentenceFeatures]) -> tuple[torch.Tensor, torch.Tensor]:
        """Emissions and mask, as those of one network."""
        read = [member(sentences) for member in self.members]
        return torch.stack([emissions for emissions, _ in read]).mean(0), read[0][1]

    def chain(self, labels: LabelSet) -> Chain:
        """The chain over the mean of the members' passages."""
        passages: list[torch.Tensor] = [member.get_parameter("passages") for member in self.members]
        return Chain(labels, torch.stack(passages).mean(0))
