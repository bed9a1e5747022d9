"""A patient's facts as terms and values of a voice: what any of the four types of report may speak of."""

from __future__ import annotations

import datetime as dt
import random

from apps.demo.cancers import Plan
from apps.demo.drugs import DRUGS
from apps.demo.names import draw_doctor
from apps.demo.patient import Patient, Treatment
from apps.demo.reports.phrasebook import Term, Voice, fixed_terms, phrases

_FAMILY = ("family_breast", "family_lung", "family_colon")
_OTHER = {"lung": "other_breast", "sarcoma": "other_breast", "breast": "other_lung", "colorectal": "other_lung"}


def voice_of(patient: Patient, day: dt.date, rng: random.Random) -> Voice:
    """A voice that knows the patient, writing on a day."""
    bank = phrases(patient.lang)
    doctor = draw_doctor(rng, patient.lang)
    voice = Voice(patient.lang, rng, day, terms=_terms(patient, rng))
    voice.values.update(
        surname=rng.choice((patient.surname, patient.surname.upper())),
        given=patient.given,
        civility=bank["civilities"][patient.sex],
        age=(day - patient.birth).days // 365,
        birth=patient.birth,
        doctor=doctor,
        doctor_initials="".join(word[0] for word in doctor.split()[1:]),
        file_number=rng.randint(10000, 99999),
        day=day,
        side=bank["sides"][patient.side],
        size=patient.size_mm,
        size2=max(5, patient.size_mm - rng.randint(3, 9)),
        small=rng.randint(9, 31),
        e="e" if patient.sex == "female" else "",
        place=voice.bank["places"][patient.cancer.name],
        imaging_day=patient.imaging_day,
        biopsy_day=patient.biopsy_day,
        surgery_day=patient.surgery_day,
        index_month=month_words(voice, patient.index),
    )
    return voice


def month_words(voice: Voice, day: dt.date) -> str:
    """A month in words."""
    bank = voice.bank
    return str(bank["month_style"].format(month=bank["months"][day.month - 1], yyyy=day.year))


def spread_words(voice: Voice, patient: Patient, dated: str | None = None) -> str:
    """The patient's metastases, marked as present, with a date slot where the sentence dates them."""
    joint = " et " if voice.lang == "fr" else " and "
    return joint.join(voice.fill(f"{{{organ}_mets}}", dated=dated) for organ in patient.metastases)


def therapy_words(voice: Voice, what: Plan | Treatment, assertion: str, dated: str | None = None) -> str:
    """A treatment in words: its kind, regimen and drugs all take the assertion."""
    bank = voice.bank
    for number, drug in enumerate(what.drugs, start=1):
        voice.terms[f"drug{number}"] = Term("drug", tuple(bank["drugs"][drug]), code=DRUGS[drug].atc)
    voice.terms["regimen"] = Term("treatment", (what.regimen,), value="chemotherapy")
    regimen = "regimen_" if what.regimen else ""
    key = f"{what.kind}_{regimen}{len(what.drugs)}"
    return voice.fill(voice.rng.choice(bank["therapies"][key]), assertion, dated)


def _terms(patient: Patient, rng: random.Random) -> dict[str, Term]:
    bank = phrases(patient.lang)
    cancer, site = patient.cancer, patient.site
    node_code, node_plural, node_single = bank["nodes"][cancer.nodes]
    prefix = "p" if patient.resected else "c"
    organ = {"colorectal": "rectum" if site.name == "rectum" else "colon"}.get(cancer.name, cancer.name)
    generic = site.icd10 if site.name == "rectum" else cancer.generic_icd10
    fixed = fixed_terms(patient.lang)
    return {
        "dx": Term("diagnosis", tuple(bank["sites"][site.name]), code=site.icd10),
        "dx_generic": Term("diagnosis", tuple(bank["generic"][organ]), code=generic),
        "expression": _expression(patient),
        "relapse": Term("diagnosis", tuple(bank["relapse"]), code=generic),
        "hist": Term("morphology", tuple(bank["histologies"][patient.histology.name]), code=patient.histology.icdo3),
        "t": Term("stage", (prefix + patient.stage.t,), value=prefix + patient.stage.t),
        "n": Term("stage", (prefix + patient.stage.n,), value=prefix + patient.stage.n),
        "m": Term("stage", (patient.stage.m,), value=patient.stage.m),
        "group": Term("stage", _group_words(patient), value=f"stage {patient.stage.group}"),
        "node_mets": Term("diagnosis", tuple(node_plural), code=node_code),
        "node_met": Term("diagnosis", tuple(node_single), code=node_code),
        "surgery": Term("treatment", tuple(bank["surgery"][cancer.name]), value="surgery"),
        "ecog": fixed[f"ecog{patient.ecog}"],
        "relative_cancer": fixed[rng.choice(_FAMILY)],
        "other": fixed[_OTHER[cancer.name]],
        "past": fixed[patient.past_cancer],
    }


def marker_term(patient: Patient, day: dt.date, lang: str, named: bool) -> Term:
    """The tumour marker's value on a day, with its name or, in a table of values, without."""
    unit = "ng/mL" if patient.tumour_marker == "CEA" else "U/mL"
    value = f"{patient.marker_value(day):g}"
    written = f"{value.replace('.', ',') if lang == 'fr' else value} {unit}"
    names = phrases(lang)["marker_names"][patient.tumour_marker]
    say = tuple(f"{name} {written}" for name in names) if named else (written,)
    return Term("biomarker", say, code=patient.tumour_marker, value=f"{value} {unit}")


def _expression(patient: Patient) -> Term:
    """PD-L1 in lung cancer, Ki-67 elsewhere, in percent as the language writes it."""
    space = " " if patient.lang == "fr" else ""
    symbol = "CD274" if patient.cancer.name == "lung" else "MKI67"
    percent = f"{patient.expression_percent}{space}%"
    say = tuple(f"{name} {percent}" for name in phrases(patient.lang)["marker_names"][symbol])
    return Term("biomarker", say, code=symbol, value=f"{patient.expression_percent} %")


def _group_words(patient: Patient) -> tuple[str, ...]:
    word = "stade" if patient.lang == "fr" else "stage"
    return (
        f"{word} {patient.stage.group}",
        f"{word} {patient.stage.group}",
        f"{word.capitalize()} {patient.stage.group}",
    )
