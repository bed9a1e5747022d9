"""Training sentences: their features and gold labels, batched anew for each epoch."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nlp.trained.labels import LabelSet
from nlp.trained.mention_lexicon import MentionLexicon
from nlp.trained.token_features import SentenceFeatures, sentence_features
from nlp.trained.tokens import sentences_of, tokens_of
from nlp.training.config import TaggerSettings
from nlp.training.corpus import AnnotatedReport

_FOLDS = 10


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence to learn from."""

    features: SentenceFeatures
    labels: list[int]


@dataclass(frozen=True, slots=True)
class Examples:
    """All training sentences, and what a tagger of them is made with."""

    sentences: list[Example]
    labels: LabelSet
    vocabulary: dict[str, int]
    lexicon: MentionLexicon


def examples_of(reports: Sequence[AnnotatedReport]) -> Examples:
    """The training sentences of reports; each tenth of them is read with the lexicon of the others."""
    labels = LabelSet(tuple(sorted({m.kind for report in reports for m in report.mentions})))
    vocabulary = _vocabulary(reports)
    lexicon = _lexicon(reports)
    folds = [_lexicon(reports[fold::_FOLDS]) for fold in range(_FOLDS)]
    sentences = []
    for number, report in enumerate(reports):
        mentions = [(m.start, m.end, m.kind) for m in report.mentions]
        for sentence in sentences_of(report.text):
            tags = lexicon.tags(sentence, folds[number % _FOLDS])
            near = [m for m in mentions if m[0] < sentence[-1].end and m[1] > sentence[0].start]
            sentences.append(Example(sentence_features(sentence, tags, vocabulary), labels.encode(sentence, near)))
    return Examples(sentences, labels, vocabulary, lexicon)


def batches_of(examples: Examples, settings: TaggerSettings, rng: random.Random) -> Iterator[list[Example]]:
    """One epoch: all sentences with a mention and a share of the others, those of like length together."""
    plain = [e for e in examples.sentences if not any(e.labels)]
    chosen = [e for e in examples.sentences if any(e.labels)]
    chosen += rng.sample(plain, round(len(plain) * settings.share_without_mentions))
    chosen.sort(key=lambda e: len(e.labels) + 4 * rng.random())
    batches = [chosen[i : i + settings.batch] for i in range(0, len(chosen), settings.batch)]
    rng.shuffle(batches)
    yield from batches


def _lexicon(reports: Sequence[AnnotatedReport]) -> MentionLexicon:
    return MentionLexicon.of((r.text, [(m.start, m.end) for m in r.mentions]) for r in reports)


def _vocabulary(reports: Sequence[AnnotatedReport]) -> dict[str, int]:
    """Folded words met twice, numbered from 2."""
    counts = Counter(token.folded for report in reports for token in tokens_of(report.text))
    return {word: number for number, word in enumerate(sorted(w for w, n in counts.items() if n > 1), start=2)}
