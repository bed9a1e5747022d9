"""Prints the table of `docs/conformance/f2o.md` from `requirements.csv` and the names of the tests."""

from __future__ import annotations

import csv
import re
from collections import Counter
from importlib.resources import files
from pathlib import Path

TESTS = Path("tests/medomics_ehr/adapters/fhir/test_f2o_conformance.py")


def requirements() -> list[dict[str, str]]:
    """Rows of `requirements.csv`.

    >>> requirements()[0]["number"]
    '001'
    """
    text = files("medomics_ehr.adapters.fhir.guide").joinpath("requirements.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def page(tests: str) -> str:
    """The table as Markdown; `tests` is the source of the conformance tests."""
    names = re.findall(r"^def (test_f2o_(\d{3})_\w+)", tests, flags=re.MULTILINE)
    rows = requirements()
    shalls = Counter(row["held"] for row in rows if row["conformance"] == "SHALL")
    lines = [
        "# FHIR-to-OMOP guide: conformance",
        "",
        f"Of {sum(shalls.values())} SHALL statements {shalls['yes']} are held, {shalls['partly']} partly, "
        f"{shalls['departs']} are departed from with a reason, {shalls['outside']} lie outside what software can hold.",
        "Requirements in our words; the guide is HL7's fhir-omop-ig at 49cff192 (CC0).",
        "Written by `python -m medomics_ehr.adapters.fhir.guide`.",
        "",
        "| f2o | | requirement | held | test or reason |",
        "| --- | --- | --- | --- | --- |",
    ]
    for row in rows:
        shown = [f"`{name}`" for name, number in names if number == row["number"]]
        reason = "; ".join([*shown, row["how"]] if row["how"] else shown)
        lines.append(f"| {row['number']} | {row['conformance']} | {row['requirement']} | {row['held']} | {reason} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(page(TESTS.read_text(encoding="utf-8")), end="")
