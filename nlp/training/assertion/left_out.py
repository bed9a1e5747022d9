"""Each part of the reports, with words that learnt from the other parts: so the coder reads reports new to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from medomics_ehr.contracts.finding import ASSERTIONS
from nlp.evaluation.gold import GoldReport
from nlp.learnt.fit import RegressionTraining, fit
from nlp.learnt.regression import Regression
from nlp.training.assertion.examples import Example

#: Parts of the reports, each a run of them, since reports that follow each other are mostly of one hand.
PARTS = 5


def left_out(
    reports: Sequence[GoldReport],
    examples: Sequence[Example],
    bank: Sequence[Example],
    settings: RegressionTraining,
) -> Iterator[tuple[list[GoldReport], Regression]]:
    """Parts of the reports and the words that the others taught; parts to which no other taught anything are left out.

    Args:
        examples: those of the reports. bank: more, from which every part's words learn.
    """
    for part in np.array_split(np.arange(len(reports)), min(PARTS, len(reports))):
        told = [reports[number] for number in part]
        ids = {report.report_id for report in told}
        others = [example for example in examples if example.report_id not in ids]
        if others:
            taught = [*others, *bank]
            answers = [ASSERTIONS.index(example.assertion) for example in taught]
            yield told, fit([example.case for example in taught], answers, len(ASSERTIONS), settings)
