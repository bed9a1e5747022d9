"""A model's files: the same predictions after reading, and a refusal when a file is not what was written."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from fusion.bundle import Bundle, load_bundle, save_bundle
from fusion.dataset.block import SurvivalData
from fusion.models.training import EARLY, LATE, FitOptions, fit_models, refit
from fusion.predict import predict
from medomics_ehr.errors import InputRefused

Planted = Callable[..., tuple[SurvivalData, np.ndarray]]


@pytest.fixture
def bundle(planted: Planted) -> Bundle:
    data, _ = planted(subjects=80)
    model = fit_models([LATE], data, FitOptions(l1_shares=(0.0,), inner_folds=3))[LATE]
    drawn = tuple(refit(model, data, np.random.default_rng(k).integers(0, 80, 80)) for k in range(5))
    return Bundle("lung-1", model, drawn, {"name": "lung"}, data.blocks["ehr"].dictionary, {"deaths": 3})


def test_a_model_read_again_predicts_the_same(bundle: Bundle, planted: Planted, tmp_path: Path) -> None:
    data, _ = planted(subjects=80)
    save_bundle(bundle, tmp_path / "m")
    again = load_bundle(tmp_path / "m")
    assert predict(again, data, 365, 2) == predict(bundle, data, 365, 2)
    assert again.dictionary == bundle.dictionary
    assert again.model.penalties == bundle.model.penalties


def test_a_model_abstains_without_enough_blocks(bundle: Bundle, planted: Planted) -> None:
    data, _ = planted(subjects=80, missing=0.45)
    for row, one in enumerate(predict(bundle, data, 365, least_blocks=2)):
        present = [name for name in ("ehr", "radiomics", "genomics") if data.blocks[name].present[row]]
        assert one.abstained == (len(present) < 2)
        assert all(name not in one.reason for name in present)


@pytest.mark.parametrize("name", [EARLY, LATE])
def test_refitting_on_the_same_rows_changes_nothing(planted: Planted, name: str) -> None:
    data, _ = planted(subjects=80)
    model = fit_models([name], data, FitOptions(l1_shares=(0.0,), inner_folds=3))[name]
    again = refit(model, data, np.arange(80))
    assert again.log_risk(data) == pytest.approx(model.log_risk(data), abs=1e-4)
    assert again.risk(again.log_risk(data), 365) == pytest.approx(model.risk(model.log_risk(data), 365), abs=1e-4)


def test_altered_weights_are_refused(bundle: Bundle, tmp_path: Path) -> None:
    save_bundle(bundle, tmp_path / "m")
    weights = tmp_path / "m" / "weights.safetensors"
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)
    with pytest.raises(InputRefused, match="altered since it was written"):
        load_bundle(tmp_path / "m")


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda folder: (folder / "weights.safetensors").unlink(), "no such file"),
        (lambda folder: (folder / "model.json").write_text("{"), "not a readable model"),
        (lambda folder: _set_format(folder, 99), "format 99"),
        (lambda folder: _set_format(folder, None), "not a readable model"),
    ],
)
def test_a_damaged_folder_is_refused(
    bundle: Bundle, tmp_path: Path, spoil: Callable[[Path], object], words: str
) -> None:
    save_bundle(bundle, tmp_path / "m")
    spoil(tmp_path / "m")
    with pytest.raises(InputRefused, match=words):
        load_bundle(tmp_path / "m")


def _set_format(folder: Path, value: int | None) -> None:
    words = json.loads((folder / "model.json").read_text())
    words.pop("format") if value is None else words.update(format=value)
    (folder / "model.json").write_text(json.dumps(words))
