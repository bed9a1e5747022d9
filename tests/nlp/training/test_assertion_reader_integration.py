"""The reader of passages is trained on any encoder, read back, and weighs assertions; a foreign delta is refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from medomics_ehr.errors import EnvironmentFailed
from nlp.assertion.learnt.arbiter import Arbiter, delta_of
from nlp.assertion.learnt.network import AssertionReader
from nlp.coder import Coder
from nlp.evaluation.marked import read_marked_reports
from nlp.linking import delta
from nlp.pipeline import read_reports
from nlp.training.assertion.passages import ReaderTraining, told_by, train

REPORTS = read_marked_reports(Path(__file__).parents[2] / "data" / "reports")[:3]


@pytest.fixture(scope="module")
def trained(tiny_encoder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trained") / "encoder"
    shutil.copytree(tiny_encoder, folder)
    told = told_by(REPORTS, Coder.load("fast"))
    _, _, tensors = train(told, ReaderTraining(epochs=1, rank=2), str(folder), report=lambda line: None)
    delta.write(delta_of(str(folder)), tensors, {"reports": "3"})
    return folder


def test_it_weighs_what_it_reads(trained: Path) -> None:
    report = REPORTS[0]
    reading = read_reports(Coder.load("fast").pipeline, [report])[0]
    arbiter = Arbiter("all", str(trained))
    assert arbiter.reads == "all"
    arbiter(reading)
    assert {candidate.assertion for candidate in reading.candidates} > {"present"}


def test_an_encoder_without_a_delta_reads_nothing(tiny_encoder: Path) -> None:
    assert Arbiter("all", str(tiny_encoder)).reads == "none"


def test_a_delta_of_another_encoder_or_a_cut_one_is_refused(trained: Path, tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFailed):
        AssertionReader.load(str(trained), delta_of("minilm"))
    cut = tmp_path / "reader.safetensors"
    cut.write_bytes(delta_of(str(trained)).read_bytes()[:-20])
    with pytest.raises(EnvironmentFailed):
        AssertionReader.load(str(trained), cut)


def test_the_shipped_delta_is_of_minilm() -> None:
    assert Arbiter("all").reader.network is not None
    assert {"reports", "findings", "seconds", "data"} <= set(delta.card(delta_of("minilm")))
