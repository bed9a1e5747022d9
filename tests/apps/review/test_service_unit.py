"""The review service without a browser: log, worklist, highlighted reports."""

from __future__ import annotations

import datetime as dt
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.review.service.decisions import ReviewLog
from apps.review.service.estimate import ESTIMATE_STEP, is_another_estimate, slider_value
from apps.review.service.highlight import highlighted
from apps.review.service.patient import subject_of
from apps.review.service.worklist import prediction_files, predictions, shown, target_id, worklist
from medomics_ehr.contracts import Finding, Prediction, predictions_frame
from medomics_ehr.errors import InputRefused, WrongUsage
from medomics_ehr.workspace import Workspace

LOW = Prediction(2**62 + 1, dt.datetime(2024, 1, 2), "fusion", 730, 0.2, 0.1, 0.3, {"ehr": 0.1})
HIGH = replace(LOW, subject_id=7, risk=0.8)
SILENT = replace(LOW, subject_id=9, abstained=True, reason="no radiomics")


def test_a_worklist_puts_open_and_risky_first_and_keeps_ids_as_text(workspace: Workspace) -> None:
    log = ReviewLog.of(workspace)
    log.append("Dr A", HIGH.subject_id, "prediction", target_id(HIGH), shown(HIGH), "accept")
    rows = worklist([LOW, HIGH, SILENT], log)
    assert list(rows["subject"]) == [str(2**62 + 1), "9", "7"]
    assert list(rows["state"]) == ["open", "open", "reviewed"]
    assert rows["abstained"][1] == "no radiomics"


def test_a_prediction_that_changed_since_its_review_says_so(workspace: Workspace) -> None:
    log = ReviewLog.of(workspace)
    log.append("Dr A", HIGH.subject_id, "prediction", target_id(HIGH), shown(HIGH), "accept")
    assert list(worklist([replace(HIGH, risk=0.1)], log)["state"]) == ["changed"]


def test_the_log_refuses_to_change_or_delete(workspace: Workspace) -> None:
    ReviewLog.of(workspace).append("Dr A", 1, "prediction", "p", "0" * 64, "accept")
    with sqlite3.connect(workspace.folder / "review.sqlite") as connection:
        for statement in ("UPDATE decision SET who = 'x'", "DELETE FROM decision"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                connection.execute(statement)


@pytest.mark.parametrize(
    ("who", "verdict", "correction"), [("", "accept", ""), ("A", "correct", ""), ("A", "accept", "x")]
)
def test_a_decision_must_make_sense(workspace: Workspace, who: str, verdict: str, correction: str) -> None:
    with pytest.raises(WrongUsage):
        ReviewLog.of(workspace).append(who, 1, "prediction", "p", "0" * 64, verdict, correction)  # type: ignore[arg-type]


def test_the_log_is_kept_on_postgresql_too(tmp_path: Path, postgresql_url: str) -> None:
    log = ReviewLog.of(Workspace.create(tmp_path / "w", url=postgresql_url))
    first = log.append("Dr A", 2**62, "finding", "f", "0" * 64, "reject", comment="wrong patient")
    assert log.entries() == [first]


def test_predictions_are_read_from_the_workspace(workspace: Workspace) -> None:
    predictions_frame([LOW, SILENT]).to_parquet(workspace.path("predictions", "os.parquet"))
    assert prediction_files(workspace) == ["os"]
    assert predictions(workspace, "os") == [LOW, SILENT]


def test_the_worklist_marks_patients_that_the_model_was_fitted_on(workspace: Workspace) -> None:
    rows = worklist([replace(HIGH, in_training=True), LOW], ReviewLog.of(workspace))
    assert dict(zip(rows["subject"], rows["in_training"], strict=True)) == {"7": True, str(2**62 + 1): False}


def test_predictions_that_do_not_say_whom_the_model_knew_are_refused(workspace: Workspace) -> None:
    frame = predictions_frame([LOW]).drop(columns="in_training")
    frame.to_parquet(workspace.path("predictions", "os.parquet"))
    with pytest.raises(InputRefused, match="which patients the model was fitted on"):
        predictions(workspace, "os")


@pytest.mark.parametrize("name", ["absent", "../review"])
def test_predictions_that_are_not_there_or_outside_are_refused(workspace: Workspace, name: str) -> None:
    with pytest.raises(InputRefused):
        predictions(workspace, name)


@given(
    st.text(alphabet="ab <>&\"'\n", max_size=40),
    st.lists(st.tuples(st.integers(0, 39), st.integers(1, 10)), max_size=8),
)
def test_highlighting_never_loses_or_interprets_the_text(text: str, spans: list[tuple[int, int]]) -> None:
    import html
    import re

    findings = [Finding(a, min(a + n, len(text)), "exam", value="ct") for a, n in spans if a < len(text)]
    shown_text = html.unescape(re.sub(r"</?(?:mark|div)[^>]*>", "", highlighted(text, findings)))
    assert shown_text == text


@pytest.mark.parametrize("digits", [19, 20, 5000])
def test_a_number_too_long_for_an_identifier_is_none(digits: int) -> None:
    """Python refuses to read a number of more than 4,300 digits; 10^19 - 1 is above 2^63."""
    assert subject_of("9" * digits) is None
    assert subject_of(str(2**63 - 1)) == 2**63 - 1


def test_a_slider_that_nobody_moved_is_no_correction() -> None:
    """A browser counts from nought in steps of 0.05: three of them are 0.15000000000000002."""
    for steps in range(21):
        counted = steps * 0.05
        assert not is_another_estimate(counted, slider_value(steps / 20))
        assert is_another_estimate(counted + ESTIMATE_STEP, slider_value(steps / 20))
