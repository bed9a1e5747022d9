"""Seconds of a penalised Cox against lifelines', and of a whole evaluation, by subjects and columns.

python -m benchmarks.fusion
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

import numpy as np
import pandas as pd
from lifelines import CoxPHFitter

from apps.cli.console import table
from fusion.dataset.block import Block, SurvivalData
from fusion.evaluate import evaluate
from fusion.models.cox import RiskSets, fit_cox

_PENALTY = 0.1


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=int, default=2000, help="subjects of the largest set")
    most = parser.parse_args().most
    print(table(["subjects", "columns", "ours s", "lifelines s", "ratio"], [_cox(n, 50) for n in (200, most)]))
    print()
    print(table(["subjects", "columns", "models", "folds", "s", "late C"], [_evaluation(n, 50) for n in (200, most)]))


def _cox(subjects: int, columns: int) -> list[object]:
    data = _drawn(subjects, columns)
    features = data.blocks["ehr"].values.to_numpy()
    frame = data.blocks["ehr"].values.assign(time=data.time, event=data.event)
    ours = _seconds(lambda: fit_cox(features, RiskSets.of(data.time, data.event), _PENALTY))
    theirs = _seconds(lambda: CoxPHFitter(penalizer=_PENALTY).fit(frame, "time", "event"))
    return [subjects, columns, ours, theirs, theirs / ours]


def _evaluation(subjects: int, columns: int) -> list[object]:
    data, models = _drawn(subjects, columns), ("ehr", "genomics", "early", "late")
    found: list[float] = []
    seconds = _seconds(lambda: found.append(evaluate(data, models, 730, repeats=1).score("late").c_index.value))
    return [subjects, 2 * columns, len(models), 5, seconds, found[0]]


def _seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def _drawn(subjects: int, columns: int) -> SurvivalData:
    random = np.random.default_rng(0)
    log_risk, blocks = np.zeros(subjects), {}
    for name in ("ehr", "genomics"):
        values = random.normal(size=(subjects, columns))
        log_risk += 0.5 * values[:, :3].sum(axis=1)
        blocks[name] = Block(name, pd.DataFrame(values, columns=[f"{name}_{k}" for k in range(columns)]), ())
    death = 700 * random.exponential(np.exp(-log_risk))
    last = random.uniform(200, 1600, subjects)
    index = pd.DataFrame({"subject_id": np.arange(subjects), "index_date": pd.Timestamp("2024-01-01")})
    return SurvivalData(index, blocks, np.ceil(np.minimum(death, last)), (death <= last).astype(float))


if __name__ == "__main__":
    main()
