"""A fusion study in a workspace: from a configuration to evaluation, model and predictions. The room's front door."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from fusion.bundle import Bundle, load_bundle, save_bundle
from fusion.config import FusionConfig
from fusion.dataset.block import SurvivalData
from fusion.dataset.build import build_dataset
from fusion.dataset.event_block import EventFeatures
from fusion.dataset.index import index_dates
from fusion.evaluate import Evaluation, evaluate
from fusion.facts import evaluation_facts, fitting_facts, identity
from fusion.figures import draw_figures
from fusion.fitting import fit_all
from fusion.follow_up import refuse_unreached
from fusion.model_card import model_card
from fusion.models.training import FitOptions
from fusion.predict import predict
from fusion.training_patients import read_training, training_patients, write_training
from medomics_ehr.contracts import Prediction, predictions_frame
from medomics_ehr.errors import InputRefused
from medomics_ehr.workspace import Workspace

Advance = Callable[[int, int | None], None]


def _no_progress(done: int, total: int | None) -> None:
    """Nobody watches."""


def dataset_of(workspace: Workspace, config: FusionConfig, followed_only: bool = True) -> SurvivalData:
    """The data set that a configuration names.

    Raises:
        InputRefused: nobody has an index date or follow-up, or a block's table is not there.
    """
    index = index_dates(workspace, config.cohort, config.index)
    features = EventFeatures(config.window_days, config.min_subjects)
    return build_dataset(workspace, index.frame, config.blocks, features, followed_only, index.account)


def evaluate_study(
    workspace: Workspace,
    config: FusionConfig,
    *,
    data: SurvivalData | None = None,
    processes: int | None = None,
    advance: Advance = _no_progress,
) -> Evaluation:
    """Cross-validate all models of the configuration; the figures go to `models/<name>.evaluation.json`.

    Raises:
        InputRefused: see `dataset_of`; nobody was followed to the horizon; or too few subjects or deaths.
    """
    data = data or dataset_of(workspace, config)
    refuse_unreached(data, config.horizon_days)
    if len(data) < 2 * config.folds:
        raise InputRefused(
            f"cohort: {len(data)} subjects are too few for {config.folds} folds; lower `folds` or widen it"
        )
    result = evaluate(
        data,
        config.models,
        config.horizon_days,
        folds=config.folds,
        repeats=config.repeats,
        seed=config.seed,
        options=_options(config),
        processes=processes,
        advance=advance,
    )
    target = _evaluation_path(workspace, config)
    staged = target.with_suffix(".new")
    staged.write_text(json.dumps(evaluation_facts(result, config), indent=1), encoding="utf-8")
    os.replace(staged, target)
    return result


def fit_study(
    workspace: Workspace,
    config: FusionConfig,
    *,
    data: SurvivalData | None = None,
    processes: int | None = None,
    advance: Advance = _no_progress,
) -> Path:
    """Fit the final model on all subjects, and write its folder with the card: `models/<name>/`.

    Raises:
        InputRefused: see `dataset_of`; nobody was followed to the horizon; or too few deaths.
    """
    data = data or dataset_of(workspace, config)
    refuse_unreached(data, config.horizon_days)
    name = config.final_model if len(config.blocks) > 1 else config.blocks[0]
    fitted = fit_all(data, name, config, _options(config), processes, advance)
    model = fitted.model
    facts = fitting_facts(data, model, config.horizon_days, _evaluation(workspace, config, data))
    words = config.model_dump(mode="json")
    digest = hashlib.sha256(json.dumps([words, facts["account"], facts["fitted"]], sort_keys=True).encode()).hexdigest()
    dictionary = tuple(entry for block in data.blocks.values() for entry in block.dictionary)
    model_id = f"{config.name}-{digest[:12]}"
    bundle = Bundle(model_id, model, fitted.resampled, words, dictionary, facts, fitted.by_fold)
    folder = workspace.path("models", config.name)
    # The list first: a fit that is cut off between the two leaves a list that the older model refuses, and no model
    # that knows nobody, whose patients would pass for new ones.
    write_training(training_patients(model_id, data, fitted.splits, fitted.drawn), _training_path(workspace, config))
    save_bundle(bundle, folder)
    if facts["evaluation"]:
        draw_figures(facts["evaluation"], folder)
    (folder / "MODEL_CARD.md").write_text(model_card(bundle), encoding="utf-8")
    return folder


def predict_study(
    workspace: Workspace, config: FusionConfig, *, data: SurvivalData | None = None
) -> tuple[Path, list[Prediction]]:
    """Predict for all who have an index date, and write `predictions/<name>.parquet`.

    Raises:
        InputRefused: the model was not fitted yet, was altered, or reads blocks that the configuration leaves out.
    """
    bundle = load_bundle(workspace.path("models", config.name))
    missing = [name for name in bundle.model.modalities if name not in config.blocks]
    if missing:
        raise InputRefused(
            f"model {config.name}: reads block {missing[0]}, which the configuration leaves out; fit again"
        )
    data = data or dataset_of(workspace, config, followed_only=False)
    longest = int(bundle.facts["longest_follow_up"])
    if config.horizon_days > longest:
        raise InputRefused(
            f"horizon_days: {config.horizon_days}, but model {config.name} saw nobody for longer than {longest} days; "
            "lower it"
        )
    training = read_training(_training_path(workspace, config), bundle.model_id)
    found = predict(bundle, data, config.horizon_days, config.least_blocks, training)
    target = workspace.path("predictions", f"{config.name}.parquet")
    staged = target.with_name(target.name + ".new")
    predictions_frame(found).to_parquet(staged, index=False)
    os.replace(staged, target)
    return target, found


def knows_its_patients(workspace: Workspace, config: FusionConfig) -> bool:
    """Whether the list of whom the model was fitted on is here; without it, all pass for new patients."""
    return _training_path(workspace, config).is_file()


def _options(config: FusionConfig) -> FitOptions:
    return FitOptions(config.l1_shares, config.inner_folds, config.seed)


def _evaluation_path(workspace: Workspace, config: FusionConfig) -> Path:
    return workspace.path("models", f"{config.name}.evaluation.json")


def _evaluation(workspace: Workspace, config: FusionConfig, data: SurvivalData) -> Mapping[str, Any] | None:
    path = _evaluation_path(workspace, config)
    facts: dict[str, Any] | None = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None
    return facts if facts and facts.get("identity") == identity(config, data) else None


def _training_path(workspace: Workspace, config: FusionConfig) -> Path:
    return workspace.path("models", f"{config.name}.training.parquet")
