"""The SQL-on-FHIR v2 suite, every case of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from medomics_ehr.adapters.fhir.views.conformance import Case, cases, report, run

SUITE = Path(__file__).with_name("sql_on_fhir_v2")
ROOT = Path(__file__).resolve().parents[5]
CASES = list(cases(SUITE))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.file}: {case.title}")
def test_case_gives_the_expected_rows(case: Case) -> None:
    outcome = run(case)
    assert outcome.passed, outcome.detail


def test_the_suite_is_whole() -> None:
    assert len(CASES) == 134
    assert sum(case.shareable for case in CASES) == 123


def test_the_documented_table_is_what_the_suite_gives() -> None:
    page = ROOT / "docs" / "conformance" / "sql_on_fhir.md"
    assert page.read_text(encoding="utf-8") == report([run(case) for case in CASES])
