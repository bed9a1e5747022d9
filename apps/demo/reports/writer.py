"""Which reports a patient has, and when: those that the facts' sources allow."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator
from functools import partial

from apps.demo.patient import Patient, in_reports
from apps.demo.reports import board, consultation, imaging, pathology
from apps.demo.reports.facts import voice_of
from apps.demo.reports.layout import finish
from apps.demo.reports.phrasebook import Voice
from apps.demo.reports.report import Report

Composer = Callable[[Voice], str]


def write_reports(patient: Patient, seed: int) -> Iterator[Report]:
    """All reports of a patient, by date."""
    planned = sorted(_planned(patient), key=lambda entry: (entry[1], entry[0]))
    for number, (kind, day, composer) in enumerate(planned, start=1):
        rng = random.Random(f"{seed}/{patient.number}/report/{number}")
        voice = voice_of(patient, day, rng)
        yield finish(voice, kind, composer(voice), f"{patient.id}-r{number}", patient.id)


def _planned(patient: Patient) -> Iterator[tuple[str, dt.date, Composer]]:
    named = in_reports(patient.diagnosis_source)
    for position, exam in enumerate(patient.exams):
        if not in_reports(exam.source):
            continue
        if position == 0:
            yield "imaging", exam.day, partial(imaging.first_ct, patient)
        else:
            yield "imaging", exam.day, partial(imaging.later_exam, patient, exam)
    if named:
        yield from _pathology(patient)
        yield "board", patient.index, partial(board.minutes, patient)
        yield from _consultations(patient)


def _pathology(patient: Patient) -> Iterator[tuple[str, dt.date, Composer]]:
    signed = patient.biopsy_day + dt.timedelta(days=6)
    yield "pathology", signed, partial(pathology.biopsy, patient)
    if patient.resected_in_reports:
        signed = patient.surgery_day + dt.timedelta(days=9)
        yield "pathology", signed, partial(pathology.resection, patient)


def _consultations(patient: Patient) -> Iterator[tuple[str, dt.date, Composer]]:
    later = [treatment for treatment in patient.treatments if treatment.kind != "surgery"]
    for treatment in later:
        if in_reports(treatment.source):
            yield "consultation", treatment.start, partial(consultation.start, patient, treatment)
    if not later and patient.plan.kind != "surveillance" and patient.survival_days > 25:
        yield "consultation", patient.day(21), partial(consultation.refusal, patient)
    for exam in patient.exams[1:]:
        day = min(exam.day + dt.timedelta(days=3 + patient.number % 5), patient.last_contact)
        yield "consultation", day, partial(consultation.follow_up, patient, exam)
