"""A clinician rejects and corrects findings on the patient page; the record follows at once."""

from __future__ import annotations

import datetime as dt
import hashlib
import json

import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from apps.review.service.decisions import ReviewLog
from medomics_ehr.record import tables
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace
from nlp.batch.record_notes import code_notes
from nlp.batch.settings import Settings

TEXT = "TDM : métastases hépatiques. Cisplatine poursuivi."


def patient_page(folder: str, reviewer: str, subject: str, as_of: str) -> None:
    """The page alone, as the app runs it."""
    import datetime as dt

    import streamlit as st

    from apps.review.screens import patient
    from medomics_ehr.workspace import Workspace

    st.session_state["workspace"] = Workspace.open(folder)
    st.session_state["reviewer"] = reviewer
    st.session_state["subject"] = subject
    st.session_state["as_of"] = (subject, dt.date.fromisoformat(as_of)) if as_of else None
    patient.show()


@pytest.fixture
def coded(workspace: Workspace) -> Workspace:
    record = Record.of(workspace)
    record.create()
    person = {"person_id": 7, "gender_concept_id": 0, "year_of_birth": 1950, "race_concept_id": 0}
    when = dt.datetime(2023, 5, 16)
    note = {"note_id": 11, "subject_id": 7, "note_date": when, "available_at": when, "text": TEXT}
    with record.write() as connection:
        connection.execute(sa.insert(tables.metadata.tables["cdm.person"]), person | {"ethnicity_concept_id": 0})
        sha256 = hashlib.sha256(TEXT.encode()).hexdigest()
        connection.execute(sa.insert(tables.note_text), note | {"sha256": sha256, "language": "fr"})
    code_notes(workspace, Settings("fast", processes=1))
    return workspace


def opened(workspace: Workspace, reviewer: str = "Dr A", subject: str = "7", as_of: str = "") -> AppTest:
    given = (str(workspace.folder), reviewer, subject, as_of)
    page = AppTest.from_function(patient_page, args=given, default_timeout=120).run()
    assert not page.exception
    return page


def button(page: AppTest, label: str) -> object:
    return next(b for b in page.button if b.label == label)


def codes(workspace: Workspace) -> dict[str, str]:
    frame = Record.of(workspace).frame(sa.select(tables.event).where(tables.event.c.source_table == "finding"))
    return dict(zip(frame["code"], frame["assertion"], strict=True))


def test_a_finding_is_corrected_then_rejected(coded: Workspace) -> None:
    page = opened(coded)
    chosen = next(box for box in page.selectbox if box.label.startswith("Finding to review"))
    chosen.select(next(label for label in chosen.options if ": Cisplatine" in label)).run()
    next(box for box in page.selectbox if box.label == "Assertion").set_value("planned").run()
    button(page, "Keep this correction").click().run()
    assert not page.exception
    assert codes(coded)["ATC//L01XA01"] == "planned"
    [entry] = ReviewLog.of(coded).entries()
    assert (entry.who, entry.verdict, json.loads(entry.correction)) == ("Dr A", "correct", {"assertion": "planned"})
    chosen = next(box for box in page.selectbox if box.label.startswith("Finding to review"))
    chosen.select(next(label for label in chosen.options if ": Cisplatine" in label)).run()
    button(page, "Reject finding").click().run()
    assert not page.exception
    assert "ATC//L01XA01" not in codes(coded)
    assert "1 rejected in review" in {expander.label for expander in page.expander}
    button(page, "Bring back").click().run()
    assert not page.exception
    assert codes(coded)["ATC//L01XA01"] == "planned"


def test_what_a_finding_cannot_say_is_told_and_not_kept(coded: Workspace) -> None:
    page = opened(coded)
    chosen = next(box for box in page.selectbox if box.label.startswith("Finding to review"))
    chosen.select(next(label for label in chosen.options if ": Cisplatine" in label)).run()
    for label, typed in (("Code", "banana"), ("Date", "12/03/2021")):
        box = next(box for box in page.text_input if box.label == label)
        before = box.value
        box.set_value(typed).run()
        assert [error.value.partition(":")[0] for error in page.error] == [label.lower()]
        assert button(page, "Keep this correction").disabled
        next(box for box in page.text_input if box.label == label).set_value(before).run()
    assert ReviewLog.of(coded).entries() == []


def test_the_record_opened_from_a_prediction_is_that_of_its_day(coded: Workspace) -> None:
    """Neither the death that followed nor the report of later is there until it is asked for."""
    death = {"person_id": 7, "death_date": dt.date(2023, 6, 1), "death_type_concept_id": 0}
    with Record.of(coded).write() as connection:
        connection.execute(sa.insert(tables.metadata.tables["cdm.death"]), death)
    page = opened(coded, as_of="2023-05-15")
    heads = {metric.label: metric.value for metric in page.metric}
    assert (heads["Died"], heads["Facts"], heads["Reports"]) == ("not by then", "0", "0")
    page.toggle[0].set_value(True).run()
    heads = {metric.label: metric.value for metric in page.metric}
    assert (heads["Died"], heads["Reports"]) == ("2023-06-01", "1")
    page = opened(coded, as_of="2023-05-16")
    assert {metric.label: metric.value for metric in page.metric}["Reports"] == "1"


@pytest.mark.parametrize("typed", ["²", "9" * 30, "-1", "abc", "8"])
def test_an_identifier_that_is_none_is_answered_with_a_sentence(coded: Workspace, typed: str) -> None:
    page = opened(coded, subject=typed)
    assert [warning.value for warning in page.warning] == ["The record knows no patient of this identifier."]


def test_nobody_decides_without_a_name(coded: Workspace) -> None:
    page = opened(coded, reviewer="")
    assert all(button(page, label).disabled for label in ("Accept finding", "Reject finding", "Keep this correction"))
