"""Trains the transformer that reads passages: a low-rank delta of its encoder, and its head.

LoRA (Hu et al., ICLR 2022) with AdamW; words are hidden at random, passages vary in width, so that it reads short and
long ones alike.
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import torch

from medomics_ehr.contracts.finding import ASSERTIONS, Assertion
from medomics_ehr.errors import InputRefused
from nlp.assertion.learnt.network import AssertionNetwork, settings_of
from nlp.assertion.learnt.passages import Passage, WordPieces, passages_of
from nlp.assertion.learnt.surroundings import Surroundings
from nlp.candidates import Candidate
from nlp.coder import Coder
from nlp.evaluation.gold import GoldReport
from nlp.linking import delta
from nlp.linking.encoder import Encoder, weights_digest
from nlp.pipeline import read_reports
from nlp.training.assertion.examples import candidate_of
from nlp.training.assertion.phrases import notes_of, phrases

#: A report's surroundings with the findings to learn from and the assertion of each.
Told = tuple[Surroundings, list[tuple[Candidate, Assertion]]]
#: Is told how much is done, and of how much.
Advance = Callable[[int, int | None], None]
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
        widths: ranges of most pieces of a passage, of which one is drawn for each report and epoch.
        hidden: share of pieces that are masked.
        dropout: in the head.
    """

    epochs: int = 5
    batch: int = 8
    rank: int = 16
    learning_rate: float = 1e-3
    head_rate: float = 1e-3
    widths: tuple[tuple[int, int], ...] = ((64, 150), (200, 384))
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


def learn_reader(
    reports: Sequence[GoldReport],
    out: Path,
    data: str,
    settings: ReaderTraining,
    encoder: str = "minilm",
    begun: Mapping[str, torch.Tensor] | None = None,
    advance: Advance = lambda done, total: None,
) -> dict[str, str]:
    """Tune the reader, write it to `out`, and return the card that the file carries.

    Args:
        data: what the card says of the reports.
        encoder: `minilm`, or a folder.
        begun: tensors of a reader of the same encoder, which is tuned further; without them all is learnt anew, from
            the bank of phrases too.

    Raises:
        InputRefused: the coder finds none of the marked findings.
        EnvironmentFailed: there is no encoder.
    """
    began, coder = time.monotonic(), Coder.load("fast")
    if begun:
        settings = replace(settings, rank=next(len(t) for name, t in begun.items() if name.endswith(".A")))
    told = told_by(reports, coder)
    if not any(findings for _, findings in told):
        raise InputRefused("reader: the coder finds none of the marked findings, so the reports teach nothing")
    if begun is None:
        told += told_by(notes_of(phrases(), 0), coder)
    tensors = train(told, settings, encoder, begun, advance)
    card = reader_card(told, settings, data if begun else f"{data}; a bank of phrases")
    card |= {"encoder": weights_digest(encoder), "seconds": f"{time.monotonic() - began:.0f}"}
    delta.write(out, tensors, card)
    return card


def train(
    told: Sequence[Told],
    settings: ReaderTraining,
    encoder: str = "minilm",
    begun: Mapping[str, torch.Tensor] | None = None,
    advance: Advance = lambda done, total: None,
) -> dict[str, torch.Tensor]:
    """Train on reports; returns the tensors that `AssertionReader.load` opens.

    Args:
        begun: such tensors to go on from, of the settings' rank.
        advance: is told the step reached, and about how many there are.
    """
    torch.manual_seed(settings.seed)
    rng, done = random.Random(settings.seed), 0
    read = Encoder.load(encoder)
    added = delta.attach(read.model, settings.rank, settings.seed)
    network, pieces = AssertionNetwork(read.model, settings.dropout), WordPieces(read.tokenizer)
    own = {name: p for name, p in network.named_parameters() if not name.startswith("model.")}
    trained = [*added.values(), *own.values()]
    with torch.no_grad():
        for name, tensor in (begun or {}).items():
            {**added, **own}[name].copy_(tensor)
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
    for _ in range(settings.epochs):
        for batch in _batches(_drawn(told, pieces, settings, rng), settings, rng):
            loss = _loss(network, batch, settings, read.tokenizer.mask_token_id, rng)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(trained, 1.0)
            optimiser.step()
            schedule.step()
            done += 1
            advance(min(done, steps), steps)
    return {**added, **own}


def reader_card(told: Sequence[Told], settings: ReaderTraining, data: str) -> dict[str, str]:
    """What the delta says of itself: data and settings. It names no report."""
    return {name: str(value) for name, value in asdict(settings).items()} | {
        "data": data,
        "reports": str(len(told)),
        "findings": str(sum(len(findings) for _, findings in told)),
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
        width = rng.randint(*rng.choice(settings.widths))
        for passage in passages_of(around, [finding for finding, _ in findings], pieces, [width]):
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
