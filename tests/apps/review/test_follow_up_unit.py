"""The follow-up service without a browser: what the page draws of a cohort, and of a cohort of nobody."""

from __future__ import annotations

import datetime as dt
from xml.etree import ElementTree

import pandas as pd
import pytest

from apps.review.service import follow_up as service
from medomics_ehr.cohort import saved
from medomics_ehr.cohort.definition import CodeSet, Definition, Facts, Has, Rule
from medomics_ehr.errors import InputRefused, WrongUsage
from medomics_ehr.record import tables
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace

DAY = dt.datetime(2022, 3, 1)
PEOPLE = (1, 2, 3)


@pytest.fixture
def filled(workspace: Workspace) -> Workspace:
    record = Record.of(workspace)
    record.create()
    person = tables.metadata.tables["cdm.person"]
    plain = {"year_of_birth": 1950, "race_concept_id": 0, "ethnicity_concept_id": 0}
    rows = [{**plain, "person_id": n, "gender_concept_id": 8507 if n == 1 else 8532} for n in PEOPLE]
    with record.write() as connection:
        connection.execute(person.insert(), rows)
        connection.execute(tables.event.insert(), [event(1, "MEDS_DEATH", 30), event(2, "TREATMENT//<b>&surgery", 5)])
        connection.execute(tables.event.insert(), [event(2, "EXAM//ct", 90), event(3, "ATC//L01XA01", 9)])
    definition = Definition("made", (Rule("made", Has(Facts(CodeSet("", ())))),))
    for name, members in (("three", PEOPLE), ("nobody", ())):
        people = pd.DataFrame({"subject_id": members, "index_date": DAY, "censored_at": pd.NaT})
        types = {"subject_id": "int64", "index_date": "datetime64[us]", "censored_at": "datetime64[us]"}
        saved.save(workspace, name, definition, people.astype(types))
    return workspace


def event(person: int, code: str, after: int) -> dict[str, object]:
    at = DAY + dt.timedelta(days=after)
    marks = {
        "assertion": "present",
        "time_precision": "day",
        "confidence": 1.0,
        "source_table": "x",
        "source_id": after,
    }
    return {"subject_id": person, "time": at, "code": code, "available_at": at, **marks}


def test_paths_are_a_table_and_two_pictures(filled: Workspace) -> None:
    found = service.paths(filled, "three", "modalities")
    assert dict(zip(found.table["path"], found.table["people"], strict=True)) == {"no treatment": 2, "chemotherapy": 1}
    for picture in (found.sankey, found.sunburst):
        assert "chemotherapy" in "".join(ElementTree.fromstring(picture).itertext())


def test_a_term_with_markup_stays_text(filled: Workspace) -> None:
    found = service.paths(filled, "three", "TREATMENT//<b>&surgery")
    assert "<b>&surgery" in "".join(ElementTree.fromstring(found.sankey).itertext())
    assert "<b>" not in found.sankey + found.sunburst


def test_times_are_a_table_a_picture_and_remarks(filled: Workspace) -> None:
    found = service.times(filled, "three", "", "sex", "")
    assert found.table[["group", "people", "events"]].to_numpy().tolist() == [["female", 2, 0], ["male", 1, 1]]
    assert ElementTree.fromstring(found.picture).tag.endswith("svg")
    assert found.remarks[0].startswith("log-rank")


def test_nobody_is_drawn_too(filled: Workspace) -> None:
    assert service.paths(filled, "nobody", "drugs").people == 0
    assert service.times(filled, "nobody", "ct or death", "", "").table["people"].tolist() == [0]
    assert service.times(filled, "nobody", "", "sex", "").table.empty


def test_what_cannot_be_asked_is_refused(filled: Workspace) -> None:
    with pytest.raises(InputRefused, match="no saved cohort"):
        service.paths(filled, "unknown", "modalities")
    with pytest.raises(WrongUsage):
        service.times(filled, "three", "", "sex", "nobody")
