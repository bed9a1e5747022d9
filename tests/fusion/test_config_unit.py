"""A configuration is checked word by word, and says where it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from fusion.config import read_config
from medomics_ehr.errors import InputRefused


def test_a_short_configuration_is_enough(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    path.write_text("index: {codes: [ICD10//C34], after_days: 30}\nblocks: [ehr]\n")
    config = read_config(path)
    assert config.index is not None
    assert (config.index.after_days, config.models) == (30, ("ehr",))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("blocks: [ehr]", "give an index rule"),
        ("cohort: lung\nhorizon: 3", "horizon: Extra inputs"),
        ("cohort: lung\nhorizon_days: soon", "horizon_days: Input should be a valid integer"),
        ("cohort: lung\nblocks: [ehr, proteomics]", "blocks.1"),
        ("cohort: lung\nblocks: [ehr, ehr]", "each modality once"),
        ("cohort: lung\nname: ../x", "letters, digits"),
        ("index: {after_days: 3}", "give codes or displays"),
        ("- a", "not a YAML mapping"),
        ("a: [", "c.yaml:2: not readable as YAML"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "c.yaml"
    path.write_text(text + "\n")
    with pytest.raises(InputRefused, match=words):
        read_config(path)


def test_the_example_of_the_docs_is_valid(tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "docs" / "fusion.md").read_text(encoding="utf-8")
    path = tmp_path / "c.yaml"
    path.write_text(text.split("```yaml\n")[1].split("```")[0])
    assert read_config(path).name == "lung_survival"


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="no such file"):
        read_config(tmp_path / "none.yaml")
