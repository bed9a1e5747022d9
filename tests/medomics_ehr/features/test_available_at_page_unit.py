"""The docs say for every source which rule sets `available_at`, and say it as the loaders do."""

from __future__ import annotations

from pathlib import Path

from medomics_ehr.adapters.fhir.mapping_files import read_mappings
from medomics_ehr.adapters.omop.events import event_tables
from medomics_ehr.features.available_at_page import page

DOCS = Path(__file__).resolve().parents[3] / "docs"
#: Types that give no dated fact of a person.
WITHOUT_FACTS = {"Organization", "Location", "Practitioner", "Medication"}


def test_the_page_is_the_generated_one() -> None:
    assert (DOCS / "available_at.md").read_text(encoding="utf-8") == page()


def test_every_type_and_table_that_gives_events_has_a_rule() -> None:
    named = {row.split(" | ")[1].split(":")[0] for row in page().splitlines() if row.startswith("| ")}
    assert {m.resource_type for m in read_mappings().types} - WITHOUT_FACTS <= named
    assert {row["table"] for row in event_tables()} <= named
