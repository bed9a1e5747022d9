"""Parts learnt from marked reports: which reports teach, what is learnt anew, and a reader of any encoder."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from nlp.assertion.learnt.arbiter import Arbiter
from nlp.assertion.learnt.weights import read_weights, shipped_weights
from nlp.coder import Coder, Report
from nlp.learnt.folder import learnt_parts
from nlp.linking import delta
from nlp.training.parts.config import PartsConfig, read_parts_config
from nlp.training.parts.learn import learn
from nlp.training.parts.reports import read_marked, split_reports

DATA = Path(__file__).parents[2] / "data"
GOLD = DATA / "gold" / "open.jsonl"


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one file of marked reports in French."""
    folder = tmp_path_factory.mktemp("few")
    (folder / "french").mkdir()
    shutil.copy(DATA / "reports" / "french" / "boards.txt", folder / "french")
    return folder


def test_only_decided_findings_of_a_reviewed_report_teach(hospital: Path) -> None:
    reviewed = read_marked(hospital / "reviewed.jsonl")
    assert [marked.whole for marked in reviewed] == [False] * 6
    assert {finding.kind for marked in reviewed for finding in marked.report.findings} == {"drug"}


def test_of_gold_the_development_half_is_learnt_and_the_other_half_scored() -> None:
    split = split_reports(PartsConfig(learns=("words",), gold=GOLD, evaluate={"scored": GOLD}))
    assert split.learnt
    assert all(report.is_development for report in split.learnt)
    assert not any(marked.report.is_development for marked in split.evaluated["scored"])


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_no_report_is_both_learnt_from_and_held_out(share: float) -> None:
    reports = DATA / "reports"
    split = split_reports(PartsConfig(learns=("words",), reports=(reports,), hold_out=share))
    learnt, held = {report.text for report in split.learnt}, {m.report.text for m in split.evaluated["held out"]}
    assert not learnt & held
    assert len(learnt | held) == len({marked.report.text for marked in read_marked(reports)})
    assert len(held) / len(learnt | held) == pytest.approx(share, abs=0.06)


def test_words_and_dates_learnt_anew_have_the_shape_of_those_shipped(few: Path, tmp_path: Path) -> None:
    config = PartsConfig(learns=("dates", "words"), reports=(few,), starts_from="nothing")
    facts = learn(config, tmp_path / "out")
    assert facts["learns"] == ["words", "dates"]
    weights = read_weights(learnt_parts(tmp_path / "out")["words"])
    assert np.array_equal(weights.record, shipped_weights().record)
    coder = Coder.load(learnt=tmp_path / "out")
    # The bank of phrases alone teaches this.
    found = coder.code(Report("1", "She has been off pembrolizumab ever since.", None, "2022-05-12", "consultation"))
    assert [finding.assertion for finding in found] == ["historical"]


def test_the_same_configuration_gives_the_same_parts(few: Path, tmp_path: Path) -> None:
    config = PartsConfig(learns=("words", "dates"), reports=(few,))
    first, second = (learn(config, tmp_path / name) for name in ("first", "second"))
    assert first["trained_on"] == second["trained_on"]
    for part, path in learnt_parts(tmp_path / "first").items():
        one, other = delta.read(path), delta.read(learnt_parts(tmp_path / "second")[part])
        assert all(bool((one[name] == other[name]).all()) for name in one)


@pytest.mark.deep  # The bank of phrases is read too.
def test_a_reader_of_another_encoder(few: Path, tiny_encoder: Path, tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(
        f"learns: [reader]\nreports: {few}\nencoder: {tiny_encoder}\nreader: {{epochs: 1, rank: 2}}\nout: made\n",
        encoding="utf-8",
    )
    config = read_parts_config(tmp_path / "own.yaml")
    assert config.out == tmp_path / "made"
    facts = learn(config, config.out)
    assert facts["parts"]["reader"]["epochs"] == "1"
    arbiter = Arbiter("all", str(tiny_encoder), config.out)
    assert arbiter.reads == "all"
    assert arbiter.reader.network.model.config.hidden_size == 16


def test_the_shipped_reader_is_tuned_further(few: Path, tmp_path: Path) -> None:
    """A step of no size keeps the shipped reader as it is, to half precision."""
    config = PartsConfig(learns=("reader",), reports=(few,))
    still = config.reader.model_copy(update={"epochs": 1, "learning_rate": 1e-12, "head_rate": 1e-12})
    learn(config.model_copy(update={"reader": still}), tmp_path / "out")
    shipped, own = delta.read(Arbiter("all").delta_file), delta.read(learnt_parts(tmp_path / "out")["reader"])
    assert shipped.keys() == own.keys()
    assert all(bool((shipped[name] == own[name]).all()) for name in shipped)
