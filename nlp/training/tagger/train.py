"""The training loop of the tagger: the members of its committee, one after the other."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path

import torch
from torch import nn

from medomics_ehr.errors import InputRefused
from nlp.trained.network import Committee, NetworkShape, TaggerNetwork
from nlp.trained.tagger import Tagger
from nlp.training.config import TaggerSettings
from nlp.training.corpus import AnnotatedReport
from nlp.training.tagger.checkpoint import restore_checkpoint, save_checkpoint
from nlp.training.tagger.examples import Example, Examples, batches_of, examples_of

#: `advance(done, total)`, in epochs.
Advance = Callable[[int, int | None], None]
_LARGEST_GRADIENT = 5.0


def train_tagger(
    reports: Sequence[AnnotatedReport],
    settings: TaggerSettings,
    seed: int,
    checkpoint: Path,
    run: str,
    advance: Advance = lambda done, total: None,
) -> Tagger:
    """Train a tagger; a killed training goes on after its last whole epoch, to the same weights.

    Args:
        checkpoint: a folder for the state of each member after its last epoch.
        run: what the training follows from; a checkpoint of another run is not taken up.

    Raises:
        InputRefused: the reports hold no mention.
    """
    examples = examples_of(reports)
    if not examples.labels.kinds:
        raise InputRefused("corpus.train: no mention in any report; check the annotations and corpus.kinds")
    total = settings.epochs * settings.members
    members = []
    for number in range(settings.members):

        def step(epoch: int, before: int = number * settings.epochs) -> None:
            advance(before + epoch, total)

        state = checkpoint / f"{number}.safetensors"
        members.append(_member(examples, settings, seed * 1_000 + number, state, f"{run}/{number}", step))
    return Tagger(Committee(members), examples.labels, examples.vocabulary, examples.lexicon)


def _member(
    examples: Examples, settings: TaggerSettings, seed: int, state: Path, run: str, step: Callable[[int], None]
) -> TaggerNetwork:
    """One network, from where its state left it."""
    torch.manual_seed(seed)
    shape = NetworkShape(len(examples.vocabulary) + 2, len(examples.labels.names), settings.width)
    network = TaggerNetwork(shape, settings.dropout)
    optimiser = torch.optim.Adam(network.parameters(), lr=settings.learning_rate)
    done = restore_checkpoint(state, network, optimiser, run)
    step(done)
    for epoch in range(done + 1, settings.epochs + 1):
        _epoch(network, optimiser, examples, settings, epoch, seed)
        save_checkpoint(state, network, optimiser, epoch, run)
        step(epoch)
    return network


def _epoch(
    network: TaggerNetwork,
    optimiser: torch.optim.Optimizer,
    examples: Examples,
    settings: TaggerSettings,
    epoch: int,
    seed: int,
) -> None:
    """One pass. Its draws follow from seed and epoch alone, so that an interrupted run repeats them."""
    torch.manual_seed(seed * 1_000 + epoch)
    network.train()
    for group in optimiser.param_groups:
        group["lr"] = settings.learning_rate * (1 - (epoch - 1) / settings.epochs)
    for batch in batches_of(examples, settings, random.Random(f"{seed}/{epoch}")):
        loss = _loss(network, examples, batch) / len(batch)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(network.parameters(), _LARGEST_GRADIENT)
        optimiser.step()


def _loss(network: TaggerNetwork, examples: Examples, batch: Sequence[Example]) -> torch.Tensor:
    emissions, mask = network([example.features for example in batch])
    gold = nn.utils.rnn.pad_sequence([torch.tensor(example.labels) for example in batch])
    loss: torch.Tensor = network.chain(examples.labels).loss(emissions, mask, gold)
    return loss
