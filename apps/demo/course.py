"""What happens to a patient around the tumour board: treatments given, exams, visits, all before the last contact."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

from apps.demo.patient import Comorbidity, Exam, Patient, Source, Treatment

_CYCLE_DAYS = 21
_VISIT_EVERY = 95


def with_course(patient: Patient, rng: random.Random) -> Patient:
    """The patient with treatments, exams and visits drawn."""
    treatments = _treatments(patient, rng)
    exams = _exams(patient, treatments, rng)
    known = replace(patient, treatments=treatments, exams=exams)
    if patient.diagnosis_source == "structured":
        known = _known_without_reports(known)
    return replace(known, visits=_visits(known))


def given(patient: Patient, kind: str) -> Treatment | None:
    """The treatment of this kind that was really given, if any."""
    return next((treatment for treatment in patient.treatments if treatment.kind == kind), None)


def _treatments(patient: Patient, rng: random.Random) -> tuple[Treatment, ...]:
    drawn = []
    if patient.resected:
        day = patient.surgery_day
        drawn.append(Treatment("surgery", (), "", day, (day,), _source(rng)))
    start = patient.day(rng.randint(12, 30))
    if patient.plan.kind != "surveillance" and rng.random() < 0.85 and patient.last_contact > start:
        cycles = (
            1 if patient.plan.kind in {"hormone_therapy", "targeted_therapy", "radiotherapy"} else rng.randint(2, 6)
        )
        doses = [start + dt.timedelta(days=_CYCLE_DAYS * cycle) for cycle in range(cycles)]
        doses = [day for day in doses if day < patient.last_contact]
        plan = patient.plan
        drawn.append(Treatment(plan.kind, plan.drugs, plan.regimen, start, tuple(doses), _source(rng)))
    return tuple(drawn)


def _exams(patient: Patient, treatments: tuple[Treatment, ...], rng: random.Random) -> tuple[Exam, ...]:
    drawn = [Exam("ct", patient.imaging_day, "both" if rng.random() < 0.7 else "structured")]
    started = max((t.start for t in treatments), default=patient.index)
    for after in (rng.randint(60, 95), rng.randint(150, 200)):
        day = started + dt.timedelta(days=after)
        if day >= patient.last_contact or rng.random() < 0.25:
            continue
        kind = rng.choices(("ct", "mri", "pet_ct"), weights=(60, 20, 20))[0]
        drawn.append(Exam(kind, day, _source(rng), _response(patient, rng)))
    return tuple(drawn)


def _response(patient: Patient, rng: random.Random) -> str:
    if patient.stage.number < 4 and patient.resected:
        return ""
    return rng.choices(("CR", "PR", "SD", "PD"), weights=(8, 30, 32, 30))[0]


def _source(rng: random.Random) -> Source:
    source: Source = rng.choices(("both", "structured", "report"), weights=(55, 20, 25))[0]
    return source


def _known_without_reports(patient: Patient) -> Patient:
    """Of some patients the centre has only structured data and exams: nothing else may live in a report."""
    return replace(
        patient,
        treatments=tuple(replace(treatment, source="structured") for treatment in patient.treatments),
        comorbidities=tuple(Comorbidity(c.name, "structured", c.since) for c in patient.comorbidities),
    )


def _visits(patient: Patient) -> tuple[dt.date, ...]:
    days = {patient.imaging_day, patient.biopsy_day, patient.index}
    days |= {day for treatment in patient.treatments for day in treatment.doses}
    days |= {exam.day for exam in patient.exams}
    days |= {patient.day(offset) for offset in range(_VISIT_EVERY, patient.survival_days, _VISIT_EVERY)}
    if not patient.died:
        days.add(patient.last_contact)
    return tuple(sorted(days))
