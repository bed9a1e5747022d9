"""The transformer that reads a finding's passage: an encoder with a low-rank delta, and a small head for each finding.

It knows the words, the kind of finding, its section and the age of its date; it does not know what the rules say.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from medomics_ehr.contracts.finding import ASSERTIONS, KINDS
from medomics_ehr.errors import EnvironmentFailed
from nlp.assertion.learnt.passages import Passage, WordPieces, passages_of
from nlp.assertion.learnt.surroundings import Surroundings, age_name
from nlp.candidates import Candidate
from nlp.linking import delta, packed
from nlp.linking.bert import Bert
from nlp.linking.encoder import Encoder, filled, weights_digest
from nlp.linking.half import halved
from nlp.text.reading import Reading
from nlp.text.sections.patterns import HEADINGS

SECTIONS = ("", *sorted(HEADINGS))
AGES = ("none", "undated", "ahead", "today", "days", "weeks", "months", "last_year", "years")
#: The transformer runs over passages of one of these widths, so many at once, filled up where there are fewer: the same
#: products of matrices whatever else is read, so that a finding's scores never depend, to the last bit, on its
#: neighbours in a batch. Findings go through the head likewise.
ROWS = {64: 8, 96: 8, 128: 8, 160: 8, 192: 4, 224: 4, 256: 4}
WIDTHS, HEADS = tuple(ROWS), 64
#: The packaged encoder reads passages wider than this packed; a profile that reads narrow ones reads few.
FEW = 64

#: Findings of a report that are to be read.
Asked = tuple[Surroundings, Sequence[Candidate]]
#: A passage and the report that it stands in.
Placed = tuple[Passage, Surroundings]


class AssertionNetwork(nn.Module):
    """Scores of each assertion for the findings of passages."""

    def __init__(self, model: Any, dropout: float = 0.0) -> None:
        super().__init__()
        self.model = model
        self.kind = nn.Embedding(len(KINDS), 32)
        self.age = nn.Embedding(len(AGES), 16)
        self.section = nn.Embedding(len(SECTIONS), 16)
        read = 4 * model.config.hidden_size + 64
        self.head = nn.Sequential(
            nn.Dropout(dropout), nn.Linear(read, 256), nn.GELU(), nn.Dropout(dropout), nn.Linear(256, len(ASSERTIONS))
        )

    def forward(self, passages: Sequence[Passage], settings: torch.Tensor) -> torch.Tensor:
        """Scores: shape (findings, assertions), findings in the order of the passages.

        Args:
            settings: kind, age and section of each finding, by number: shape (findings, 3).
        """
        scores: torch.Tensor = self.head(self.read(passages, len(passages), max(map(_length, passages)), settings))
        return scores

    def read(self, passages: Sequence[Passage], rows: int, width: int, settings: torch.Tensor) -> torch.Tensor:
        """What the head reads of each finding: shape (findings, features).

        Args:
            rows, width: shape in which the passages go through the encoder; what they do not fill is hidden.
        """
        ids, mask = filled([passage.pieces for passage in passages], rows, width)
        hidden = self.model(input_ids=ids, attention_mask=mask).last_hidden_state
        read = [
            torch.cat([hidden[row, first:last].mean(0), hidden[row, first - 1], hidden[row, last], hidden[row, 0]])
            for row, passage in enumerate(passages)
            for _, first, last in passage.findings
        ]
        return self._with_settings(torch.stack(read), settings)

    def read_packed(self, passages: Sequence[Passage], settings: torch.Tensor) -> torch.Tensor:
        """The same, sooner: any number of passages, of any lengths, that the packaged encoder reads."""
        asked = [_pieces_read(passage) for passage in passages]
        hidden = torch.cat(packed.states(self.model, [passage.pieces for passage in passages], asked)).float()
        begins, first, last = torch.tensor(_rows_read(passages, asked)).T
        own = torch.cat([torch.arange(*rows) for rows in zip(first.tolist(), last.tolist(), strict=True)])
        lengths = last - first
        mean = functional.embedding_bag(own, hidden, lengths.cumsum(0) - lengths, mode="mean")
        return self._with_settings(torch.cat([mean, hidden[first - 1], hidden[last], hidden[begins]], 1), settings)

    def _with_settings(self, read: torch.Tensor, settings: torch.Tensor) -> torch.Tensor:
        kind, age, section = self.kind(settings[:, 0]), self.age(settings[:, 1]), self.section(settings[:, 2])
        return torch.cat([read.float(), kind, age, section], 1)


def _pieces_read(passage: Passage) -> list[int]:
    """Those whose states the head reads: the first, and each finding's with one on either side."""
    return sorted({0}.union(*(range(first - 1, last + 1) for _, first, last in passage.findings)))


