"""The truths of the named queries, checked against patients one can read."""

import datetime as dt
from dataclasses import replace

import pytest

from apps.demo.patient import Exam, Treatment
from apps.demo.sampling import draw_patient
from apps.demo.truth import QUERIES, immunotherapy_then_ct

START = dt.date(2021, 3, 1)
DRUG = Treatment("immunotherapy", ("pembrolizumab",), "", START, (START,), "both")


@pytest.mark.parametrize(
    ("exams", "expected"),
    [
        ((Exam("ct", dt.date(2021, 2, 1), "both"),), False),
        ((Exam("ct", START, "both"),), False),
        ((Exam("mri", dt.date(2021, 5, 1), "both"),), False),
        ((Exam("ct", dt.date(2021, 2, 1), "both"), Exam("ct", dt.date(2021, 5, 1), "report")), True),
    ],
)
def test_a_ct_counts_only_after_the_first_dose(exams, expected):
    patient = replace(draw_patient(1, 1), treatments=(DRUG,), exams=exams)
    assert immunotherapy_then_ct(patient) is expected


def test_a_decision_is_not_a_treatment():
    patient = next(p for p in map(lambda n: draw_patient(2, n), range(1, 400)) if p.plan.kind == "immunotherapy")
    assert not immunotherapy_then_ct(replace(patient, treatments=()))


def test_the_same_question_in_both_languages_has_the_same_answer():
    everyone = [draw_patient(3, number) for number in range(1, 60)]
    answers = {q.text: [p.id for p in everyone if q.holds(p)] for q in QUERIES}
    assert answers["lung cancer"] == answers["cancer du poumon"] != []
    assert (
        answers["lung cancer and immunotherapy then ct"] == answers["cancer du poumon et immunothérapie puis scanner"]
    )
