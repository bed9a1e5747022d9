"""A fitted model as files: numbers in safetensors, words in JSON, a checksum between them. No pickle, no code.

`models/<name>/model.json`, `weights.safetensors`, `dictionary.parquet`, `MODEL_CARD.md`.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from fusion.models.linear import LinearModel, Part, Scaling
from medomics_ehr.contracts import FeatureColumn, dictionary_frame
from medomics_ehr.errors import InputRefused
from medomics_ehr.workspace import sha256_of

FORMAT = 2
_SCALING = ("low", "high", "mean", "deviation")


@dataclass(frozen=True)
class Bundle:
    """A model and what is needed to use it.

    Attributes:
        model: the fitted model.
        resampled: the same model fitted to bootstrapped patients, for intervals.
        config: the configuration as JSON types.
        dictionary: the columns of its blocks.
        facts: counts and figures that the card shows.
        by_fold: the same model fitted without each fold of its patients, for what is said of those.
    """

    model_id: str
    model: LinearModel
    resampled: tuple[LinearModel, ...]
    config: Mapping[str, Any]
    dictionary: tuple[FeatureColumn, ...]
    facts: Mapping[str, Any]
    by_fold: tuple[LinearModel, ...] = ()


def save_bundle(bundle: Bundle, folder: Path) -> None:
    """Write the folder; an older one of this name is replaced when the new one is whole."""
    staged = folder.with_name(folder.name + ".new")
    shutil.rmtree(staged, ignore_errors=True)
    staged.mkdir(parents=True)
    models = (bundle.model, *bundle.resampled, *bundle.by_fold)
    tensors = {f"{k}/{key}": array for k, model in enumerate(models) for key, array in _arrays(model).items()}
    save_file({key: np.ascontiguousarray(array) for key, array in tensors.items()}, staged / "weights.safetensors")
    dictionary_frame(bundle.dictionary).to_parquet(staged / "dictionary.parquet", index=False)
    words = {
        "format": FORMAT,
        "model_id": bundle.model_id,
        "models": [_words(model) for model in models],
        "resampled": len(bundle.resampled),
        "config": bundle.config,
        "facts": bundle.facts,
        "weights_sha256": sha256_of(staged / "weights.safetensors"),
    }
    (staged / "model.json").write_text(json.dumps(words, ensure_ascii=False, indent=1), encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    os.replace(staged, folder)


def load_bundle(folder: Path) -> Bundle:
    """Read a model's folder.

    Raises:
        InputRefused: there is none, another version wrote it, or a file was altered or cut.
    """
    try:
        words = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        if words["format"] != FORMAT:
            raise InputRefused(
                f"{folder}: format {words['format']!r}, this release reads {FORMAT}; fit the model again"
            )
        if sha256_of(folder / "weights.safetensors") != words["weights_sha256"]:
            raise InputRefused(f"{folder / 'weights.safetensors'}: altered since it was written; fit the model again")
        tensors = load_file(folder / "weights.safetensors")
        models = [_model(entry, k, tensors) for k, entry in enumerate(words["models"])]
        last = 1 + int(words["resampled"])
        rows = pd.read_parquet(folder / "dictionary.parquet").to_dict("records")
    except FileNotFoundError as error:
        raise InputRefused(f"{error.filename}: no such file; fit the model with `medomics fuse fit`") from None
    except (SafetensorError, json.JSONDecodeError, KeyError, UnicodeDecodeError) as error:
        raise InputRefused(f"{folder}: not a readable model ({type(error).__name__}); fit it again") from None
    dictionary = tuple(FeatureColumn(**{str(key): value for key, value in row.items()}) for row in rows)
    resampled, by_fold = tuple(models[1:last]), tuple(models[last:])
    return Bundle(words["model_id"], models[0], resampled, words["config"], dictionary, words["facts"], by_fold)


def _arrays(model: LinearModel) -> dict[str, np.ndarray]:
    found = {"times": model.times, "hazard": model.hazard}
    for part in model.parts:
        found[f"{part.modality}/coefficients"] = part.coefficients
        found.update({f"{part.modality}/{name}": getattr(part.scaling, name) for name in _SCALING})
    return found


def _words(model: LinearModel) -> dict[str, Any]:
    parts = [{"modality": p.modality, "weight": p.weight, "columns": list(p.scaling.columns)} for p in model.parts]
    return {"name": model.name, "parts": parts, "penalties": {k: list(v) for k, v in model.penalties.items()}}


def _model(words: Mapping[str, Any], number: int, tensors: Mapping[str, np.ndarray]) -> LinearModel:
    parts = []
    for entry in words["parts"]:
        place = f"{number}/{entry['modality']}"
        scaling = Scaling(tuple(entry["columns"]), *(tensors[f"{place}/{name}"] for name in _SCALING))
        parts.append(Part(entry["modality"], scaling, tensors[f"{place}/coefficients"], entry["weight"]))
    penalties = {name: (float(a), float(b)) for name, (a, b) in words["penalties"].items()}
    return LinearModel(words["name"], tuple(parts), tensors[f"{number}/times"], tensors[f"{number}/hazard"], penalties)
