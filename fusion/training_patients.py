"""Whom a model was fitted on, and what is said of them: only by models that were fitted without them.

A model knows the outcome of the patients it was fitted on, so what it says of them is too sure and no forecast. Each
of them gets the risk of the model of the fold that left them out (cross-fitting, as in the evaluation), and the
interval of the bootstrapped models that did not draw them (out of bag).

The list of patients lies beside the model's folder, not in it: a folder that is handed on names nobody.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from fusion.dataset.block import SurvivalData
from fusion.splits import Split
from medomics_ehr.errors import InputRefused


@dataclass(frozen=True)
class TrainingPatients:
    """The patients of one fit.

    Attributes:
        model_id: the fit.
        frame: subject_id; fold, the number of the model that left them out; out_of_bag, the numbers of the
            bootstrapped models that did not draw them.
    """

    model_id: str
    frame: pd.DataFrame

    def fold_of(self, subjects: Sequence[int]) -> np.ndarray:
        """The fold of each subject, -1 where the model was not fitted on them."""
        return self.frame.set_index("subject_id")["fold"].reindex(list(subjects)).fillna(-1).to_numpy(int)

    def unseen(self, subjects: Sequence[int], bootstraps: int) -> np.ndarray:
        """Which bootstrapped models had not seen which subject, shape (bootstraps, n)."""
        unseen = np.ones((bootstraps, len(subjects)), dtype=bool)
        bags = dict(zip(self.frame["subject_id"], self.frame["out_of_bag"], strict=True))
        for column, subject in enumerate(subjects):
            if subject in bags:
                unseen[:, column] = np.isin(np.arange(bootstraps), bags[subject])
        return unseen


def training_patients(
    model_id: str, data: SurvivalData, splits: Sequence[Split], drawn: Sequence[np.ndarray]
) -> TrainingPatients:
    """The patients of a fit.

    Args:
        splits: the folds, each with the rows that its model left out.
        drawn: the rows that each bootstrapped model was fitted to.
    """
    fold = np.full(len(data), -1)
    for number, split in enumerate(splits):
        fold[split.test] = number
    outside = np.array([~np.isin(np.arange(len(data)), rows) for rows in drawn])
    bags = [np.flatnonzero(outside[:, row]).tolist() for row in range(len(data))]
    subjects = data.index["subject_id"].astype("int64")
    return TrainingPatients(model_id, pd.DataFrame({"subject_id": subjects, "fold": fold, "out_of_bag": bags}))


def write_training(patients: TrainingPatients, path: Path) -> None:
    """Write the list whole, or not at all."""
    staged = path.with_name(path.name + ".new")
    patients.frame.assign(model_id=patients.model_id).to_parquet(staged, index=False)
    os.replace(staged, path)


def read_training(path: Path, model_id: str) -> TrainingPatients | None:
    """The list of a model; None where there is none, as of a model that was fitted in another workspace.

    Raises:
        InputRefused: it is the list of another fit, or no such list.
    """
    try:
        frame = pd.read_parquet(path)
        ours = bool((frame.pop("model_id") == model_id).all())
    except FileNotFoundError:
        return None
    except (ValueError, KeyError) as error:
        raise InputRefused(f"{path.name}: not a list of training patients; fit the model again") from error
    if not ours:
        raise InputRefused(f"{path.name}: the training patients of another fit; fit the model again")
    return TrainingPatients(model_id, frame)
