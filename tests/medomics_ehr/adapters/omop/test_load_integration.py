"""Loads a small CDM into a real record, on DuckDB and on PostgreSQL, and compares with what its rows say."""

from __future__ import annotations

import datetime as dt
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import duckdb
import pytest
import sqlalchemy as sa

from medomics_ehr.adapters.omop.export import export_omop
from medomics_ehr.adapters.omop.load import load_omop
from medomics_ehr.adapters.omop.vocabulary import load_vocabulary
from medomics_ehr.errors import InputRefused
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace


@pytest.fixture(params=["duckdb", "postgresql"])
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Workspace:
    """A workspace whose record lies on either database."""
    url = "duckdb" if request.param == "duckdb" else request.getfixturevalue("postgresql_url")
    return Workspace.create(tmp_path / "project", url=url)


def rows(workspace: Workspace, query: str) -> list[dict[str, Any]]:
    return Record.of(workspace).frame(sa.text(query)).to_dict("records")


def counts(account: Any) -> dict[str, int]:
    result = account.to_json()
    return {name: result[name] for name in ("read", "loaded", "unchanged", "quarantined")}


def test_rows_become_events_with_every_coding(project: Workspace, cdm: Path) -> None:
    account = load_omop(project, str(cdm))
    assert counts(account) == {"read": 12, "loaded": 12, "unchanged": 0, "quarantined": 0}
    found = rows(project, "SELECT * FROM medomics.event WHERE source_table <> 'person' ORDER BY source_id, code")
    by_code = {row["code"]: row for row in found}
    assert set(by_code) == {
        "MEDS_DEATH",
        "ICD10//C34.1",
        "SNOMED//93880001",
        "LOCAL//HOSP-77",
        "LOINC//718-7",
        "OMOP//9201",
    }
    assert by_code["ICD10//C34.1"]["source_id"] == by_code["SNOMED//93880001"]["source_id"] == 10
    assert by_code["ICD10//C34.1"]["time"] == dt.datetime(2022, 9, 12, 14, 30)
    assert by_code["ICD10//C34.1"]["time_precision"] == "second"
    assert by_code["LOCAL//HOSP-77"]["assertion"] == "possible"
    assert by_code["LOCAL//HOSP-77"]["time_precision"] == "day"
    hemoglobin = by_code["LOINC//718-7"]
    assert (hemoglobin["numeric_value"], hemoglobin["unit"]) == (12.4, "g/dL")
    # A date alone is available at the end of its day, and a laboratory value one day later.
    assert hemoglobin["available_at"] == dt.datetime(2022, 9, 14, 23, 59, 59, 999999)
    assert by_code["OMOP//9201"]["available_at"] == dt.datetime(2022, 9, 15, 23, 59, 59, 999999)


def test_births_keep_the_precision_of_the_source(project: Workspace, cdm: Path) -> None:
    load_omop(project, str(cdm))
    births = rows(project, "SELECT * FROM medomics.event WHERE code = 'MEDS_BIRTH' ORDER BY subject_id")
    assert [(row["time"], row["time_precision"]) for row in births] == [
        (dt.datetime(1957, 11, 3), "day"),
        (dt.datetime(1948, 1, 1), "year"),
    ]
    assert births[1]["available_at"] == dt.datetime(1948, 12, 31, 23, 59, 59, 999999)


def test_loading_twice_changes_nothing(project: Workspace, cdm: Path) -> None:
    load_omop(project, str(cdm))
    query = "SELECT * FROM medomics.event ORDER BY source_table, source_id, code"
    before = str(rows(project, query))
    account = load_omop(project, str(cdm))
    assert counts(account) == {"read": 12, "loaded": 0, "unchanged": 12, "quarantined": 0}
    assert str(rows(project, query)) == before
    displays = rows(project, "SELECT code, count(*) AS n FROM medomics.code_display GROUP BY code")
    assert {row["n"] for row in displays} == {1}


def test_a_changed_row_replaces_the_held_one_and_its_events(project: Workspace, cdm: Path) -> None:
    load_omop(project, str(cdm))
    path = cdm / "CONDITION_OCCURRENCE.csv"
    path.write_text(path.read_text().replace("HOSP-77", "HOSP-78"))
    account = load_omop(project, str(cdm))
    assert counts(account) == {"read": 12, "loaded": 1, "unchanged": 11, "quarantined": 0}
    codes = rows(project, "SELECT code FROM medomics.event WHERE source_id = 11")
    assert codes == [{"code": "LOCAL//HOSP-78"}]
    assert len(rows(project, "SELECT 1 AS one FROM cdm.condition_occurrence")) == 2


