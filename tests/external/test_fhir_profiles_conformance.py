"""Oncology and French warehouse examples through the loader: mCODE and the EDS guide, from FHIR Shorthand."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from medomics_ehr.adapters.fhir.load import LoadResult, load_fhir
from medomics_ehr.adapters.fhir.mapping_files import data_rows
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace

from .fsh import resources

Rows = Callable[[str], list[tuple[Any, ...]]]


def _loaded(folder: Path, tmp_path: Path) -> tuple[LoadResult, Rows]:
    path = tmp_path / "Examples.ndjson"
    path.write_text("".join(json.dumps(r) + "\n" for r in resources(folder)), encoding="utf-8")
    workspace = Workspace.create(tmp_path / "w")
    result = load_fhir(workspace, [path])

    def rows(query: str) -> list[tuple[Any, ...]]:
        with Record.of(workspace).read() as connection:
            return [tuple(row) for row in connection.execute(sa.text(query))]

    return result, rows


@pytest.fixture
def mcode(shared: Path, tmp_path: Path) -> tuple[LoadResult, Rows]:
    return _loaded(shared / "data/fhir/mcode", tmp_path)


@pytest.fixture
def eds(shared: Path, tmp_path: Path) -> tuple[LoadResult, Rows]:
    return _loaded(shared / "data/fhir/fr_eds/examples", tmp_path)


def test_mcode_stages_variants_and_performance_are_events_that_reports_use_too(mcode: tuple[LoadResult, Rows]) -> None:
    result, rows = mcode
    counts = result.account.to_json()
    assert counts["read"] > 120
    assert counts["quarantined"] == 0
    codes = {code for (code,) in rows("SELECT DISTINCT code FROM medomics.event")}
    assert "BIOMARKER//STK11" in codes
    assert "BIOMARKER//BRCA1" in codes
    assert any(code.startswith("ECOG//") for code in codes)
    assert "SNOMED//1217123003" in codes, "radiotherapy course"
    change = rows("SELECT text_value FROM medomics.event WHERE code = 'BIOMARKER//BRCA1'")
    assert ("NG_005905.2:g.126148_126152del",) in change


def test_mcode_stage_groups_and_tnm_categories_are_spelt_as_reports_spell_them(mcode: tuple[LoadResult, Rows]) -> None:
    _, rows = mcode
    query = "SELECT DISTINCT code FROM medomics.event WHERE code LIKE 'STAGE//%' OR code LIKE 'TNM//%' ORDER BY 1"
    codes = {code for (code,) in rows(query)}
    stages = {"STAGE//IIB", "STAGE//IIIA", "STAGE//IIIC", "STAGE//IIIE"}
    assert codes == stages | {f"TNM//{c}" for c in ("cT3", "cN0", "cN3", "cM0", "pT3", "pN0")}


def test_mcode_family_histories_episodes_and_panels(mcode: tuple[LoadResult, Rows]) -> None:
    _, rows = mcode
    relatives = rows("SELECT text_value, numeric_value FROM medomics.event WHERE assertion = 'family'")
    assert sorted(age for _, age in relatives if age is not None) == [55.0, 64.0, 69.0]
    assert rows("SELECT count(*) FROM cdm.condition_occurrence c JOIN medomics.event e ON e.source_id = "
                "c.condition_occurrence_id WHERE e.assertion = 'family'") == [(0,)]  # fmt: skip
    courses = rows("SELECT episode_start_date FROM cdm.episode WHERE episode_source_value = 'radiotherapy'")
    assert [str(day)[:10] for (day,) in courses] == ["2018-08-15"]
    both_ways = rows("SELECT relationship_concept_id, count(*) FROM cdm.fact_relationship GROUP BY 1 ORDER BY 1")
    assert len({count for concept, count in both_ways if concept in {46233678, 46233679}}) == 1


def test_mcode_radiotherapy_summaries_keep_doses_fractions_and_techniques(mcode: tuple[LoadResult, Rows]) -> None:
    _, rows = mcode
    doses = rows("SELECT code, numeric_value, unit FROM medomics.event WHERE code LIKE 'LOCAL-radiotherapy//%'")
    total, fractions = "LOCAL-radiotherapy//total-dose", "LOCAL-radiotherapy//fractions"
    assert set(doses) == {(total, 6000, "cGy"), (total, 5000, "cGy"), (fractions, 30, None), (fractions, 25, None)}
    codes = {code for (code,) in rows("SELECT code FROM medomics.event WHERE source_table = 'procedure_occurrence'")}
    assert {"SNOMED//1156506007", "SNOMED//1156530009"} <= codes, "photons, arc therapy"


def test_a_hospital_claim_keeps_positions_and_counts_an_act_once(eds: tuple[LoadResult, Rows]) -> None:
    result, rows = eds
    assert result.account.count("quarantined") == 0
    diagnoses = rows(
        "SELECT condition_source_value, condition_status_source_value FROM cdm.condition_occurrence ORDER BY 1"
    )
    assert diagnoses == [("I10", "associated"), ("I44", "associated"), ("S09", "principal")]
    acts = rows("SELECT procedure_source_value, modifier_source_value FROM cdm.procedure_occurrence")
    assert acts == [("NZFA010", "phase 0 activity 1,4")]
    assert rows("SELECT count(*) FROM medomics.event WHERE code = 'CCAM//NZFA010'") == [(1,)]


def test_warehouse_observations_keep_values_units_and_death(eds: tuple[LoadResult, Rows]) -> None:
    _, rows = eds
    values = rows("SELECT code, numeric_value, unit FROM medomics.event WHERE numeric_value IS NOT NULL")
    assert ("LOINC//8480-6", 107.0) in [(code, value) for code, value, _ in values]
    assert ("LOINC//77147-7", 80.0, "mL/min") in values
    assert rows("SELECT count(*) FROM cdm.death") == [(1,)]
    assert rows("SELECT count(*) FROM cdm.location WHERE address_1 IS NOT NULL OR city IS NOT NULL") == [(0,)]


def test_codes_of_class_and_gender_are_the_guides(shared: Path) -> None:
    folder = shared / "data/fhir_omop_ig/fsh/ConceptMaps"
    for set_name, name in (("visit", "EncounterClass"), ("gender", "GenderClass")):
        files = [p.read_text(encoding="utf-8") for p in folder.glob("*.fsh")]
        block = next(t for t in "\nInstance: ".join(files).split("Instance: ") if t.startswith(f"{name}\n"))
        words = [line.strip() for line in block.splitlines() if "* code = #" in line]
        values = [word.rsplit("#", 1)[1] for word in words]
        guide = dict(zip(values[::2], values[1::2], strict=True))
        ours = {r["code"]: r["concept_id"] for r in data_rows("code_concept") if r["set_name"] == set_name}
        assert {code: ours.get(code) for code in guide} == guide
