"""ATLAS definitions give OHDSI's own results: the VERIFY sets of circe-be, and the phenotype library's definitions run.

circe-be's tests change some expressions in code; the changes are written out here beside the cohort that they make.
"""

from __future__ import annotations

import copy
import datetime as dt
import json
import tarfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from medomics_ehr.cohort.readers.circe import cohort_spells, cohort_steps, read_circe
from medomics_ehr.errors import InputRefused
from medomics_ehr.record import tables
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace

Expression = Mapping[str, Any]
Spell = tuple[int, str, str]

FIRST_OF = (
    "ConditionEra",
    "ConditionOccurrence",
    "DeviceExposure",
    "DrugEra",
    "DrugExposure",
    "Measurement",
    "Observation",
    "ProcedureOccurrence",
    "Specimen",
    "VisitOccurrence",
    "PayerPlanPeriod",
)


@pytest.fixture
def folder(shared: Path) -> Path:
    return shared / "data" / "omop" / "circe" / "cohortgeneration"


def expression_of(folder: Path, name: str) -> dict[str, Any]:
    return copy.deepcopy(dict(read_circe((folder / name).read_text(encoding="utf-8"), name)))


def record_with(workspace: Workspace, *files: Path) -> Record:
    """A record with the rows of PREP files, which leave out columns that version 5.4 requires."""
    record = Record.of(workspace)
    record.create()
    with record.write() as connection:
        connection.execute(sa.text("ALTER TABLE cdm.drug_exposure ALTER COLUMN drug_exposure_end_date DROP NOT NULL"))
        for file in files:
            for name, rows in json.loads(file.read_text(encoding="utf-8")).items():
                table = tables.metadata.tables[name.lower()]
                for row in rows:
                    connection.execute(table.insert(), _row(table, {k.lower(): v for k, v in row.items()}))
    return record


def _row(table: sa.Table, given: dict[str, Any]) -> dict[str, Any]:
    row = {}
    for column in table.columns:
        value = given.get(column.name)
        if value is None:
            optional = column.nullable or column.name == "drug_exposure_end_date"
            value = None if optional else _filler(column)
        elif isinstance(column.type, sa.Date):
            value = dt.date.fromisoformat(str(value)[:10])
        row[column.name] = value
    return row


def _filler(column: sa.Column[Any]) -> Any:
    if isinstance(column.type, sa.Date | sa.DateTime):
        return dt.date(2000, 1, 1)
    return "" if isinstance(column.type, sa.String) else 0


def spells(record: Record, expression: Expression) -> list[Spell]:
    with record.read() as connection:
        return [(int(who), str(start), str(end)) for who, start, end in connection.execute(cohort_spells(expression))]


def expected(file: Path, number: int) -> list[Spell]:
    (rows,) = [rows for name, rows in json.loads(file.read_text()).items() if name.endswith(".cohort")]
    mine = [row for row in rows if row["cohort_definition_id"] == number]
    return sorted((row["subject_id"], row["cohort_start_date"], row["cohort_end_date"]) for row in mine)


@pytest.mark.parametrize(
    ("case", "expression", "name"),
    [
        ("censorWindow", "censorWindowExpression", "censorWindow"),
        ("eraDupes", "eraDupesExpression", "eraDupes"),
        ("exits", "continuousExposureExpression", "continuousExposure"),
        ("exits", "fixedOffsetExpression", "fixedOffset"),
        ("limits", "limitExpression", "limitTest"),
        ("correlatedCriteria", "countsExpression", "countsTest"),
    ],
)
def test_as_written(folder: Path, workspace: Workspace, case: str, expression: str, name: str) -> None:
    record = record_with(workspace, folder / "datasets" / "vocabulary.json", folder / case / f"{name}_PREP.json")
    found = spells(record, expression_of(folder, f"{case}/{expression}.json"))
    assert found == expected(folder / case / f"{name}_VERIFY.json", 1)


#: Occurrence types of Circe: 0 exactly, 1 at most, 2 at least.
@pytest.mark.parametrize(("number", "kind", "count"), [(1, 0, 0), (2, 0, 1), (3, 1, 0), (4, 2, 1)])
def test_counts_of_correlated_criteria(folder: Path, workspace: Workspace, number: int, kind: int, count: int) -> None:
    case = folder / "correlatedCriteria"
    expression = expression_of(folder, "correlatedCriteria/countsExpression.json")
    expression["AdditionalCriteria"]["CriteriaList"][0]["Occurrence"] = {"Type": kind, "Count": count}
    record = record_with(workspace, folder / "datasets" / "vocabulary.json", case / "countsTest_PREP.json")
    assert spells(record, expression) == expected(case / "countsTest_VERIFY.json", number)


@pytest.mark.parametrize("number", range(1, len(FIRST_OF) + 1))
def test_first_occurrence_in_every_domain(folder: Path, workspace: Workspace, number: int) -> None:
    case = folder / "firstOccurrence"
    expression = expression_of(folder, "firstOccurrence/firstOccurrenceTestExpression.json")
    expression["PrimaryCriteria"]["CriteriaList"] = [{FIRST_OF[number - 1]: {"First": True}}]
    record = record_with(workspace, folder / "datasets" / "vocabulary.json", case / "firstOccurrenceTest_PREP.json")
    assert spells(record, expression) == expected(case / "firstOccurrenceTest_VERIFY.json", number)


LIMITS = {
    1: ("All", "All", "All"),
    2: ("All", "First", "All"),
    3: ("All", "All", "First"),
    4: ("First", "All", "All"),
    5: ("Last", "All", "All"),
}


@pytest.mark.parametrize("number", sorted(LIMITS))
def test_limits(folder: Path, workspace: Workspace, number: int) -> None:
    case = folder / "limits"
    expression = expression_of(folder, "limits/limitExpression.json")
    primary, qualified, final = LIMITS[number]
    expression["PrimaryCriteria"]["PrimaryCriteriaLimit"]["Type"] = primary
    expression["QualifiedLimit"]["Type"] = qualified
    expression["ExpressionLimit"]["Type"] = final
    record = record_with(workspace, folder / "datasets" / "vocabulary.json", case / "limitTest_PREP.json")
    assert spells(record, expression) == expected(case / "limitTest_VERIFY.json", number)


def test_the_second_exit_takes_the_first_spell_only(folder: Path, workspace: Workspace) -> None:
    case = folder / "exits"
    expression = expression_of(folder, "exits/continuousExposureExpression.json")
    expression["ExpressionLimit"]["Type"] = "First"
    record = record_with(workspace, folder / "datasets" / "vocabulary.json", case / "continuousExposure_PREP.json")
    assert spells(record, expression) == expected(case / "continuousExposure_VERIFY.json", 2)


@pytest.mark.deep
def test_every_phenotype_of_the_library_runs(shared: Path, workspace: Workspace) -> None:
    """On an empty record: each is read, compiled and run, its waterfall too, or refused by the name of a part."""
    record = Record.of(workspace)
    record.create()
    refused = {}
    with tarfile.open(shared / "data" / "omop" / "circe" / "phenotype_library_json.tar.gz") as archive:
        files = [member for member in archive.getmembers() if member.name.endswith(".json")]
        texts = {member.name: archive.extractfile(member).read().decode() for member in files}  # type: ignore[union-attr]
    assert len(texts) == 100
    with record.read() as connection:
        for name, text in texts.items():
            try:
                expression = read_circe(text, name)
                assert connection.execute(cohort_spells(expression)).all() == []
                for _, step in cohort_steps(expression):
                    assert connection.execute(step).all() == []
            except InputRefused as error:
                refused[name] = str(error)
    assert refused == {}