def test_a_notes_words_lie_beside_the_cdm(project: Workspace, cdm: Path) -> None:
    load_omop(project, str(cdm))
    assert rows(project, "SELECT note_text FROM cdm.note") == [{"note_text": ""}]
    note = rows(project, "SELECT text, language, subject_id FROM medomics.note_text")
    assert note == [{"text": 'Adénocarcinome, "pT2a"', "language": "fr", "subject_id": 1}]
    path = cdm / "NOTE.csv"
    path.write_text(path.read_text().replace("pT2a", "pT2b"))
    assert load_omop(project, str(cdm)).count("loaded") == 1
    assert rows(project, "SELECT text FROM medomics.note_text") == [{"text": 'Adénocarcinome, "pT2b"'}]


def test_hospital_numbers_stay_outside(project: Workspace, cdm: Path) -> None:
    load_omop(project, str(cdm))
    assert rows(project, "SELECT DISTINCT person_source_value AS v FROM cdm.person") == [{"v": None}]


def test_cdm_53_columns_find_their_54_names(project: Workspace, cdm: Path) -> None:
    load_omop(project, str(cdm))
    visit = rows(project, "SELECT admitted_from_concept_id, discharged_to_source_value FROM cdm.visit_occurrence")
    assert visit == [{"admitted_from_concept_id": 8717, "discharged_to_source_value": "home"}]


def test_rows_that_do_not_fit_are_quarantined_with_their_place(project: Workspace, cdm: Path) -> None:
    (cdm / "MEASUREMENT.csv").write_text(
        "measurement_id,person_id,measurement_concept_id,measurement_date,measurement_type_concept_id,value_as_number\n"
        "20,1,3000963,2022-09-13,32856,12.4\n"
        "21,1,3000963,2022-13-13,32856,12.4\n"
        "22,99,3000963,2022-09-13,32856,12.4\n"
        "23,1,3000963,2022-09-13,32856,high\n"
        "24,,3000963,2022-09-13,32856,1\n"
    )
    account = load_omop(project, str(cdm))
    assert account.count("quarantined") == 4
    assert account.to_json()["read"] == account.count("loaded") + 4
    told = rows(project, "SELECT file, line, element, reason FROM medomics.quarantine ORDER BY line")
    assert [(row["line"], row["element"]) for row in told] == [
        (3, "measurement_date"),
        (4, "person_id"),
        (5, "value_as_number"),
        (6, "person_id"),
    ]
    assert {row["file"] for row in told} == {"MEASUREMENT.csv"}
    assert "high" not in str(told)
    path = cdm / "MEASUREMENT.csv"
    path.write_text(path.read_text().replace("2022-13-13", "2022-12-13"))
    assert load_omop(project, str(cdm)).count("loaded") == 1


def test_lines_that_are_no_csv_are_quarantined_and_the_rest_loads(workspace: Workspace, cdm: Path) -> None:
    path = cdm / "PERSON.csv"
    lines = path.read_bytes().splitlines()
    broken = [b"3,8507,1950,,,,0,0,x,y,z", b"4,8507", b"5,8507,1950,\xe9\xff,,,0,0,"]
    path.write_bytes(b"\n".join([*lines, *broken]) + b"\n")
    account = load_omop(workspace, str(cdm))
    assert (account.read, account.count("loaded"), account.count("quarantined")) == (15, 12, 3)
    told = rows(workspace, "SELECT line, element, reason FROM medomics.quarantine ORDER BY line")
    assert [(row["line"], row["element"], row["reason"]) for row in told] == [
        (4, "line", "too many columns"),
        (5, "line", "missing columns"),
        (6, "line", "another encoding than UTF-8, save the file as UTF-8"),
    ]


def test_one_key_given_to_two_facts_loses_neither(project: Workspace, cdm: Path) -> None:
    path = cdm / "MEASUREMENT.csv"
    lines = path.read_text().splitlines()
    path.write_text("\n".join([*lines, lines[1], lines[1].replace("12.4", "11.9")]) + "\n")
    account = load_omop(project, str(cdm))
    assert (account.count("loaded"), account.count("unchanged")) == (13, 1)
    values = rows(project, "SELECT value_as_number AS v FROM cdm.measurement ORDER BY 1")
    assert [row["v"] for row in values] == [11.9, 12.4]
    path.write_text("\n".join([lines[0], lines[1].replace("12.4", "11.9"), lines[1]]) + "\n")
    assert load_omop(project, str(cdm)).count("loaded") == 0


def test_an_export_loads_again_as_the_same_record(project: Workspace, cdm: Path, tmp_path: Path) -> None:
    load_omop(project, str(cdm))
    export_omop(project, tmp_path / "out", "parquet", with_note_text=True)
    again = Workspace.create(tmp_path / "again")
    load_omop(again, str(tmp_path / "out"))
    query = "SELECT subject_id, time, code, numeric_value, assertion, source_id FROM medomics.event ORDER BY 6, 3"
    assert str(rows(again, query)) == str(rows(project, query))
    assert rows(again, "SELECT text FROM medomics.note_text") == rows(project, "SELECT text FROM medomics.note_text")


