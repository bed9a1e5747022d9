"""A user's own corpus becomes a coder: it finds and codes what it learnt, repeats itself, and goes on after a kill."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from medomics_ehr.workspace import sha256_of
from nlp.coder import Report
from nlp.trained.coder import TrainedCoder
from nlp.trained.model_files import read_manifest
from nlp.training.config import read_config
from nlp.training.mention_linker import train_linker
from nlp.training.train import train


def test_it_finds_and_codes_in_sentences_that_it_never_saw(model: Path) -> None:
    text = "Ieri una biopsia.\n\nReferto: linfoma follicolare, margini liberi."
    found = TrainedCoder.load(model).code(Report("new", text))
    assert [(text[f.start : f.end], f.kind, f.code) for f in found] == [("linfoma follicolare", "morphology", "9690/3")]
    assert found[0].rule_or_model == "trained:italian"
    assert 0 < found[0].confidence <= 1


def test_parts_of_a_code_join_to_one_that_training_never_saw(model: Path) -> None:
    linker = TrainedCoder.load(model).linkers["morphology"]
    assert linker.rank("linfoma diffuso a grandi cellule")[0][0] == "9680/3"
    assert linker.rank("adenocarcinoma")[0][0] == "8140/3"


def test_the_card_and_the_manifest_say_how_it_was_made(model: Path) -> None:
    facts = read_manifest(model)
    assert facts["trained_on"]["reports"] == 20
    assert facts["figures"]["same"]["ner_f1"] > 0.9
    card = (model / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert "seed 13" in card
    assert "| same | 20 |" in card


@pytest.mark.parametrize("epoch", [3, 11])
def test_a_killed_training_ends_in_the_same_weights(corpus: Path, model: Path, tmp_path: Path, epoch: int) -> None:
    config = read_config(corpus / "config.yaml")

    def kill(done: int, total: int | None) -> None:
        if done == epoch:
            raise KeyboardInterrupt

    out = tmp_path / "italian"
    with pytest.raises(KeyboardInterrupt):
        train(config, out, kill)
    assert not out.exists()
    epochs: list[int] = []
    train(config, out, lambda done, total: epochs.append(done))
    assert sorted(set(epochs)) == [*([8] if epoch > 8 else []), *range(epoch, 17)]
    for name in ("tagger.safetensors", "linker.safetensors", "vocabulary.json", "names.json"):
        assert sha256_of(out / name) == sha256_of(model / name)
    assert not list(tmp_path.glob("*checkpoint*"))


def test_a_checkpoint_of_other_reports_is_not_taken_up(corpus: Path, tmp_path: Path) -> None:
    folder = tmp_path / "changed"
    shutil.copytree(corpus, folder)
    lines = (folder / "reports.jsonl").read_text(encoding="utf-8").splitlines()
    config = read_config(folder / "config.yaml")

    def kill(done: int, total: int | None) -> None:
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(config, tmp_path / "m", kill)
    (folder / "reports.jsonl").write_text("\n".join(lines[:-1]) + "\n", encoding="utf-8")
    epochs: list[int] = []
    train(config, tmp_path / "m", lambda done, total: epochs.append(done))
    assert epochs[0] == 0


def test_own_terms_name_codes_that_training_never_saw(corpus: Path) -> None:
    config = read_config(corpus / "config.yaml")
    settings = config.linker.model_copy(update={"names": None, "own_terms": True})
    trained = train_linker(config.training_reports(), "morphology", settings, config.seed)
    assert trained is not None
    assert "9560/0" in [code for code, _ in trained[0].rank("schwannoma")]


def test_own_terms_hold_spanish_names_of_morphologies(corpus: Path) -> None:
    config = read_config(corpus / "config.yaml")
    settings = config.linker.model_copy(update={"names": None, "own_terms": True})
    trained = train_linker(config.training_reports(), "morphology", settings, config.seed)
    assert trained is not None
    assert "8825/1" in [code for code, _ in trained[0].rank("tumor miofibroblástico inflamatorio")]
