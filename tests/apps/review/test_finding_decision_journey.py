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


def patient_page(folder: str, reviewer: str) -> None:
    """The page alone, as the app runs it."""
    import streamlit as st

    from apps.review.screens import patient
    from medomics_ehr.workspace import Workspace

    st.session_state["workspace"] = Workspace.open(folder)
    st.session_state["reviewer"] = reviewer
    st.session_state["subject"] = "7"
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


def opened(workspace: Workspace, reviewer: str = "Dr A") -> AppTest:
    page = AppTest.from_function(patient_page, args=(str(workspace.folder), reviewer), default_timeout=120).run()
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
    button(page, "Reject finding").click().run()
    assert not page.exception
    assert "rejected in review" in " ".join(caption.value for caption in page.caption)


def test_nobody_decides_without_a_name(coded: Workspace) -> None:
    page = opened(coded, reviewer="")
    assert all(button(page, label).disabled for label in ("Accept finding", "Reject finding", "Keep this correction"))
