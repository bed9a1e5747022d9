"""What the guide asks of the docs, of data files and of the record's shape; a test for each requirement's number."""

from __future__ import annotations

import re
from pathlib import Path

from medomics_ehr.adapters.fhir import episodes
from medomics_ehr.adapters.fhir.begin_batch import CLINICAL
from medomics_ehr.adapters.fhir.guide.__main__ import conformance_tests, page, requirements
from medomics_ehr.adapters.fhir.mapping_files import data_rows, read_mappings
from medomics_ehr.record.derived import DERIVED

from .conftest import Loader, patient

DOCS = Path(__file__).parents[4] / "docs"
FHIR_PAGE = (DOCS / "fhir.md").read_text(encoding="utf-8")


def _section(name: str) -> str:
    return FHIR_PAGE.split(f"\n## {name}\n", 1)[1].split("\n## ", 1)[0]


def test_f2o_002_the_version_of_fhir_that_is_read_is_declared_and_is_the_one_that_is_judged() -> None:
    from fhir.resources import R4B

    assert "FHIR R4 (4.0.1)" in FHIR_PAGE
    assert R4B.__fhir_version__.startswith("4.")
    assert {v["fhirVersion"][0] for m in read_mappings().types for v in m.views.values()} == {"4.0.1"}


def test_f2o_004_the_uses_are_declared() -> None:
    assert "It serves cohorts, features and" in FHIR_PAGE


def test_f2o_010_resources_of_no_profile_are_accepted_as_declared(load: Loader) -> None:
    assert "no profile is asked for" in FHIR_PAGE
    profile = {"meta": {"profile": ["http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient"]}}
    assert load(patient(), patient("p2", **profile)).account.count("loaded") == 2


def test_f2o_026_the_handling_of_each_identifier_is_documented() -> None:
    for identifier in ("logical id", "business identifiers", "FINESS", "names, addresses", "note text", "file names"):
        assert identifier in _section("Privacy")


def test_f2o_038_each_row_of_a_static_crosswalk_names_its_origin() -> None:
    assert all(row["origin"] for row in data_rows("code_concept"))


def test_f2o_080_what_is_lost_is_documented() -> None:
    assert "Extensions without a mapping" in _section("What is lost")


def test_f2o_082_the_page_documents_types_rules_dates_and_codes() -> None:
    for name in ("How a resource becomes rows", "What counts as having happened", "Dates", "Type concepts", "Codes"):
        assert len(_section(name)) > 200, name


def test_f2o_092_departures_are_recorded() -> None:
    assert all(row["how"] for row in requirements() if row["held"] in {"departs", "no", "partly", "outside"})


def test_f2o_122_the_tables_that_are_filled_are_disclosed() -> None:
    disclosed = _section("Tables")
    filled = {name.split(".")[1] for name in (*CLINICAL, *DERIVED, *episodes.DERIVED) if name.startswith("cdm.")}
    assert [name for name in sorted(filled) if name not in disclosed] == []
    unfilled = disclosed.split("Not filled:")[1]
    assert [name for name in sorted(filled) if re.search(rf"\b{name}\b", unfilled)] == []


def test_every_testable_shall_has_a_test() -> None:
    tested = set(re.findall(r"def test_f2o_(\d{3})_", conformance_tests()))
    shalls = {r["number"] for r in requirements() if r["conformance"] == "SHALL" and r["held"] != "outside"}
    assert shalls - tested == set()


def test_the_page_of_the_docs_is_the_generated_one() -> None:
    assert (DOCS / "conformance" / "f2o.md").read_text(encoding="utf-8") == page(conformance_tests())
