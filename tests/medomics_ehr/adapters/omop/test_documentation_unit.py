"""The table of `docs/omop.md` says what `events.csv` does; the functions of `docs/views.md` are those there are."""

from __future__ import annotations

from pathlib import Path

from medomics_ehr.adapters.fhir.views.functions import FUNCTION_NAMES
from medomics_ehr.adapters.omop.events import event_tables

DOCS = Path(__file__).resolve().parents[4] / "docs"


def test_when_an_event_is_known_is_documented() -> None:
    page = (DOCS / "omop.md").read_text(encoding="utf-8")
    rows = [f"| {row['table']} | {row['known_from']} | {row['lag_days']} |" for row in event_tables()]
    assert "\n".join(rows) in page


def test_all_functions_of_views_are_documented() -> None:
    page = (DOCS / "views.md").read_text(encoding="utf-8").replace("\n", " ")
    assert ", ".join(FUNCTION_NAMES) + "." in page
