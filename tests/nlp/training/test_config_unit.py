"""A configuration is checked word by word, and what is wrong is named with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from medomics_ehr.errors import InputRefused
from nlp.training.config import read_config

CORPUS = "corpus: {train: {jsonl: reports.jsonl}}\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "corpus: is missing"),
        ("- a\n", "corpus: is missing"),
        ("corpus: [", "not readable as YAML"),
        (CORPUS + "epochs: 3\n", r"epochs: is no setting \(did you mean `epochs`\?\)"),
        (CORPUS + "tagger: {epoch: 3}\n", r"tagger.epoch: is no setting \(did you mean `epochs`\?\)"),
        ("corpus: {train: reports.jsonl}\n", r"corpus.train: is written as \{jsonl: reports.jsonl\}"),
        ("corpus: {train: 3}\n", "corpus.train: must be a list"),
        (CORPUS + "tagger: {epochs: many}\n", "tagger.epochs: must be a whole number"),
        (CORPUS + "tagger: {epochs: 0}\n", "tagger.epochs: must be at least 1"),
        (CORPUS + "linker: {code_parts: '(unclosed'}\n", "linker.code_parts: is no regular expression"),
        (CORPUS + "linker: {code_parts: 'no group'}\n", "linker.code_parts: needs a group"),
        ("corpus: {train: {jsonl: a}, kinds: {TUMOR: tumour}}\n", "corpus.kinds.TUMOR: must be 'diagnosis'"),
        (CORPUS + "name: ../elsewhere\n", "name: must be letters"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(text)
    with pytest.raises(InputRefused, match=message):
        read_config(path)


def test_paths_are_relative_to_the_configuration(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(CORPUS + "linker: {names: /lists/names.tsv}\n")
    config = read_config(path)
    assert config.corpus.train[0].jsonl == tmp_path / "reports.jsonl"
    assert config.linker.names == Path("/lists/names.tsv")


def test_a_source_without_a_place_and_brat_without_kinds_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text("corpus: {train: {texts: a}}\n")
    with pytest.raises(InputRefused, match="neither `annotations` nor `jsonl`"):
        read_config(path).training_reports()
    path.write_text("corpus: {train: {annotations: .}}\n")
    with pytest.raises(InputRefused, match=r"corpus\.kinds is missing"):
        read_config(path).training_reports()
