"""Models and metrics on public survival data with published figures.

`veteran`: Kalbfleisch and Prentice 1980, as R's survival prints it (`coxph`, Efron): coefficients and concordance.
`GBSG2`: Schumacher et al., J Clin Oncol 1994. `multipit`: TCGA lung, clinical and expression (no published figure).
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from fusion.dataset.block import Block, SurvivalData
from fusion.evaluate import evaluate
from fusion.metrics import harrell_c
from fusion.models.cox import RiskSets, fit_cox
from fusion.models.training import FitOptions
from medomics_ehr.contracts import FeatureColumn

#: coxph(Surv(time, status) ~ trt + celltype + karno + diagtime + age + prior, veteran); prior is 0 or 10 there.
VETERAN = {
    "Treatment=test": 0.2946,
    "Celltype=smallcell": 0.8616,
    "Celltype=adeno": 1.1961,
    "Celltype=large": 0.4013,
    "Karnofsky_score": -0.03282,
    "Months_from_Diagnosis": 0.00008,
    "Age_in_years": -0.00871,
    "Prior_therapy=yes": 0.0716,
}


def _arff(path: Path) -> pd.DataFrame:
    text = path.read_text(encoding="utf-8")
    names = re.findall(r"^@attribute +'?([\w.]+)'?", text, re.IGNORECASE | re.MULTILINE)
    rows = re.split(r"^@data\s*$", text, flags=re.IGNORECASE | re.MULTILINE)[1]
    cells = [[cell.strip(" '") for cell in line.split(",")] for line in rows.strip().splitlines() if line.strip()]
    return pd.DataFrame(cells, columns=names).apply(
        lambda column: pd.to_numeric(column, errors="coerce").fillna(column)
    )


def _indicators(frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    wanted = {}
    for column in columns:
        name, _, level = column.partition("=")
        wanted[column] = (frame[name] == level).astype(float) if level else frame[name].astype(float)
    return pd.DataFrame(wanted)


def _data(time: pd.Series, event: pd.Series, **blocks: pd.DataFrame) -> SurvivalData:
    index = pd.DataFrame({"subject_id": np.arange(1, len(time) + 1), "index_date": pd.Timestamp("2000-01-01")})
    made = {
        name: Block(name, values.reset_index(drop=True), tuple(FeatureColumn(str(c), name) for c in values))
        for name, values in blocks.items()
    }
    return SurvivalData(index, made, time.to_numpy(float), event.to_numpy(float))


def test_veteran_coefficients_and_concordance(shared: Path) -> None:
    frame = _arff(shared / "data" / "fusion" / "scikit_survival" / "veteran.arff")
    features = _indicators(frame, list(VETERAN)).to_numpy()
    time, event = frame["Survival_in_days"].to_numpy(float), (frame["Status"] == "dead").to_numpy(float)
    scale = features.std(axis=0)
    found = fit_cox((features - features.mean(axis=0)) / scale, RiskSets.of(time, event), 0.0) / scale
    assert found == pytest.approx(list(VETERAN.values()), abs=1e-3)
    assert harrell_c(time, event, features @ found) == pytest.approx(0.736, abs=0.001)


def test_gbsg2_cross_validated(shared: Path) -> None:
    frame = _arff(shared / "data" / "fusion" / "scikit_survival" / "GBSG2.arff")
    columns = ["age", "tsize", "pnodes", "progrec", "estrec", "horTh=yes", "menostat=Post", "tgrade=II", "tgrade=III"]
    data = _data(frame["time"], frame["cens"], ehr=_indicators(frame, columns))
    score = evaluate(data, ("ehr",), 1825, folds=5, repeats=1).scores[0]
    # Cross-validated Cox models of this set are published between 0.66 and 0.70.
    assert 0.66 <= score.c_index.value <= 0.71
    assert score.brier < 0.25


def test_multipit_runs_with_missing_values_and_shuffled_outcomes_give_chance(shared: Path) -> None:
    folder = shared / "data" / "fusion" / "multipit"
    clinical = pd.read_csv(folder / "tcga_lung_clinical.csv", index_col=0)
    rna = pd.read_csv(folder / "tcga_lung_rna.csv", index_col=0).reindex(clinical.index)
    kept = (clinical["OS.time"] > 0) & clinical["OS"].notna()
    clinical, rna = clinical[kept], rna[kept]
    data = _data(clinical["OS.time"], clinical["OS"], ehr=clinical.drop(columns=["OS", "OS.time"]), genomics=rna)
    options = FitOptions(l1_shares=(0.0,), inner_folds=3)
    result = evaluate(data, ("ehr", "genomics", "early", "late"), 730, folds=4, repeats=1, options=options)
    assert all(0.40 < score.c_index.value < 0.75 for score in result.scores)
    order = np.random.default_rng(0).permutation(len(data))
    shuffled = SurvivalData(data.index, data.blocks, data.time[order], data.event[order])
    chance = evaluate(shuffled, ("early",), 730, folds=4, repeats=2, options=options).scores[0].c_index.value
    assert chance == pytest.approx(0.5, abs=0.1)
