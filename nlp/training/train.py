"""Trains a coder from a configuration: reads the corpus, learns to find and to code mentions, and writes the folder."""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from medomics_ehr.errors import EnvironmentFailed
from nlp.trained.coder import TrainedCoder
from nlp.trained.mention_linker import MentionLinker
from nlp.trained.model_files import check_replaceable, write_model
from nlp.trained.tagger import Tagger
from nlp.training.card import model_card
from nlp.training.config import TrainingConfig
from nlp.training.corpus import AnnotatedReport
from nlp.training.figures import Figures, figures_of
from nlp.training.mention_linker import check_codes, train_linker
from nlp.training.tagger import train_tagger

Advance = Callable[[int, int | None], None]
#: Tokens a second that an epoch reads, on one core of 2026; a dry run's estimate follows from it.
_CHARACTERS_A_SECOND = 50_000
#: Seconds to start PyTorch and to write the model, and seconds that the linker of each kind with codes takes.
_START, _LINKER = 8.0, 1.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What a training would read, and about how long it would take."""

    reports: int
    mentions: int
    codes: int
    kinds: tuple[str, ...]
    evaluated: dict[str, int]
    seconds: float

    def to_json(self) -> dict[str, Any]:
        """The object that `nlp train --dry-run --json` prints."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def plan(config: TrainingConfig) -> Plan:
    """Read the whole corpus and say what a training would do; nothing is written.

    Raises:
        InputRefused: a source cannot be read.
    """
    reports, evaluated = config.training_reports(), config.evaluation_reports()
    check_codes(reports, config.linker)
    mentions = [mention for report in reports for mention in report.mentions]
    characters = sum(len(report.text) for report in reports)
    return Plan(
        reports=len(reports),
        mentions=len(mentions),
        codes=len({mention.code for mention in mentions if mention.code}),
        kinds=tuple(sorted({mention.kind for mention in mentions})),
        evaluated={name: len(found) for name, found in evaluated.items()},
        seconds=round(
            _START
            + _LINKER * len({mention.kind for mention in mentions if mention.code})
            + characters * config.tagger.epochs * config.tagger.members / _CHARACTERS_A_SECOND,
            1,
        ),
    )


def train(config: TrainingConfig, out: Path, advance: Advance = lambda done, total: None) -> dict[str, Any]:
    """Train, write the model folder `out` with its card, and return its facts: data, seed, seconds and figures.

    A killed training goes on after its last whole epoch (`OUT.checkpoint/`).

    Raises:
        InputRefused: a source cannot be read, or holds nothing to learn.
        EnvironmentFailed: the folder holds other files, or cannot be written.
    """
    began = time.monotonic()
    check_replaceable(out)
    reports, evaluated = config.training_reports(), config.evaluation_reports()
    check_codes(reports, config.linker)
    checkpoint = out.with_name(f"{out.name}.checkpoint")
    digest = digest_of(config, reports)
    try:
        checkpoint.mkdir(parents=True, exist_ok=True)
        tagger = train_tagger(reports, config.tagger, config.seed, checkpoint, digest, advance)
    except OSError as error:
        raise EnvironmentFailed(f"{checkpoint}: cannot be written ({error.strerror}); name another --out") from error
    _halve(tagger)
    linkers = {kind: train_linker(reports, kind, config.linker, config.seed) for kind in tagger.labels.kinds}
    trained = {kind: found for kind, found in linkers.items() if found is not None}
    coder = TrainedCoder(config.name, tagger, {kind: linker for kind, (linker, _) in trained.items()})
    figures = {name: figures_of(coder, found) for name, found in evaluated.items()}
    facts = _facts(config, reports, digest, figures, time.monotonic() - began)
    tensors = {"tagger": _tagger_arrays(tagger)}
    if trained:
        tensors["linker"] = {f"{kind}/{n}": a for kind, (_, arrays) in trained.items() for n, a in arrays.items()}
    words = {"model": facts | {"kinds": list(tagger.labels.kinds)}, **_words(tagger, coder.linkers)}
    write_model(out, tensors, words, model_card(config, facts))
    shutil.rmtree(checkpoint, ignore_errors=True)
    return facts


def digest_of(config: TrainingConfig, reports: Sequence[AnnotatedReport]) -> str:
    """What the weights follow from: settings, seed and reports, in 16 hexadecimal digits."""
    digest = hashlib.sha256(f"{config.seed}|{config.tagger!r}".encode())
    for report in reports:
        digest.update(repr((report.report_id, report.text, report.mentions)).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:16]


def _facts(
    config: TrainingConfig, reports: Sequence[AnnotatedReport], digest: str, figures: dict[str, Figures], seconds: float
) -> dict[str, Any]:
    mentions = [mention for report in reports for mention in report.mentions]
    return {
        "name": config.name,
        "languages": list(config.languages),
        "seed": config.seed,
        "trained_on": {
            "reports": len(reports),
            "mentions": len(mentions),
            "codes": len({mention.code for mention in mentions if mention.code}),
            "digest": digest,
        },
        "tagger": config.tagger.model_dump(),
        "linker": config.linker.model_dump(mode="json", exclude={"names"}) | {"names": config.linker.names is not None},
        "figures": figures,
        "seconds": round(seconds, 1),
    }


def _halve(tagger: Tagger) -> None:
    """Round the weights to half precision, in which they are kept, so that the figures are those of the files."""
    for parameter in tagger.network.parameters():
        parameter.data = parameter.data.half().float()


def _tagger_arrays(tagger: Tagger) -> dict[str, np.ndarray]:
    return {name: tensor.numpy().astype(np.float16) for name, tensor in tagger.network.state_dict().items()}


def _words(tagger: Tagger, linkers: Mapping[str, MentionLinker]) -> dict[str, Any]:
    vocabulary = sorted(tagger.vocabulary, key=lambda word: tagger.vocabulary[word])
    return {
        "vocabulary": {"words": vocabulary, "mentions": tagger.lexicon.to_json()},
        "names": {kind: linker.names.to_json() for kind, linker in linkers.items()},
    }
