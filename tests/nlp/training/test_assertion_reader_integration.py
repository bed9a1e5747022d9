"""The reader of passages is trained on any encoder, read back, and weighs assertions; a foreign delta is refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from medomics_ehr.errors import EnvironmentFailed
from nlp.assertion.learnt.arbiter import SHIPPED_READER, Arbiter
from nlp.assertion.learnt.network import AssertionReader
from nlp.coder import Coder
from nlp.evaluation.marked import read_marked_reports
from nlp.learnt.folder import FILES
from nlp.linking import delta
from nlp.linking.encoder import weights_digest
from nlp.pipeline import read_reports
from nlp.trained.model_files import write_folder
from nlp.training.assertion.passages import ReaderTraining, told_by, train

REPORTS = read_marked_reports(Path(__file__).parents[2] / "data" / "reports")[:3]


@pytest.fixture(scope="module")
def learnt(tiny_encoder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a reader of the tiny encoder."""
    folder = tmp_path_factory.mktemp("learnt") / "parts"
    told = told_by(REPORTS, Coder.load("fast"))
    tensors = train(told, ReaderTraining(epochs=1, rank=2), str(tiny_encoder))
    card = {"reports": "3", "encoder": weights_digest(str(tiny_encoder))}
    write_folder(folder, lambda made: delta.write(made / FILES["reader"], tensors, card), {}, "")
    return folder


def test_it_weighs_what_it_reads(tiny_encoder: Path, learnt: Path) -> None:
    report = REPORTS[0]
    reading = read_reports(Coder.load("fast").pipeline, [report])[0]
    arbiter = Arbiter("all", str(tiny_encoder), learnt)
    assert arbiter.reads == "all"
    arbiter(reading)
    assert {candidate.assertion for candidate in reading.candidates} > {"present"}


def test_an_encoder_without_a_reader_reads_nothing(tiny_encoder: Path) -> None:
    assert Arbiter("all", str(tiny_encoder)).reads == "none"


def test_a_delta_of_another_encoder_or_a_cut_one_is_refused(tiny_encoder: Path, learnt: Path, tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFailed):
        AssertionReader.load(str(tiny_encoder), SHIPPED_READER)
    cut = tmp_path / "reader.safetensors"
    cut.write_bytes((learnt / FILES["reader"]).read_bytes()[:-20])
    with pytest.raises(EnvironmentFailed):
        AssertionReader.load(str(tiny_encoder), cut)


def test_a_reader_of_an_encoder_of_the_same_shape_is_refused(tiny_encoder: Path, learnt: Path, tmp_path: Path) -> None:
    another = Path(shutil.copytree(tiny_encoder, tmp_path / "another"))
    weights = delta.read(another / "model.safetensors")
    delta.write(another / "model.safetensors", {name: tensor + 0.01 for name, tensor in weights.items()}, {})
    with pytest.raises(EnvironmentFailed, match="made for another encoder"):
        AssertionReader.load(str(another), learnt / FILES["reader"])


def test_the_shipped_delta_is_of_minilm() -> None:
    assert Arbiter("all").reader.network is not None
    assert {"reports", "findings", "seconds", "data"} <= set(delta.card(SHIPPED_READER))
