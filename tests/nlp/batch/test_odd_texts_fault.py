"""Odd reports through `medomics code`: none stops the others, and every span slices the text that was given."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from apps.cli.main import main

PLAIN = "TDM : métastases hépatiques. Cisplatine poursuivi."
ODD = {
    "empty": "",
    "blank": " \n\t\r\n ",
    "right to left": "مريض مصاب بسرطان الرئة. CT: lung metastases. חולה עם גידול",
    "embedded marks": "\u202ecisplatine\u202c et \u2067pembrolizumab\u2069 \ufeffHTA",
    "mixed languages": "Vu ce jour. CT: liver metastases. Se inicia cisplatino. 患者は化学療法を受けた。 Pas d'HTA.",
    "decoded wrongly": PLAIN.encode().decode("cp1252", errors="replace"),
    "decoded wrongly twice": PLAIN.encode().decode("latin-1").encode().decode("latin-1"),
    "control characters": "TDM\x00\x01\x02 cisplatine\x1b[31m PSA\x7f 4",
    "combining": "me\u0301tastases he\u0301patiques, cis\u00adplatine",
    "one long word": "a" * 60_000,
    "unpaired brackets": "(" * 20_000 + " cisplatine",
    "long number": "9" * 20_000,
    "long list of dates": "01/02/2023, " * 4_000,
}


@pytest.fixture
def coded(tmp_path: Path) -> tuple[int, dict[str, list[dict[str, object]]]]:
    """The exit status, and the findings of each report by its name."""
    source, out = tmp_path / "odd.jsonl", tmp_path / "out.jsonl"
    rows = [{"id": name, "text": text} for name, text in ODD.items()] + [{"id": "plain", "text": PLAIN}]
    source.write_text("\n".join(json.dumps(row) for row in rows) + "\n", encoding="utf-8")
    status = main(["code", "--in", str(source), "--out", str(out), "--profile", "fast", "--processes", "1"])
    answers = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    return status, {str(answer["id"]): answer["findings"] for answer in answers}


def test_all_are_coded_and_spans_slice_what_was_given(coded: tuple[int, dict[str, list[dict[str, object]]]]) -> None:
    status, findings = coded
    assert status == 0
    assert list(findings) == [*ODD, "plain"]
    for name, text in (ODD | {"plain": PLAIN}).items():
        for finding in findings[name]:
            assert text[int(str(finding["start"])) : int(str(finding["end"]))] == finding["words"]
    codes = {name: {finding.get("code") for finding in found} for name, found in findings.items()}
    assert {"C78.7", "L01XA01"} <= codes["plain"]
    assert "C78.0" in codes["right to left"]
    assert "C78.7" in codes["mixed languages"]
    assert "L01XA01" in codes["unpaired brackets"]
    assert findings["empty"] == findings["blank"] == []


def test_binary_files_are_set_aside_and_the_others_go_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, out = tmp_path / "reports", tmp_path / "out.jsonl"
    folder.mkdir()
    (folder / "a.txt").write_bytes(bytes(range(256)) * 64)
    (folder / "b.txt").write_text(PLAIN, encoding="utf-8")
    assert main(["code", "--in", str(folder), "--out", str(out), "--profile", "fast", "--processes", "1"]) == 1
    assert len(out.read_text(encoding="utf-8").splitlines()) == 1
    assert "hépatiques" not in capsys.readouterr().err
