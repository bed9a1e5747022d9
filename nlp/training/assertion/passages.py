"""Trains the transformer that reads passages: a low-rank delta of its encoder, and its head.

LoRA (Hu et al., ICLR 2022) with AdamW; words are hidden at random, passages vary in width, so that it reads short and
long ones alike.
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass

import torch

from medomics_ehr.contracts.finding import ASSERTIONS, Assertion
from nlp.assertion.learnt.network import AssertionNetwork, settings_of
from nlp.assertion.learnt.passages import Passage, WordPieces, passages_of
from nlp.assertion.learnt.surroundings import Surroundings
from nlp.candidates import Candidate
from nlp.coder import Coder
from nlp.evaluation.gold import GoldReport
from nlp.learnt.fit import OWN_REPORTS
from nlp.linking import delta
from nlp.linking.encoder import Encoder
from nlp.pipeline import read_reports
from nlp.training.assertion.examples import candidate_of

#: A report's surroundings with the findings to learn from and the assertion of each.
Told = tuple[Surroundings, list[tuple[Candidate, Assertion]]]
#: A passage, its report, and the assertion of each of its findings.
Drawn = tuple[Passage, Surroundings, list[Assertion]]


@dataclass(frozen=True, slots=True)
class ReaderTraining:
    """Settings of a run.

    Attributes:
        epochs: times that each finding is read.
        batch: passages a step.
        rank: of the delta's matrices.
        learning_rate, head_rate: peaks for the delta and the head, after a tenth of warm-up, then linear to nought.
        widths: most pieces of a passage, drawn for each report and epoch.
        hidden: share of pieces that are masked.
        dropout: in the head.
    """

    epochs: int = 5
    batch: int = 8
    rank: int = 16
    learning_rate: float = 1e-3
    head_rate: float = 1e-3
    widths: tuple[int, int] = (70, 150)
    hidden: float = 0.05
    dropout: float = 0.2
    smoothing: float = 0.02
    seed: int = 13


def told_by(reports: Iterable[GoldReport], coder: Coder) -> list[Told]:
    """What marked reports tell; `coder` must be of the rules alone."""
    told = []
    for report in reports:
        reading = read_reports(coder.pipeline, [report])[0]
        found = {id(c): (c, f.assertion) for f in report.findings if (c := candidate_of(reading, f)) and not c.fixed}
        told.append((Surroundings.of(reading), list(found.values())))
    return told


def train(
    told: Sequence[Told],
    settings: ReaderTraining,
    encoder: str = "minilm",
    report: Callable[[str], None] = print,
) -> tuple[AssertionNetwork, WordPieces, dict[str, torch.Tensor]]:
    """Train on reports; returns the network, its pieces, and the tensors that `AssertionReader.load` opens."""
    torch.manual_seed(settings.seed)
    rng, began = random.Random(settings.seed), time.monotonic()
    read = Encoder.load(encoder)
    added = delta.attach(read.model, settings.rank, settings.seed)
    network, pieces = AssertionNetwork(read.model, settings.dropout), WordPieces(read.tokenizer)
    own = {name: p for name, p in network.named_parameters() if not name.startswith("model.")}
    trained = [*added.values(), *own.values()]
    optimiser = torch.optim.AdamW(
        [
            {"params": list(added.values()), "lr": settings.learning_rate},
            {"params": list(own.values()), "lr": settings.head_rate},
        ],
        weight_decay=0.01,
    )
    steps = _steps(told, pieces, settings)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _warmed(step, steps))
    network.train()
    for epoch in range(settings.epochs):
        losses = []
        for batch in _batches(_drawn(told, pieces, settings, rng), settings, rng):
            loss = _loss(network, batch, settings, read.tokenizer.mask_token_id, rng)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(trained, 1.0)
            optimiser.step()
            schedule.step()
            losses.append(loss.item())
        mean, seconds = sum(losses) / len(losses), time.monotonic() - began
        report(f"epoch {epoch + 1} of {settings.epochs}: loss {mean:.3f}, {seconds:.0f} s")
    return network, pieces, {**added, **own}


def reader_card(told: Sequence[Told], settings: ReaderTraining, began: float) -> dict[str, str]:
    """What the delta says of itself: data, settings, time. It names no report."""
    return {name: str(value) for name, value in asdict(settings).items()} | {
        "data": f"{OWN_REPORTS}; a bank of phrases",
        "reports": str(len(told)),
        "findings": str(sum(len(findings) for _, findings in told)),
        "seconds": f"{time.monotonic() - began:.0f}",
    }


def _steps(told: Sequence[Told], pieces: WordPieces, settings: ReaderTraining) -> int:
    """Optimiser steps of a run, within a few: passages are drawn anew in each epoch."""
    drawn = _drawn(told, pieces, settings, random.Random(settings.seed))
    return settings.epochs * math.ceil(len(drawn) / settings.batch)


def _warmed(step: int, steps: int) -> float:
    warm = max(1, steps // 10)
    return min(1.0, (step + 1) / warm) * max(0.02, 1 - step / steps)


def _drawn(told: Sequence[Told], pieces: WordPieces, settings: ReaderTraining, rng: random.Random) -> list[Drawn]:
    drawn = []
    for around, findings in told:
        answers = {id(finding): assertion for finding, assertion in findings}
        width = rng.randint(*settings.widths)
        for passage in passages_of(around, [finding for finding, _ in findings], pieces, width):
            drawn.append((passage, around, [answers[id(finding)] for finding, _, _ in passage.findings]))
    return drawn


def _batches(drawn: list[Drawn], settings: ReaderTraining, rng: random.Random) -> list[list[Drawn]]:
    """Passages of about one length together, in random order."""
    drawn.sort(key=lambda one: len(one[0].pieces) + 30 * rng.random())
    batches = [drawn[at : at + settings.batch] for at in range(0, len(drawn), settings.batch)]
    rng.shuffle(batches)
    return batches


def _loss(
    network: AssertionNetwork, batch: Sequence[Drawn], settings: ReaderTraining, mask: int, rng: random.Random
) -> torch.Tensor:
    passages = [
        Passage([mask if rng.random() < settings.hidden else piece for piece in passage.pieces], passage.findings)
        for passage, _, _ in batch
    ]
    where = [settings_of(around.reading, finding) for passage, around, _ in batch for finding, _, _ in passage.findings]
    true = torch.tensor([ASSERTIONS.index(answer) for _, _, answers in batch for answer in answers])
    with torch.autocast("cpu", dtype=torch.bfloat16):
        scores = network(passages, torch.tensor(where))
    return torch.nn.functional.cross_entropy(scores.float(), true, label_smoothing=settings.smoothing)
