"""Draws patients: one generator of random numbers for each, so that patient 7 is the same in any centre of a seed."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

from apps.demo import survival
from apps.demo.cancers import CANCERS, Cancer, Plan, Stage
from apps.demo.course import with_course
from apps.demo.genes import draw_mutations
from apps.demo.names import draw_name
from apps.demo.patient import Comorbidity, Patient, Source

_COMORBIDITIES = {
    "hypertension": 0.4,
    "diabetes": 0.28,
    "copd": 0.18,
    "dyslipidaemia": 0.2,
    "atrial_fibrillation": 0.12,
    "hypothyroidism": 0.1,
}
#: Mentions that must not count, with how often they are made.
_TRAPS = {
    "refuted_cancer": 0.08,
    "unconfirmed_cancer": 0.05,
    "entered_in_error_report": 0.06,
    "not_done_immunotherapy": 0.07,
    "planned_ct": 0.25,
    "cancelled_ct": 0.08,
    "family_cancer": 0.45,
    "past_cancer": 0.12,
}


def draw_patient(seed: int, number: int) -> Patient:
    """The patient of this number in the centre of this seed."""
    rng = random.Random(f"{seed}/{number}/patient")
    cancer = rng.choices(CANCERS, weights=[cancer.share for cancer in CANCERS])[0]
    lang = "fr" if rng.random() < 0.6 else "en"
    sex = _sex(rng, cancer)
    surname, given = draw_name(rng, lang, sex)
    index = dt.date(2019, 1, 7) + dt.timedelta(days=rng.randrange(4 * 365))
    stage = rng.choice(cancer.stages)
    resected = stage.number < 4 and rng.random() < 0.55
    plan = rng.choice(cancer.metastatic if stage.number == 4 else cancer.adjuvant)
    mutations = draw_mutations(rng, cancer)
    patient = Patient(
        number=number,
        lang=lang,
        sex=sex,
        birth=index - dt.timedelta(days=rng.randrange(38 * 365, 84 * 365)),
        surname=surname,
        given=given,
        cancer=cancer,
        site=rng.choice(cancer.sites),
        side=rng.choice(("left", "right")),
        histology=rng.choice(cancer.histologies),
        stage=stage,
        size_mm=_size(rng, stage),
        metastases=_metastases(rng, cancer, stage),
        texture=round(rng.gauss(0, 1), 4),
        mutations=mutations,
        sequenced=rng.random() < 0.92,
        imaged=rng.random() < 0.93,
        comorbidities=_comorbidities(rng, index.year),
        index=index,
        resected=resected,
        plan=plan,
        log_risk=0.0,
        survival_days=0,
        died=False,
        diagnosis_source=rng.choices(("both", "structured", "report"), weights=(60, 15, 25))[0],
        traps=frozenset(name for name, share in _TRAPS.items() if rng.random() < share),
    )
    return with_course(_with_survival(patient, plan, rng), rng)


def _with_survival(patient: Patient, plan: Plan, rng: random.Random) -> Patient:
    risk = survival.log_risk(
        patient.stage.number,
        patient.texture,
        patient.mutated("TP53"),
        patient.mutated("PIK3CA"),
        patient.resected,
        plan.kind == "immunotherapy",
    )
    days, died = survival.draw(rng, risk)
    return replace(patient, log_risk=round(risk, 6), survival_days=days, died=died)


def _sex(rng: random.Random, cancer: Cancer) -> str:
    women = {"breast": 0.99, "lung": 0.4, "colorectal": 0.45, "sarcoma": 0.5}[cancer.name]
    return "female" if rng.random() < women else "male"


def _size(rng: random.Random, stage: Stage) -> int:
    """Largest diameter in mm, in keeping with the T category; it must fit the CT volume."""
    low, high = {"T1": (12, 20), "T2": (24, 38), "T3": (36, 52), "T4": (44, 60)}[stage.t[:2]]
    return rng.randint(low, high)


def _metastases(rng: random.Random, cancer: Cancer, stage: Stage) -> tuple[str, ...]:
    if stage.m == "M0":
        return ()
    single = stage.m in {"M1a", "M1b"}
    return tuple(sorted(rng.sample(cancer.spread, 1 if single else rng.randint(1, 2))))


def _comorbidities(rng: random.Random, year: int) -> tuple[Comorbidity, ...]:
    drawn = []
    for name, share in _COMORBIDITIES.items():
        if rng.random() < share:
            source: Source = rng.choices(("both", "structured", "report"), weights=(50, 25, 25))[0]
            drawn.append(Comorbidity(name, source, year - rng.randint(2, 15)))
    return tuple(drawn)
