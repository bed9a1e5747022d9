"""How far the cohort room agrees with what is outside it, and what the leak test tried: one table.

    python -m benchmarks.agreement [--definitions DIR --circe-oracle VENV/bin/python] [--workspace W] [--docs FILE]

Runs the conformance tests and the deep properties and counts what they held to each other. With `--definitions` and the
venv of `circe_agreement.py` the phenotype library is held to OHDSI's compiler; with `--workspace`, an invented record
(`generate_cdm --definitions DIR`), it says how many of the definitions find somebody there. `--docs` writes the table
into a file, between its two comments `agreement`.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from benchmarks.circe_agreement import compared
from benchmarks.phenotypes import people_of
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace

_COHORT = "tests/medomics_ehr/cohort/test_definitions_property.py"
_CIRCE, _ACES = "tests/external/test_circe_conformance.py", "tests/external/test_aces_conformance.py"
_LEAK = "tests/medomics_ehr/features/test_leakage_property.py"
#: What is counted: words, the tests, and the property of a test that holds its number ("" counts the tests).
ROWS = (
    ("cases of circe-be's VERIFY sets, OHDSI's own results", rf"{_CIRCE}::(?!test_every)", ""),
    ("ACES sample tasks and shards over MEDS, es-aces' rows", rf"{_ACES}::test_the_same_rows_as", ""),
    ("ACES sample tasks over the record, es-aces' rows", rf"{_ACES}::test_the_same_rows_over", ""),
    ("generated definitions, DuckDB and the reference engine", rf"{_COHORT}::test_sql", "definitions"),
    ("generated definitions, PostgreSQL and the reference engine", rf"{_COHORT}::test_postgresql", "definitions"),
    ("leak test: people whose future was changed", rf"{_LEAK}::test_the_future.*thousand", "people"),
    ("leak test: events of theirs", rf"{_LEAK}::test_the_future.*thousand", "events"),
)


@dataclass(slots=True, eq=False)  # pytest keeps plugins by their hash
class Counter:
    """A pytest plugin that keeps each test's outcome and properties."""

    passed: dict[str, dict[str, object]] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep what a test came to."""
        if report.when == "call" and report.passed:
            self.passed[report.nodeid] = dict(report.user_properties)
        elif not report.passed:
            self.others[report.nodeid] = report.outcome


def main() -> None:
    """Read the arguments, run, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--definitions", type=Path)
    parser.add_argument("--circe-oracle", help="Python of a venv with ohdsi-circepy")
    parser.add_argument("--workspace", type=Path)
    parser.add_argument("--docs", type=Path)
    given = parser.parse_args()
    rows = [*_tested(), *_phenotypes(given.definitions, given.circe_oracle, given.workspace)]
    lines = ["| what is compared | compared | agree |", "| --- | ---: | ---: |"]
    lines += [f"| {words} | {asked:,} | {held:,} |" for words, asked, held in rows]
    print("\n".join(lines))
    if given.docs:
        text = given.docs.read_text(encoding="utf-8")
        block = "<!-- agreement -->\n" + "\n".join(lines) + "\n<!-- /agreement -->"
        written = re.sub(r"<!-- agreement -->.*<!-- /agreement -->", lambda _: block, text, flags=re.DOTALL)
        given.docs.write_text(written, encoding="utf-8")


def _tested() -> Iterator[tuple[str, int, int]]:
    counter = Counter()
    pytest.main(["-q", "-p", "no:cacheprovider", _CIRCE, _ACES, _COHORT, _LEAK], plugins=[counter])
    for words, pattern, unit in ROWS:
        held = [properties for name, properties in counter.passed.items() if re.match(pattern, name)]
        missed = [name for name in counter.others if re.match(pattern, name)]
        number = sum(int(str(properties.get(unit, 0))) for properties in held) if unit else len(held)
        yield words, number + len(missed), number


def _phenotypes(definitions: Path | None, oracle: str | None, workspace: Path | None) -> Iterator[tuple[str, int, int]]:
    files = sorted(definitions.glob("*.json")) if definitions else []
    if files and oracle:
        ours, theirs = compared(files, oracle, 60, 1)
        same = [path for path in files if ours[path] == theirs[path]]
        yield "phenotypes, the spells of OHDSI's compiler", len(files), len(same)
        yield "of these, phenotypes with spells", len(same), sum(bool(ours[path]) for path in same)
    if files and workspace:
        record = Record.of(Workspace.open(workspace))
        found = [people_of(record, path) for path in files]
        yield "phenotypes that run on 100,000 invented people", len(found), sum(n >= 0 for n in found)
        yield "phenotypes that find somebody there", len(found), sum(n > 0 for n in found)


if __name__ == "__main__":
    main()
