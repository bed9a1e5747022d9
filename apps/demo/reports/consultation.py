"""Consultations: the day treatment starts, and follow-up visits that quote the last examination."""

from __future__ import annotations

import datetime as dt

from apps.demo.patient import Exam, Patient, Treatment, in_reports
from apps.demo.reports.facts import marker_term, month_words, spread_words, therapy_words
from apps.demo.reports.history import history_section
from apps.demo.reports.imaging import exam_term
from apps.demo.reports.layout import Section, compose
from apps.demo.reports.phrasebook import Voice

_OVER_AFTER = dt.timedelta(days=35)
_LASTING = {"hormone_therapy", "targeted_therapy"}


def start(patient: Patient, treatment: Treatment, voice: Voice) -> str:
    """The visit on which a treatment starts: it is stated as given."""
    voice.values["therapy"] = therapy_words(voice, treatment, "present")
    sections = [
        Section("disease", _disease(patient, voice)),
        history_section(patient, voice),
        Section("today", [voice.say("board.state"), voice.say("consultation.start")]),
        Section("plan", _plan(patient, voice)),
    ]
    return compose(voice, "consultation", sections)


def refusal(patient: Patient, voice: Voice) -> str:
    """The visit on which the decided treatment is not started."""
    voice.values["therapy_refused"] = therapy_words(voice, patient.plan, "absent")
    sections = [
        Section("disease", _disease(patient, voice)),
        Section("today", [voice.say("board.state"), voice.say("consultation.refusal")]),
        Section("plan", [voice.say("consultation.plan_plain")]),
    ]
    return compose(voice, "consultation", sections)


def follow_up(patient: Patient, exam: Exam, voice: Voice) -> str:
    """A visit some days after an examination; quotes it only if reports know it."""
    today = [*_treatment(patient, voice), *_exam(exam, voice)]
    today.append(voice.say("consultation.tolerance"))
    voice.rng.shuffle(today)
    sections = [
        Section("disease", _disease(patient, voice)),
        Section("today", today),
        Section("marker_table", _markers(patient, voice)),
        Section("plan", _plan(patient, voice)),
    ]
    return compose(voice, "consultation", sections)


def _disease(patient: Patient, voice: Voice) -> list[str]:
    sentences = [voice.say("consultation.follow")]
    if patient.resected_in_reports:
        sentences.append(voice.say("consultation.surgery"))
    if patient.metastases:
        voice.values["spread"] = spread_words(voice, patient)
        sentences.append(voice.say("consultation.spread"))
    return sentences


def _treatment(patient: Patient, voice: Voice) -> list[str]:
    known = [t for t in patient.treatments if t.kind != "surgery" and in_reports(t.source) and t.start < voice.day]
    if not known:
        return []
    treatment = known[-1]
    voice.values["start_day"] = treatment.start
    last = treatment.doses[-1]
    if treatment.kind in _LASTING or voice.day - last < _OVER_AFTER:
        voice.values["therapy_since"] = therapy_words(voice, treatment, "present", "start_day")
        return [voice.say("consultation.ongoing")]
    voice.values["end_iso"] = f"{last:%Y-%m}"
    voice.values["end_month"] = month_words(voice, last)
    voice.values["therapy_past"] = therapy_words(voice, treatment, "historical", "end_iso")
    return [voice.say("consultation.finished")]


def _exam(exam: Exam, voice: Voice) -> list[str]:
    if not in_reports(exam.source):
        return []
    voice.terms["exam"] = exam_term(voice.lang, exam.kind)
    voice.values["exam_day"] = exam.day
    if not exam.response:
        return [voice.say("consultation.exam_clear")]
    voice.terms["answer"] = voice.terms[exam.response]
    return [voice.say("consultation.exam")]


def _markers(patient: Patient, voice: Voice) -> list[str]:
    """The tumour marker today, or as a small table of dated values."""
    if not patient.tumour_marker or voice.rng.random() < 0.4:
        return []
    if voice.rng.random() < 0.5:
        voice.terms["marker"] = marker_term(patient, voice.day, voice.lang, named=True)
        return [voice.say("consultation.marker")]
    name = voice.bank["marker_names"][patient.tumour_marker][0]
    rows = [name]
    for day in (patient.day(-20), patient.index, voice.day - dt.timedelta(days=9)):
        voice.values["row_day"] = day
        voice.terms["marker_then"] = marker_term(patient, day, voice.lang, named=False)
        rows.append(voice.say("consultation.marker_row"))
    return ["\n".join(rows)]


def _plan(patient: Patient, voice: Voice) -> list[str]:
    return [voice.say("consultation.plan" if "planned_ct" in patient.traps else "consultation.plan_plain")]
