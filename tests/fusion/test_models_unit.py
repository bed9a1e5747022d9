"""Models on a known law: the signal is found, noise is not, shares add up, and test rows teach nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from fusion.dataset.block import Block, SurvivalData
from fusion.evaluate import Evaluation, evaluate
from fusion.explain import feature_contributions, modality_shares
from fusion.models.training import EARLY, LATE, FitOptions, fit_models
from medomics_ehr.errors import InputRefused

Planted = Callable[..., tuple[SurvivalData, np.ndarray]]
MODELS = ("ehr", "radiomics", "genomics", EARLY, LATE)
OPTIONS = FitOptions(l1_shares=(0.0,), inner_folds=3)


@pytest.fixture(scope="module")
def evaluated(planted: Planted) -> tuple[Evaluation, np.ndarray]:
    data, truth = planted()
    return evaluate(data, MODELS, 730, folds=4, repeats=2, options=OPTIONS), truth


def test_the_planted_signal_is_found_and_fusion_beats_every_modality(
    evaluated: tuple[Evaluation, np.ndarray],
) -> None:
    result, truth = evaluated
    best = result.c_index_of(truth).value
    alone = [result.score(name).c_index.value for name in MODELS[:3]]
    for fused in (EARLY, LATE):
        score = result.score(fused)
        assert score.c_index.value > max(alone)
        assert best - 0.10 < score.c_index.value < best + 0.01
        assert score.c_index.low < score.c_index.value < score.c_index.high
        assert score.auc > 0.7
        assert score.brier < 0.25
    assert result.difference(LATE, "genomics").value > 0


def test_dealing_a_modality_anew_costs_what_it_brings(evaluated: tuple[Evaluation, np.ndarray]) -> None:
    for name in (EARLY, LATE):
        drops = evaluated[0].score(name).permutation_drop
        assert set(drops) == {"ehr", "radiomics", "genomics"}
        assert all(0.01 < drop < 0.2 for drop in drops.values())
    alone = evaluated[0].score("ehr")
    assert alone.c_index.value - alone.permutation_drop["ehr"] == pytest.approx(0.5, abs=0.06)


def test_risks_are_calibrated(evaluated: tuple[Evaluation, np.ndarray]) -> None:
    groups = evaluated[0].score(LATE).calibration
    assert [g.subjects for g in groups] == [32] * 5
    assert np.mean([abs(g.predicted - g.observed) for g in groups]) < 0.12
    assert groups[0].observed < groups[-1].observed


def test_a_shuffled_outcome_gives_chance(planted: Planted) -> None:
    found = []
    for seed in range(3):
        data, _ = planted(seed=seed)
        order = np.random.default_rng(seed).permutation(len(data))
        shuffled = replace(data, time=data.time[order], event=data.event[order])
        result = evaluate(shuffled, (EARLY, LATE), 730, folds=4, repeats=2, options=OPTIONS)
        found += [score.c_index.value for score in result.scores]
    assert np.mean(found) == pytest.approx(0.5, abs=0.05)


def test_test_rows_teach_nothing(planted: Planted) -> None:
    """Whatever stands in the rows left out, the model of the training rows is the same."""
    data, _ = planted()
    train = np.arange(0, 120)
    spoiled = {
        name: Block(name, pd.concat([block.values.iloc[:120], 0 * block.values.iloc[120:] + 1e6]), block.dictionary)
        for name, block in data.blocks.items()
    }
    other = replace(data, blocks=spoiled)
    for name in (EARLY, LATE):
        one = fit_models([name], data.take(train), OPTIONS)[name]
        same = fit_models([name], other.take(train), OPTIONS)[name]
        for a, b in zip(one.parts, same.parts, strict=True):
            assert (a.coefficients == b.coefficients).all()
            assert a.weight == b.weight


@pytest.mark.parametrize("name", MODELS)
def test_shares_add_up_exactly(planted: Planted, name: str) -> None:
    data, _ = planted()
    model = fit_models([name], data, OPTIONS)[name]
    log_risk, by_modality = model.log_risk(data), model.contributions(data)
    for row in (0, 7, 42):
        features = feature_contributions(model, data, row)
        assert sum(f.contribution for f in features) == pytest.approx(log_risk[row], abs=1e-12)
        for modality in model.modalities:
            part = sum(f.contribution for f in features if f.modality == modality)
            assert part == pytest.approx(by_modality[modality].iloc[row], abs=1e-12)
    assert sum(modality_shares(model, data).values()) == pytest.approx(1)
    present = np.all([data.blocks[m].present for m in model.modalities], axis=0)
    assert log_risk[present].mean() == pytest.approx(0, abs=0.15)


def test_a_missing_block_counts_as_the_average_patient(planted: Planted) -> None:
    data, _ = planted()
    model = fit_models([LATE], data, OPTIONS)[LATE]
    gone = np.flatnonzero(~data.blocks["genomics"].present)[0]
    assert model.contributions(data)["genomics"].iloc[gone] == 0
    assert all(f.value is None for f in feature_contributions(model, data, int(gone)) if f.modality == "genomics")


def test_columns_that_are_constant_or_mostly_missing_are_left_out(planted: Planted) -> None:
    data, _ = planted()
    values = data.blocks["ehr"].values.copy()
    values["ehr_1"] = 3.0
    values.loc[10:, "ehr_2"] = np.nan
    spoiled = replace(data, blocks={**data.blocks, "ehr": Block("ehr", values, data.blocks["ehr"].dictionary)})
    part = fit_models(["ehr"], spoiled, OPTIONS)["ehr"].parts[0]
    assert set(part.scaling.columns) == {"ehr_0", "ehr_3", "ehr_4", "ehr_5"}


def test_too_few_deaths_are_refused(planted: Planted) -> None:
    data, _ = planted(subjects=40)
    with pytest.raises(InputRefused, match="0 deaths among the subjects that have it"):
        fit_models(["ehr"], replace(data, event=np.zeros(40)), OPTIONS)


def test_two_processes_give_what_one_gives(planted: Planted) -> None:
    data, _ = planted(subjects=60)
    one, two = (evaluate(data, ("ehr",), 365, folds=2, repeats=1, options=OPTIONS, processes=n) for n in (1, 2))
    assert (one.scores[0].out_of_fold.log_risk == two.scores[0].out_of_fold.log_risk).all()
