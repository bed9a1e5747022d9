"""Learnt parts that are missing, cut, altered or foreign are refused, as are sources without marks; no words leak."""

from __future__ import annotations

import json
import pickle
import shutil
from pathlib import Path

import pytest

from apps.cli.main import main
from medomics_ehr.errors import EnvironmentFailed, InputRefused
from medomics_ehr.workspace import sha256_of
from nlp.assertion.learnt.weights import SHIPPED
from nlp.batch.settings import Settings
from nlp.coder import Coder
from nlp.dates.learnt.ties import SHIPPED as SHIPPED_TIES
from nlp.trained.model_files import write_folder
from nlp.training.parts.config import read_parts_config
from nlp.training.parts.learn import learn
from nlp.training.parts.reports import read_marked


@pytest.fixture
def parts(tmp_path: Path) -> Path:
    """The shipped regressions as a folder of learnt parts."""

    def fill(folder: Path) -> None:
        for path in (SHIPPED, SHIPPED_TIES):
            shutil.copyfile(path, folder / path.name)

    write_folder(tmp_path / "parts", fill, {"name": "copy"}, "# copy\n")
    return tmp_path / "parts"


@pytest.mark.parametrize("name", ["assertion.safetensors", "ties.safetensors", "MODEL_CARD.md"])
@pytest.mark.parametrize("harm", ["gone", "cut", "altered"])
def test_each_file_is_checked(parts: Path, name: str, harm: str) -> None:
    path = parts / name
    content = path.read_bytes()
    if harm == "gone":
        path.unlink()
    else:
        path.write_bytes(content[:-1] if harm == "cut" else content[:-1] + bytes([content[-1] ^ 1]))
    for use in (lambda: Coder.load(learnt=parts), lambda: Settings(learnt=parts).configuration()):
        with pytest.raises(EnvironmentFailed, match=f"{name}: missing, cut or altered"):
            use()


def test_whole_parts_are_loaded(parts: Path) -> None:
    assert Coder.load(learnt=parts).pipeline.has_pipe("medomics_arbiter")


def test_a_pickle_is_not_opened_even_with_its_own_checksum(parts: Path, tmp_path: Path) -> None:
    class Trap:
        def __reduce__(self) -> tuple[object, tuple[object, ...]]:
            return Path.touch, (tmp_path / "sprung",)

    (parts / "ties.safetensors").write_bytes(pickle.dumps(Trap()))
    manifest = json.loads((parts / "model.json").read_text())
    manifest["files"]["ties.safetensors"] = sha256_of(parts / "ties.safetensors")
    (parts / "model.json").write_text(json.dumps(manifest))
    with pytest.raises(EnvironmentFailed, match="no regression"):
        Coder.load(learnt=parts)
    assert not (tmp_path / "sprung").exists()


def test_a_folder_of_other_files_is_neither_read_nor_overwritten(hospital: Path) -> None:
    with pytest.raises(EnvironmentFailed, match="no model there"):
        Coder.load(learnt=hospital)
    with pytest.raises(EnvironmentFailed, match="holds other files"):
        learn(read_parts_config(hospital / "own.yaml"), hospital)
    assert (hospital / "reviewed.jsonl").exists()


def test_a_coder_of_ones_own_is_no_learnt_part(model: Path) -> None:
    with pytest.raises(EnvironmentFailed, match="holds no learnt part"):
        Coder.load(learnt=model)


def test_the_command_ends_with_status_3_and_one_sentence(
    parts: Path, hospital: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (parts / "ties.safetensors").write_bytes(b"")
    out = hospital / "out.jsonl"
    assert main(["code", "--in", str(hospital / "reviewed.jsonl"), "--out", str(out), "--learnt", str(parts)]) == 3
    assert capsys.readouterr().err.count("\n") == 1
    assert not out.exists()


MARKED = "### r1 letter 2022-05-12\n{0}\n"


@pytest.mark.parametrize(
    "content",
    [
        MARKED.format("Sous {Dupont|drug:L01FD01|someday}."),
        MARKED.format("Sous {Dupont|remedy:L01FD01}."),
        MARKED.format("Sous {Dupont|drug:L01FD01."),
        MARKED.format("Sous Dupont|drug:L01FD01}."),
        MARKED.format("Sous {Dupont}."),
        "### r1 letter 2022-05-12\nSous Dupont.\n",
        "Sous {Dupont|drug:L01FD01}.",
        "",
    ],
)
def test_marks_that_are_malformed_or_missing(tmp_path: Path, content: str) -> None:
    (tmp_path / "french").mkdir()
    (tmp_path / "french" / "a.txt").write_text(content, encoding="utf-8")
    with pytest.raises(InputRefused, match=r"a\.txt:1: a mark|no marked finding") as refused:
        read_marked(tmp_path)
    assert "Dupont" not in str(refused.value)


@pytest.mark.parametrize(
    "wrong", [{"start": -1}, {"end": 999}, {"kind": "remedy"}, {"assertion": "someday"}, {"date": "hier"}, {"end": "4"}]
)
def test_findings_that_are_not_as_they_should_be(tmp_path: Path, wrong: dict[str, object]) -> None:
    finding = {"start": 0, "end": 6, "kind": "drug", "code": "L01FD01"} | wrong
    good = {"id": "1", "text": "Dupont", "findings": []}
    (tmp_path / "a.jsonl").write_text(f"{json.dumps(good)}\n\n{json.dumps(good | {'findings': [finding]})}\n")
    with pytest.raises(InputRefused, match=r"a\.jsonl:3: a finding") as refused:
        read_marked(tmp_path / "a.jsonl")
    assert "Dupont" not in str(refused.value)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("learns: [words]\nreports: none\n", "no such folder"),
        ("learns: [words]\nreports: none.jsonl\n", "no such folder"),
        ("learns: [words]\n", "name `reports` or `gold`"),
        ("learns: []\nreports: reviewed.jsonl\n", "learns"),
        ("learns: [codes]\nreports: reviewed.jsonl\n", "learns.0"),
        ("learns: [words]\nreports: reviewed.jsonl\nepochs: 3\n", "epochs"),
        ("learns: [words]\nreports: reviewed.jsonl\nevaluate: {same: reviewed.jsonl}\n", "all its reports are learnt"),
        ("learns: [dates]\nreports: reviewed.jsonl\n", "dates: the reports hold too few"),
    ],
)
def test_configurations_that_are_refused(
    hospital: Path, written: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (hospital / "own.yaml").write_text(written, encoding="utf-8")
    assert main(["nlp", "train", str(hospital / "own.yaml")]) == 1
    said = capsys.readouterr().err
    assert message in said
    assert said.count("medomics: ") == 1
    assert "Traceback" not in said
    assert not (hospital / "own").exists()
    assert not list(hospital.glob("*.trial"))
