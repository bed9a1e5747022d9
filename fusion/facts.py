"""What an evaluation and a fit found, as JSON types: for `--json`, the bundle, the model card and its figures."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

import numpy as np

from fusion.config import FusionConfig
from fusion.dataset.block import SurvivalData
from fusion.evaluate import Evaluation
from fusion.explain import modality_shares
from fusion.follow_up import doubts
from fusion.metrics import kaplan_meier
from fusion.models.linear import LinearModel


def evaluation_facts(result: Evaluation, config: FusionConfig) -> dict[str, Any]:
    """An evaluation as JSON types, for `--json` and the model card."""
    calibrated = config.final_model if config.final_model in config.models else config.models[-1]
    return {
        "subjects": len(result.data),
        "deaths": int(result.data.event.sum()),
        "doubts": doubts(result.data, config.horizon_days),
        "folds": config.folds,
        "repeats": config.repeats,
        "seed": config.seed,
        "horizon_days": config.horizon_days,
        "scores": [
            {
                "model": score.name,
                "subjects": score.subjects,
                "c_index": score.c_index.value,
                "low": score.c_index.low,
                "high": score.c_index.high,
                "c_index_present": score.c_index_present,
                "uno": score.uno,
                "auc": score.auc,
                "brier": score.brier,
                "integrated_brier": score.integrated_brier,
                "permutation_drop": dict(score.permutation_drop),
            }
            for score in result.scores
        ],
        "calibrated_model": calibrated,
        "calibration": [
            {"subjects": group.subjects, "predicted": group.predicted, "observed": group.observed}
            for group in result.score(calibrated).calibration
        ],
        "risk_groups": _risk_groups(result, calibrated),
        "identity": identity(config, result.data),
    }


def identity(config: FusionConfig, data: SurvivalData) -> str:
    """Digest of configuration and data, so that a card never shows the figures of another study."""
    digest = hashlib.sha256(config.model_dump_json().encode())
    for array in (data.index["subject_id"].to_numpy(), data.time, data.event):
        digest.update(np.ascontiguousarray(array).tobytes())
    for name, block in data.blocks.items():
        digest.update(f"{name}{list(block.values.columns)}".encode())
        digest.update(np.ascontiguousarray(block.values.to_numpy(float)).tobytes())
    return digest.hexdigest()


def fitting_facts(
    data: SurvivalData, model: LinearModel, horizon_days: int, evaluation: Mapping[str, Any] | None
) -> dict[str, Any]:
    """What was fitted to whom: counts, follow-up, blocks, shares, software, and the evaluation if there is one."""
    followed = kaplan_meier(data.time, 1 - data.event)
    half = followed.times[followed.values <= 0.5]
    software = ("medomics-ehr", "numpy", "scipy")
    return {
        "account": dict(data.account),
        "deaths": int(data.event.sum()),
        "doubts": doubts(data, horizon_days),
        "longest_follow_up": float(data.time.max()),
        "median_follow_up": float(half[0] if len(half) else data.time.max()),
        "blocks": {
            name: {"columns": len(block.dictionary), "present": float(block.present.mean())}
            for name, block in data.blocks.items()
        },
        "shares": modality_shares(model, data),
        "fitted": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "software": ", ".join(f"{name} {version(name)}" for name in software),
        "evaluation": evaluation,
    }


def _risk_groups(result: Evaluation, model: str) -> list[dict[str, Any]]:
    """Kaplan-Meier of thirds by the risk that the first repeat's models gave to unseen patients."""
    said = result.score(model).out_of_fold
    rows = np.flatnonzero(said.present)
    thirds = np.array_split(rows[np.argsort(said.risk[0, rows, -1], kind="stable")], 3)
    groups = []
    for name, third in zip(("low", "middle", "high"), thirds, strict=True):
        curve = kaplan_meier(result.data.time[third], result.data.event[third])
        groups.append(
            {"name": name, "subjects": len(third), "days": curve.times.tolist(), "survival": curve.values.tolist()}
        )
    return groups
