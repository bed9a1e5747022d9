"""Prints the table of `docs/conformance/f2o.md` from `requirements.csv` and the names of the tests."""

from __future__ import annotations

import csv
import re
from collections import Counter
from importlib.resources import files
from pathlib import Path

TESTS = Path(__file__).parents[4] / "tests/medomics_ehr/adapters/fhir"


def requirements() -> list[dict[str, str]]:
    """Rows of `requirements.csv`.

    >>> requirements()[0]["number"]
    '001'
    """
    text = files("medomics_ehr.adapters.fhir.guide").joinpath("requirements.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def conformance_tests() -> str:
    """The source of the conformance tests, which lie in the repository beside the package."""
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(TESTS.glob("test_f2o_*conformance.py")))


def page(source: str) -> str:
    """The table as Markdown; `source` is that of the conformance tests."""
    names = re.findall(r"^def (test_f2o_(\d{3})_\w+)", source, flags=re.MULTILINE)
    rows = requirements()
    shalls = Counter(row["held"] for row in rows if row["conformance"] == "SHALL")
    lines = [
        "# FHIR-to-OMOP guide: conformance",
        "",
        f"Of {sum(shalls.values())} SHALL statements {shalls['yes']} are held, {shalls['departs']} departed from with "
        f"a reason, {shalls['no']} not held, {shalls['outside']} lie outside what software can hold.",
        "The table reports on the policy `strict`, the guide's; and says what `permissive`, the default, adds.",
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
    print(page(conformance_tests()), end="")
