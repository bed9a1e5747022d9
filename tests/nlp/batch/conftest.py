"""Reports for the batch tests: short, in both languages, and no two alike."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

SENTENCES = (
    "TDM TAP : réponse partielle des métastases hépatiques. Cisplatine poursuivi.",
    "Adénocarcinome du côlon sigmoïde pT3 N1a M0. Pas de métastase pulmonaire.",
    "No evidence of bone metastasis on PET/CT. ECOG 1.",
    "Carcinome canalaire infiltrant du sein gauche, RE 90 %, RP 20 %, HER2 1+.",
    "Started pembrolizumab in March 2023 for NSCLC, PD-L1 TPS 60%.",
)


def lines_of(count: int) -> list[str]:
    """JSON lines of so many reports."""
    rows = (
        {"id": f"r{n}", "text": f"Dossier {n}.\n{SENTENCES[n % 5]}\n{SENTENCES[n * 7 % 5]}", "date": "2023-05-16"}
        for n in range(count)
    )
    return [json.dumps(row, ensure_ascii=False) for row in rows]


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """A file of 150 reports."""
    path = tmp_path / "reports.jsonl"
    path.write_text("\n".join(lines_of(150)) + "\n", encoding="utf-8")
    return path