def _rows_read(passages: Sequence[Passage], asked: Sequence[Sequence[int]]) -> list[tuple[int, int, int]]:
    """Of each finding, the rows of its passage's first piece, of its own first and of its last (exclusive)."""
    rows: list[tuple[int, int, int]] = []
    begins = 0
    for passage, pieces in zip(passages, asked, strict=True):
        row_of = {piece: begins + place for place, piece in enumerate(pieces)}
        rows += [(begins, row_of[first], row_of[last]) for _, first, last in passage.findings]
        begins += len(pieces)
    return rows


def _length(passage: Passage) -> int:
    return len(passage.pieces)


def settings_of(reading: Reading, finding: Candidate) -> tuple[int, int, int]:
    """Kind, age of the date and section of a finding, by number."""
    section = reading.sentence(finding.first).section
    return (
        KINDS.index(finding.kind),
        AGES.index(age_name(reading.report_date, finding.date)),
        SECTIONS.index(section) if section in SECTIONS else 0,
    )


class AssertionReader:
    """A trained network with its tokenizer.

    Attributes:
        pieces_read: how many word pieces have gone through the transformer so far.
    """

    def __init__(self, network: AssertionNetwork, pieces: WordPieces) -> None:
        self.network = network.eval()
        halved(self.network.model)
        self.pieces = pieces
        self.packs = isinstance(network.model, Bert)
        self.pieces_read = 0

    @classmethod
    def load(cls, encoder: str, delta_file: Path) -> AssertionReader:
        """Open the network.

        Raises:
            EnvironmentFailed: the encoder or the delta is missing, altered, or they do not belong together.
        """
        read = Encoder.load(encoder)
        tensors = delta.read(delta_file)
        if delta.card(delta_file).get("encoder", known := weights_digest(encoder)) != known:
            raise EnvironmentFailed(f"{delta_file.name}: made for another encoder; name that one, or train it anew")
        delta.merge(read.model, {name: t for name, t in tensors.items() if name.endswith((".A", ".B"))})
        network = AssertionNetwork(read.model)
        own = {name: t.float() for name, t in tensors.items() if not name.endswith((".A", ".B"))}
        try:
            missing, unknown = network.load_state_dict(own, strict=False)
        except RuntimeError:  # parts of other sizes
            missing, unknown = [], ["sizes"]
        if unknown or any(not name.startswith("model.") for name in missing):
            raise EnvironmentFailed(f"{delta_file.name}: made for another network; reinstall or retrain")
        return cls(network, WordPieces(read.tokenizer))

    def log_probabilities(self, asked: Sequence[Asked], widths: Sequence[int]) -> dict[int, np.ndarray]:
        """What the passages say of each finding, by the finding's `id()`: float32, shape (assertions,).

        Args:
            asked: findings of one or more reports; all should be there at once, for the batches are filled up.
            widths: those that a report's passages may have, none over the last of `WIDTHS`.
        """
        held: list[Candidate] = []
        read: list[torch.Tensor] = []
        with torch.inference_mode():
            for width, batch in self._batches(asked, widths):
                told = [(finding, around) for passage, around in batch for finding, _, _ in passage.findings]
                settings = torch.tensor([settings_of(around.reading, finding) for finding, around in told])
                held += [finding for finding, _ in told]
                passages = [passage for passage, _ in batch]
                read.append(
                    self.network.read(passages, ROWS[width], width, settings)
                    if width
                    else self.network.read_packed(passages, settings)
                )
            return {id(finding): row for finding, row in zip(held, self._heads(torch.cat(read)), strict=True)}

    def _batches(self, asked: Sequence[Asked], widths: Sequence[int]) -> Iterator[tuple[int, list[Placed]]]:
        """Passages that are read at once, and the width that they are filled up to; 0 where they are packed."""
        by_width: dict[int, list[Placed]] = {}
        for around, findings in asked:
            for passage in passages_of(around, findings, self.pieces, widths):
                fits = WIDTHS[bisect.bisect_left(WIDTHS, _length(passage))]
                by_width.setdefault(0 if self.packs and fits > FEW else fits, []).append((passage, around))
                self.pieces_read += _length(passage)
        for width, passages in by_width.items():
            rows = ROWS.get(width, len(passages))
            for start in range(0, len(passages), rows):
                yield width, passages[start : start + rows]

    def _heads(self, read: torch.Tensor) -> np.ndarray:
        padded = torch.nn.functional.pad(read, (0, 0, 0, -len(read) % HEADS))
        scores = torch.cat([self.network.head(part) for part in torch.split(padded, HEADS)])
        likely: np.ndarray = scores[: len(read)].log_softmax(-1).numpy()
        return likely
