"""Each kind of data quality check, on a CDM into which one known fault is put."""

from __future__ import annotations

from pathlib import Path

import pytest

from medomics_ehr.adapters.omop.load import load_omop
from medomics_ehr.adapters.omop.quality import check_record, check_source, report
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace

FAULTS = [
    ("PERSON", "1957", "", "isRequired", "year_of_birth"),
    ("PERSON", "1957", "0", "plausibleValueLow", "year_of_birth"),
    ("PERSON", "2,8507", "1,8507", "isPrimaryKey", "person_id"),
    ("MEASUREMENT", "12.4", "high", "cdmDatatype", "value_as_number"),
    ("MEASUREMENT", "20,1,", "20,77,", "isForeignKey", "person_id"),
    ("CONDITION_OCCURRENCE", "10,1,4311499", "10,1,3000963", "fkDomain", "condition_concept_id"),
    ("CONDITION_OCCURRENCE", "10,1,4311499", "10,1,35207021", "isStandardValidConcept", "condition_concept_id"),
    ("VISIT_OCCURRENCE", "2022-09-15", "2022-09-01", "plausibleStartBeforeEnd", "visit_end_date"),
    ("MEASUREMENT", "2022-09-13", "1922-09-13", "plausibleAfterBirth", "measurement_date"),
    ("DEATH", "death_date", "died_on", "cdmField", "death_date"),
]


@pytest.mark.parametrize(("table", "right", "wrong", "check", "field"), FAULTS, ids=lambda value: str(value))
def test_a_fault_is_found_where_it_is(cdm: Path, table: str, right: str, wrong: str, check: str, field: str) -> None:
    def violations() -> int:
        done = check_source(str(cdm))
        return sum(c.violations for c in done if (c.check, c.table, c.field) == (check, table.lower(), field))

    assert violations() == 0
    path = cdm / f"{table}.csv"
    path.write_text(path.read_text().replace(right, wrong, 1))
    assert violations() == 1


def test_a_missing_table_is_told(cdm: Path) -> None:
    missing = [c.table for c in check_source(str(cdm)) if c.check == "cdmTable" and not c.passed]
    assert missing == ["observation_period"]


def test_the_record_is_checked_too_and_the_report_names_what_failed(workspace: Workspace, cdm: Path) -> None:
    load_omop(workspace, str(cdm))
    checks = check_record(Record.of(workspace))
    assert {c.check for c in checks} >= {"isRequired", "isForeignKey", "fkDomain"}
    failed = [c for c in checks if not c.passed]
    page = report(checks)
    assert all(f"| {c.check} | {c.table} | {c.field} |" in page for c in failed)


@pytest.mark.parametrize(("version", "asked"), [("v5.3", False), ("v5.4", True)])
def test_fields_that_came_with_cdm_54_are_asked_of_no_cdm_53(cdm: Path, version: str, asked: bool) -> None:
    """Required in OMOP_CDMv5.4_Field_Level.csv; absent or not required in OMOP_CDMv5.3_Field_Level.csv (OHDSI)."""
    (cdm / "CDM_SOURCE.csv").write_text(f"cdm_source_name,cdm_version\nx,{version}\n")
    (cdm / "METADATA.csv").write_text("metadata_concept_id,metadata_type_concept_id,name\n0,0,x\n")
    failed = {(check.table, check.field) for check in check_source(str(cdm)) if not check.passed}
    assert (("cdm_source", "cdm_version_concept_id") in failed) is asked
    assert (("metadata", "metadata_id") in failed) is asked
    assert (("cdm_source", "source_release_date") in failed) is asked
