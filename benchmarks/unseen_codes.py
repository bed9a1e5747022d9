"""How often the linker of a trained coder has a code among its first five that its training never had.

    python -m benchmarks.unseen_codes cantemist.yaml

The training reports of a configuration of `medomics nlp train` are dealt into five folds; each is asked of a linker
that learnt from the others, with the marked spans given. Reports under `evaluate` are not read.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import compress
from pathlib import Path

from nlp.trained.linker_names import term_of
from nlp.trained.mention_linker import MentionLinker
from nlp.trained.short_forms import long_forms
from nlp.training.config import TrainingConfig, read_config
from nlp.training.corpus import AnnotatedReport
from nlp.training.mention_linker import train_linker

_FOLDS = 5
#: Mentions that are counted apart.
GROUPS = ("all", "new words", "unseen code")


def folds(
    reports: Sequence[AnnotatedReport], seed: int
) -> Iterator[tuple[list[AnnotatedReport], list[AnnotatedReport]]]:
    """Reports to learn from and reports to ask, five times."""
    dealt = list(reports)
    random.Random(seed).shuffle(dealt)
    for fold in range(_FOLDS):
        asked = dealt[fold::_FOLDS]
        ids = {report.report_id for report in asked}
        yield [report for report in reports if report.report_id not in ids], asked


def tally(config: TrainingConfig, kind: str) -> Counter[str]:
    """Mentions of one kind: all, with new words, with an unseen code; and how many of them were told rightly."""
    counts: Counter[str] = Counter()
    for learnt, asked in folds(config.training_reports(), config.seed):
        trained = train_linker(learnt, kind, config.linker, config.seed)
        if trained is not None:
            for report in asked:
                counts += _told(trained[0], report, kind)
    return counts


def _told(linker: MentionLinker, report: AnnotatedReport, kind: str) -> Counter[str]:
    counts: Counter[str] = Counter()
    forms = long_forms(report.text)
    for mention in report.mentions:
        if mention.kind != kind or not mention.code:
            continue
        words = report.text[mention.start : mention.end]
        ranked = [code for code, _ in linker.rank(words, 5, forms)]
        is_new, is_unseen = term_of(words) not in linker.names.coded, not linker.saw(mention.code)
        for group in compress(GROUPS, (True, is_new, is_unseen)):
            counts[group] += 1
            counts[f"{group}, first"] += ranked[:1] == [mention.code]
            counts[f"{group}, among five"] += mention.code in ranked
    return counts


def main(path: str) -> None:
    """Print a line for each group of mentions."""
    config = read_config(Path(path))
    kinds = sorted({mention.kind for report in config.training_reports() for mention in report.mentions})
    print("| kind | mentions | | right | right among five |\n| --- | --- | ---: | ---: | ---: |")
    for kind in kinds:
        counts = tally(config, kind)
        for group in GROUPS:
            if n := counts[group]:
                first, five = counts[f"{group}, first"] / n, counts[f"{group}, among five"] / n
                print(f"| {kind} | {group} | {n} | {first:.3f} | {five:.3f} |", flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
