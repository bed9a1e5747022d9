"""The transformer that reads a finding's passage: an encoder with a low-rank delta, and a small head for each finding.

It knows the words, the kind of finding, its section and the age of its date; it does not know what the rules say.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from medomics_ehr.contracts.finding import ASSERTIONS, KINDS
from medomics_ehr.errors import EnvironmentFailed
from nlp.assertion.learnt.passages import Passage, WordPieces, passages_of
from nlp.assertion.learnt.surroundings import Surroundings, age_name
from nlp.candidates import Candidate
from nlp.linking import delta
from nlp.linking.encoder import Encoder
from nlp.text.reading import Reading
from nlp.text.sections.patterns import HEADINGS

SECTIONS = ("", *sorted(HEADINGS))
AGES = ("none", "undated", "ahead", "today", "days", "weeks", "months", "last_year", "years")
#: Pieces in the longest passage.
WIDTH = 150
_BATCH = 16


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
        longest = max(len(passage.pieces) for passage in passages)
        ids = torch.zeros(len(passages), longest, dtype=torch.long)
        mask = torch.zeros(len(passages), longest, dtype=torch.long)
        for row, passage in enumerate(passages):
            ids[row, : len(passage.pieces)] = torch.tensor(passage.pieces)
            mask[row, : len(passage.pieces)] = 1
        hidden = self.model(input_ids=ids, attention_mask=mask).last_hidden_state
        read = [
            torch.cat([hidden[row, first:last].mean(0), hidden[row, first - 1], hidden[row, last], hidden[row, 0]])
            for row, passage in enumerate(passages)
            for _, first, last in passage.findings
        ]
        kind, age, section = self.kind(settings[:, 0]), self.age(settings[:, 1]), self.section(settings[:, 2])
        scores: torch.Tensor = self.head(torch.cat([torch.stack(read).float(), kind, age, section], 1))
        return scores


def settings_of(reading: Reading, finding: Candidate) -> tuple[int, int, int]:
    """Kind, age of the date and section of a finding, by number."""
    section = reading.sentence(finding.first).section
    return (
        KINDS.index(finding.kind),
        AGES.index(age_name(reading.report_date, finding.date)),
        SECTIONS.index(section) if section in SECTIONS else 0,
    )


class AssertionReader:
    """A trained network with its tokenizer."""

    def __init__(self, network: AssertionNetwork, pieces: WordPieces) -> None:
        self.network = network.eval()
        self.network.model.to(torch.bfloat16)  # Once: an autocast would turn the weights at every passage.
        self.pieces = pieces

    @classmethod
    def load(cls, encoder: str, delta_file: Path) -> AssertionReader:
        """Open the network.

        Raises:
            EnvironmentFailed: the encoder or the delta is missing, altered, or they do not belong together.
        """
        read = Encoder.load(encoder)
        tensors = delta.read(delta_file)
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

    def log_probabilities(
        self, around: Surroundings, findings: Sequence[Candidate], width: int = WIDTH
    ) -> dict[int, np.ndarray]:
        """What the passages say of each finding, by the finding's `id()`: float32, shape (assertions,)."""
        passages = sorted(passages_of(around, findings, self.pieces, width), key=lambda p: len(p.pieces))
        likely: dict[int, np.ndarray] = {}
        with torch.inference_mode():
            for start in range(0, len(passages), _BATCH):
                batch = passages[start : start + _BATCH]
                held = [finding for passage in batch for finding, _, _ in passage.findings]
                settings = torch.tensor([settings_of(around.reading, finding) for finding in held])
                scores = self.network(batch, settings).float().log_softmax(-1).numpy()
                likely |= {id(finding): row for finding, row in zip(held, scores, strict=True)}
        return likely
