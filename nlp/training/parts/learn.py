"""Learns the parts that a configuration names, and writes the folder that `medomics code --learnt` runs."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from nlp.assertion.learnt.arbiter import SHIPPED_READER
from nlp.assertion.learnt.weights import shipped_weights
from nlp.dates.learnt.ties import shipped_ties
from nlp.evaluation.gold import GoldReport
from nlp.learnt.folder import FILES, PARTS, Part
from nlp.linking import delta
from nlp.linking.encoder import MINILM, Encoder
from nlp.trained.model_files import check_replaceable, write_folder
from nlp.training.assertion.words import learn_words
from nlp.training.date_ties import learn_ties
from nlp.training.parts.card import parts_card
from nlp.training.parts.config import PartsConfig
from nlp.training.parts.figures import Figures, compare
from nlp.training.parts.reports import Split, digest_of, split_reports

Advance = Callable[[int, int | None], None]
#: Steps of the progress that each part takes.
_STEPS = 100
#: Reading the reports is one part in so many of learning their words.
_READ = 10
#: Seconds a marked finding, on one core of 2026; learning anew adds the bank of phrases.
_SECONDS = {"words": 0.004, "dates": 0.0006, "reader": 0.02}
_BANK = {"words": 30.0, "dates": 0.0, "reader": 100.0}
#: Seconds to load the coder, which reads the reports, and for each report that figures are reported on, read twice.
_START, _EVALUATED = 15.0, 0.3


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be learnt from how much, and in about how long."""

    learns: tuple[Part, ...]
    starts_from: str
    reports: int
    findings: int
    assertions: dict[str, int]
    dated: int
    evaluated: dict[str, int]
    seconds: float

    def to_json(self) -> dict[str, Any]:
        """The object that `nlp train --dry-run --json` prints."""
        return asdict(self)


def plan(config: PartsConfig) -> Plan:
    """Read all reports and say what would be learnt; nothing is written.

    Raises:
        InputRefused: a source is refused.
        EnvironmentFailed: there is no encoder.
    """
    split = split_reports(config)
    findings = [finding for report in split.learnt for finding in report.findings]
    assertions = [finding.assertion for finding in findings]
    if "reader" in config.learns:
        Encoder.load(config.encoder)
    return Plan(
        learns=_in_order(config),
        starts_from=config.starts_from,
        reports=len(split.learnt),
        findings=len(findings),
        assertions={name: assertions.count(name) for name in sorted(set(assertions))},
        dated=sum(finding.date is not None for finding in findings),
        evaluated={name: len(reports) for name, reports in split.evaluated.items()},
        seconds=round(
            _START
            + _EVALUATED * sum(map(len, split.evaluated.values()))
            + sum(_seconds(config, part, len(findings)) for part in config.learns),
            1,
        ),
    )


def learn(config: PartsConfig, out: Path, advance: Advance = lambda done, total: None) -> dict[str, Any]:
    """Learn the parts, write the folder with its card, and return its facts: data, seed, seconds and figures.

    Raises:
        InputRefused: a source is refused, or tells too little.
        EnvironmentFailed: there is no encoder, or the folder holds other files or cannot be written.
    """
    began = time.monotonic()
    check_replaceable(out)
    split = split_reports(config)
    cards: dict[str, dict[str, str]] = {}

    def fill(folder: Path) -> None:
        for number, part in enumerate(parts := _in_order(config)):
            told = _share_of(advance, number, len(parts))
            cards[part] = _learn_part(part, config, split, folder / FILES[part], told)
            told(1, 1)

    trial = out.with_name(f"{out.name}.trial")  # Figures are of the files as they will be read.
    try:
        write_folder(trial, fill, {}, "")
        figures = compare(config, trial, split.evaluated)
        facts = _facts(config, split.learnt, cards, figures, time.monotonic() - began)
        write_folder(out, lambda folder: _copy(trial, folder), facts, parts_card(config, facts))
    finally:
        shutil.rmtree(trial, ignore_errors=True)
    return facts


def _learn_part(part: Part, config: PartsConfig, split: Split, out: Path, advance: Advance) -> dict[str, str]:
    begins, data, reports = config.starts_from == "shipped", config.description or "reports of its user", split.learnt
    if part == "words":
        begun = shipped_weights() if begins else None
        read = list(_told(reports, lambda done, total: advance(done, _READ * (total or 0))))
        return learn_words(read, out, data, begun, split.gold)
    if part == "dates":
        return learn_ties(_told(reports, advance), out, data, shipped_ties() if begins else None)
    from nlp.training.assertion.passages import ReaderTraining, learn_reader

    settings = ReaderTraining(**config.reader.model_dump(), seed=config.seed)
    delta_begun = delta.read(SHIPPED_READER) if begins and config.encoder == MINILM else None
    return learn_reader(reports, out, data, settings, config.encoder, delta_begun, advance)


def _told(reports: Sequence[GoldReport], advance: Advance) -> Iterator[GoldReport]:
    for done, report in enumerate(reports, start=1):
        yield report
        advance(done, len(reports))


def _share_of(advance: Advance, number: int, parts: int) -> Advance:
    """What tells the progress of one part as a share of that of all."""
    return lambda done, total: advance(number * _STEPS + (done * _STEPS // total if total else 0), parts * _STEPS)


def _in_order(config: PartsConfig) -> tuple[Part, ...]:
    return tuple(part for part in PARTS if part in config.learns)


def _seconds(config: PartsConfig, part: Part, findings: int) -> float:
    rounds = config.reader.epochs if part == "reader" else 1
    bank = _BANK[part] if config.starts_from == "nothing" else 0.0
    return rounds * (findings * _SECONDS[part] + bank)


def _copy(trial: Path, folder: Path) -> None:
    for name in FILES.values():
        if (trial / name).is_file():
            shutil.copyfile(trial / name, folder / name)


def _facts(
    config: PartsConfig,
    reports: Sequence[GoldReport],
    cards: dict[str, dict[str, str]],
    figures: Figures,
    seconds: float,
) -> dict[str, Any]:
    return {
        "name": config.name,
        "learns": list(cards),
        "starts_from": config.starts_from,
        "seed": config.seed,
        "trained_on": {
            "reports": len(reports),
            "findings": sum(len(report.findings) for report in reports),
            "digest": digest_of(reports),
        },
        "parts": cards,
        "figures": figures,
        "seconds": round(seconds, 1),
    }
