"""Explanations of ATLAS definitions agree with OHDSI's results and with the waterfall, person by person."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
import sqlalchemy as sa

from medomics_ehr.cohort.atlas import AtlasCohort, atlas_people, atlas_waterfall
from medomics_ehr.cohort.difference import difference
from medomics_ehr.cohort.explain import explain
from medomics_ehr.cohort.running import reading
from medomics_ehr.record import tables
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace
from tests.external.test_circe_conformance import expected, expression_of, record_with

CASES = [
    ("censorWindow", "censorWindowExpression", "censorWindow"),
    ("eraDupes", "eraDupesExpression", "eraDupes"),
    ("exits", "continuousExposureExpression", "continuousExposure"),
    ("limits", "limitExpression", "limitTest"),
    ("correlatedCriteria", "countsExpression", "countsTest"),
]


@pytest.fixture
def folder(shared: Path) -> Path:
    return shared / "data" / "omop" / "circe" / "cohortgeneration"


@pytest.mark.parametrize(("case", "expression", "name"), CASES)
def test_members_and_first_failures(folder: Path, workspace: Workspace, case: str, expression: str, name: str) -> None:
    record = record_with(workspace, folder / "datasets" / "vocabulary.json", folder / case / f"{name}_PREP.json")
    cohort = AtlasCohort(name, expression_of(folder, f"{case}/{expression}.json"))
    accounts = {person: explain(record, cohort, person, {}) for person in _people(record)}
    members = {person for person, account in accounts.items() if account.member}
    assert members == {who for who, _, _ in expected(folder / case / f"{name}_VERIFY.json", 1)}
    with reading(record) as opened:
        steps = atlas_waterfall(opened, cohort)
        index = dict(atlas_people(opened, cohort)[["subject_id", "index_date"]].itertuples(index=False))
    assert {p: a.index.date() for p, a in accounts.items() if a.index} == index
    lost = Counter(account.first_failed for account in accounts.values() if not account.member)
    assert {step.label: step.lost for step in steps[1:] if step.lost} == dict(lost)


@pytest.mark.parametrize(("kind", "count"), [(0, 0), (0, 1), (1, 0), (2, 1)])
def test_the_difference_to_another_count_names_the_rule(
    folder: Path, workspace: Workspace, kind: int, count: int
) -> None:
    case = folder / "correlatedCriteria"
    record = record_with(workspace, folder / "datasets" / "vocabulary.json", case / "countsTest_PREP.json")
    before = AtlasCohort("before", expression_of(folder, "correlatedCriteria/countsExpression.json"))
    changed = expression_of(folder, "correlatedCriteria/countsExpression.json")
    changed["AdditionalCriteria"]["CriteriaList"][0]["Occurrence"] = {"Type": kind, "Count": count}
    after = AtlasCohort("after", changed)
    with reading(record) as opened:
        found = difference(opened, record, before, after)
        theirs = [set(atlas_people(opened, one)["subject_id"]) for one in (before, after)]
    assert {moved.person_id for moved in found.entered} == theirs[1] - theirs[0]
    assert {moved.person_id for moved in found.left} == theirs[0] - theirs[1]
    for moved, cohort in [(m, before) for m in found.entered] + [(m, after) for m in found.left]:
        assert explain(record, cohort, moved.person_id, {}).first_failed == moved.rule


def test_the_rows_around_an_event_are_those_that_were_counted(folder: Path, workspace: Workspace) -> None:
    case = folder / "correlatedCriteria"
    record = record_with(workspace, folder / "datasets" / "vocabulary.json", case / "countsTest_PREP.json")
    expression = expression_of(folder, "correlatedCriteria/countsExpression.json")
    prepared = json.loads((case / "countsTest_PREP.json").read_text())
    accounts = [explain(record, AtlasCohort("counts", expression), person, {}) for person in _people(record)]
    rows = [row for account in accounts for verdict in account.verdicts for row in (*verdict.rows, *verdict.nearest)]
    assert rows
    keys = {
        (name.lower().removeprefix("cdm."), int(row[f"{name.split('.')[-1].lower()}_id"]))
        for name, table in prepared.items()
        for row in ({key.lower(): value for key, value in row.items()} for row in table)
        if f"{name.split('.')[-1].lower()}_id" in row
    }
    assert {(row.fact.source_table, row.fact.source_id) for row in rows} <= keys


def _people(record: Record) -> list[int]:
    person = tables.metadata.tables["cdm.person"]
    return [int(who) for who in record.frame(sa.select(person.c.person_id))["person_id"]]
