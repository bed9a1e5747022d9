"""The docs' tables are the loader's own data."""

from __future__ import annotations

from pathlib import Path

from medomics_ehr.adapters.fhir.guide.rules_page import renewed
from medomics_ehr.adapters.fhir.mapping_files import OTHERS, data_rows, read_mappings


def test_the_tables_of_rules_are_the_generated_ones() -> None:
    page = (Path(__file__).parents[4] / "docs" / "fhir.md").read_text(encoding="utf-8")
    assert renewed(page) == page


def test_every_rule_names_a_type_and_a_column_of_its_view() -> None:
    columns = {
        mapping.resource_type: {c["name"] for s in mapping.views[mapping.main]["select"] for c in s["column"]}
        for mapping in read_mappings().types
    }
    columns[OTHERS] = {"status", "verification"}
    for rule in data_rows("status_rule"):
        assert rule["element"] in columns[rule["resource_type"]], rule
    for rule in [rule for rule in data_rows("available_at") if rule["resource_type"] != OTHERS]:
        named = {c for c in f"{rule['known_at']}|{rule['event_end']}".split("|") if c}
        assert named <= columns[rule["resource_type"]], rule
