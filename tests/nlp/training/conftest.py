"""Invented corpora: Italian sentences of a user with a language of their own, and corrections of a French hospital."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest

NAMES = {
    "carcinoma squamoso": "8070/3",
    "adenocarcinoma": "8140/3",
    "linfoma follicolare": "9690/3",
    "metastasi di adenocarcinoma": "8140/6",
    "adenoma tubulare": "8211/0",
}
FRAMES = (
    "La paziente presenta un {} del polmone destro.",
    "Biopsia: {}, margini liberi.",
    "Si conferma {} in stadio avanzato.",
    "Nessuna evidenza di {} alla TAC.",
)
PLAIN = "La paziente riferisce dolore addominale. Esame obiettivo nella norma."


def rows() -> list[dict[str, object]]:
    """Reports in the gold files' contract: one sentence with a mention, one without."""
    made = []
    for number, (frame, (name, code)) in enumerate(itertools.product(FRAMES, NAMES.items())):
        before, after = frame.split("{}")
        start = len(before)
        finding = {"start": start, "end": start + len(name), "kind": "morphology", "code": code}
        made.append({"id": f"r{number}", "text": f"{before}{name}{after}\n\n{PLAIN}", "findings": [finding]})
    return made


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The corpus as JSON Lines, beside a configuration `config.yaml` that learns it."""
    folder = tmp_path_factory.mktemp("corpus")
    lines = "\n".join(json.dumps(row) for row in rows())
    (folder / "reports.jsonl").write_text(f"{lines}\n", encoding="utf-8")
    (folder / "names.tsv").write_text("9680/3\tlinfoma diffuso a grandi cellule\n8140/3\tadenocarcinoma\n")
    (folder / "config.yaml").write_text(
        "name: italian\n"
        "corpus: {train: {jsonl: reports.jsonl}, evaluate: {same: {jsonl: reports.jsonl}}}\n"
        "tagger: {members: 2, epochs: 8, batch: 4, width: 16, learning_rate: 0.01}\n"
        "linker: {code_parts: '(\\d{4})(/\\d)', names: names.tsv}\n",
        encoding="utf-8",
    )
    return folder


@pytest.fixture(scope="session")
def model(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A coder trained on the corpus; not to be changed."""
    from nlp.training.config import read_config
    from nlp.training.train import train

    folder = tmp_path_factory.mktemp("models") / "italian"
    train(read_config(corpus / "config.yaml"), folder)
    return folder


#: How one hospital says that a drug is planned: the shipped coder does not know it.
PLANNED = "{} dans les tuyaux."
DRUGS = {
    "Trastuzumab": "L01FD01",
    "Cétuximab": "L01FE01",
    "Pembrolizumab": "L01FF02",
    "Bévacizumab": "L01FG01",
    "Nivolumab": "L01FF01",
    "Rituximab": "L01FA01",
    "Olaparib": "L01XK01",
    "Erlotinib": "L01EB02",
}


def reviewed_rows() -> list[dict[str, object]]:
    """Reports as `medomics review export` writes them: one finding decided, another left as the coder had it."""
    made = []
    for number, (name, code) in enumerate(DRUGS.items()):
        text = f"{PLANNED.format(name)}\nScanner du 03/02/2022 : stable."
        at = text.index("Scanner")
        drug = {"start": 0, "end": len(name), "kind": "drug", "code": code, "assertion": "planned", "reviewed": True}
        exam = {"start": at, "end": at + 7, "kind": "exam", "value": "ct", "assertion": "absent", "date": "2019"}
        row = {"id": f"n{number}", "lang": "fr", "type": None, "date": "2022-05-12", "text": text}
        made.append(row | {"findings": [drug, exam]})
    return made


@pytest.fixture
def hospital(tmp_path: Path) -> Path:
    """A folder with `reviewed.jsonl` and `own.yaml`, which carries the words on to it; `later.jsonl` is for figures."""
    lines = [json.dumps(row, ensure_ascii=False) for row in reviewed_rows()]
    (tmp_path / "reviewed.jsonl").write_text("\n".join(lines[:6]) + "\n", encoding="utf-8")
    (tmp_path / "later.jsonl").write_text("\n".join(lines[6:]) + "\n", encoding="utf-8")
    (tmp_path / "own.yaml").write_text(
        "name: own\nlearns: [words]\nreports: reviewed.jsonl\nevaluate: {later: later.jsonl}\n", encoding="utf-8"
    )
    return tmp_path
