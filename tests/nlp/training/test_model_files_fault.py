"""A model folder that is missing, cut, altered or pickled is refused in one sentence with exit status 3."""

from __future__ import annotations

import json
import pickle
import shutil
from pathlib import Path

import pytest

from apps.cli.main import main
from medomics_ehr.errors import EnvironmentFailed
from nlp.trained.coder import TrainedCoder

PARTS = ("tagger.safetensors", "linker.safetensors", "vocabulary.json", "names.json", "MODEL_CARD.md")


@pytest.fixture
def copied(model: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(model, tmp_path / "model"))


@pytest.mark.parametrize("name", PARTS)
@pytest.mark.parametrize("harm", ["gone", "cut", "altered"])
def test_each_file_is_checked(copied: Path, name: str, harm: str) -> None:
    path = copied / name
    content = path.read_bytes()
    if harm == "gone":
        path.unlink()
    else:
        path.write_bytes(content[:-1] if harm == "cut" else bytes([content[0] ^ 1]) + content[1:])
    with pytest.raises(EnvironmentFailed, match=f"{name}: missing, cut or altered"):
        TrainedCoder.load(copied)


def test_a_pickle_is_not_opened_even_with_its_own_checksum(copied: Path, tmp_path: Path) -> None:
    from medomics_ehr.workspace import sha256_of

    class Trap:
        def __reduce__(self) -> tuple[object, tuple[object, ...]]:
            return Path.touch, (tmp_path / "sprung",)

    (copied / "tagger.safetensors").write_bytes(pickle.dumps(Trap()))
    manifest = json.loads((copied / "model.json").read_text())
    manifest["files"]["tagger.safetensors"] = sha256_of(copied / "tagger.safetensors")
    (copied / "model.json").write_text(json.dumps(manifest))
    with pytest.raises(EnvironmentFailed, match="not readable as safetensors"):
        TrainedCoder.load(copied)
    assert not (tmp_path / "sprung").exists()


@pytest.mark.parametrize(
    ("manifest", "message"),
    [
        ("no json", "not the manifest of a model"),
        ("[]", "not the manifest of a model"),
        ('{"format": 99, "files": {}}', "format 99, this release reads 2"),
        ('{"format": 2, "files": {"../elsewhere": "0"}}', "missing, cut or altered"),
        ('{"format": 2, "files": {}}', "not a coder"),
    ],
)
def test_a_foreign_manifest_is_refused(copied: Path, manifest: str, message: str) -> None:
    (copied / "model.json").write_text(manifest)
    with pytest.raises(EnvironmentFailed, match=message):
        TrainedCoder.load(copied)


def test_the_command_ends_with_status_3_and_one_sentence(
    copied: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (copied / "tagger.safetensors").write_bytes(b"")
    reports = tmp_path / "reports.jsonl"
    reports.write_text('{"id": "1", "text": "Biopsia: adenocarcinoma."}\n')
    status = main(["code", "--in", str(reports), "--out", str(tmp_path / "out.jsonl"), "--model", str(copied)])
    assert status == 3
    assert capsys.readouterr().err.count("\n") == 1
    assert not (tmp_path / "out.jsonl").exists()