@pytest.mark.parametrize("kind", ["zip", "tar", "duckdb"])
def test_a_cdm_is_read_wherever_it_lies(workspace: Workspace, cdm: Path, tmp_path: Path, kind: str) -> None:
    source = tmp_path / f"cdm.{kind}"
    if kind == "zip":
        with zipfile.ZipFile(source, "w") as archive:
            for path in cdm.iterdir():
                archive.write(path, f"some/folder/{path.name}")
    elif kind == "tar":
        with tarfile.open(source, "w") as archive:
            archive.add(cdm, "cdm")
    else:
        with duckdb.connect(str(source)) as connection:
            connection.execute("CREATE SCHEMA warehouse")
            for path in cdm.iterdir():
                connection.execute(f"CREATE TABLE warehouse.{path.stem} AS FROM read_csv('{path}')")
    account = load_omop(workspace, str(source), schema="warehouse" if kind == "duckdb" else "")
    assert counts(account) == {"read": 12, "loaded": 12, "unchanged": 0, "quarantined": 0}


def test_a_cdm_on_a_server_is_read_by_schema(
    workspace: Workspace, cdm: Path, postgresql_url: str, tmp_path: Path
) -> None:
    held = Workspace.create(tmp_path / "held", url=postgresql_url)
    load_omop(held, str(cdm))
    account = load_omop(workspace, postgresql_url, schema="cdm")
    assert (account.count("loaded"), account.count("quarantined")) == (12, 0)
    assert rows(workspace, "SELECT count(*) AS n FROM medomics.event WHERE code = 'ICD10//C34.1'") == [{"n": 1}]


def test_an_athena_vocabulary_is_literal_and_replaces_the_one_before(project: Workspace, tmp_path: Path) -> None:
    folder = tmp_path / "athena"
    folder.mkdir()
    header = "concept_id\tconcept_name\tdomain_id\tvocabulary_id\tconcept_class_id\tstandard_concept\tconcept_code\t"
    header += "valid_start_date\tvalid_end_date\tinvalid_reason\n"
    row = '1\t5" nail "left\tDevice\tSNOMED\tPhysical Object\tS\t123\t19700101\t20991231\t\n'
    (folder / "CONCEPT.csv").write_text(header + row)
    assert load_vocabulary(project, str(folder)).count("loaded") == 1
    assert rows(project, "SELECT concept_name AS n, invalid_reason AS i FROM cdm.concept") == [
        {"n": '5" nail "left', "i": None}
    ]
    assert load_vocabulary(project, str(folder)).count("unchanged") == 1
    (folder / "CONCEPT.csv").write_text(header + row.replace("1\t5", "2\t5", 1))
    assert load_vocabulary(project, str(folder)).count("loaded") == 1
    assert rows(project, "SELECT concept_id AS c FROM cdm.concept") == [{"c": 2}]


def test_concepts_of_a_cdm_do_not_replace_a_loaded_vocabulary(workspace: Workspace, cdm: Path) -> None:
    load_vocabulary(workspace, str(cdm))
    path = cdm / "CONCEPT.csv"
    path.write_text(path.read_text().replace("Hemoglobin", "Haemoglobin"))
    assert load_omop(workspace, str(cdm)).count("superseded") == 1
    names = rows(workspace, "SELECT concept_name AS n FROM cdm.concept WHERE concept_id = 3000963")
    assert names[0]["n"].startswith("Hemoglobin")


def test_what_holds_no_cdm_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04 cut")
    for source in ("empty", "broken.zip", "absent"):
        with pytest.raises(InputRefused):
            load_omop(workspace, str(tmp_path / source))


def test_names_in_an_archive_lead_nowhere(workspace: Workspace, cdm: Path, tmp_path: Path) -> None:
    source = tmp_path / "evil.zip"
    with zipfile.ZipFile(source, "w") as archive:
        archive.write(cdm / "PERSON.csv", "../../escaped/PERSON.csv")
        archive.write(cdm / "PERSON.csv", "../escape.txt")
    assert load_omop(workspace, str(source)).count("loaded") == 2
    assert not (tmp_path / "escaped").exists()
    assert not (tmp_path.parent / "escape.txt").exists()


def test_an_unknown_year_of_birth_is_no_birth(project: Workspace, cdm: Path) -> None:
    people = cdm / "PERSON.csv"
    people.write_text(people.read_text().replace("2,8507,1948", "2,8507,0"))
    load_omop(project, str(cdm))
    births = rows(project, "SELECT subject_id FROM medomics.event WHERE code = 'MEDS_BIRTH'")
    assert [birth["subject_id"] for birth in births] == [1]
    assert rows(project, "SELECT year_of_birth FROM cdm.person WHERE person_id = 2") == [{"year_of_birth": 0}]
