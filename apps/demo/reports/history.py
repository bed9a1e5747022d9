"""The sections on what else the patient has, had, and runs in the family."""

from __future__ import annotations

from apps.demo.fhir.acts import home_drug
from apps.demo.patient import Comorbidity, Patient, in_reports
from apps.demo.reports.layout import Section
from apps.demo.reports.marks import capitalised
from apps.demo.reports.phrasebook import Voice


def history_section(patient: Patient, voice: Voice) -> Section:
    """Diseases that reports know, an old cancer, and what is denied."""
    sentences = [
        _disease(comorbidity, voice) for comorbidity in patient.comorbidities if in_reports(comorbidity.source)
    ]
    voice.rng.shuffle(sentences)
    if len(sentences) > 1 and voice.rng.random() < 0.5:
        sentences = [voice.rng.choice((", ", " ; ", " - ")).join(sentences)]
    sentences = [f"{capitalised(sentence)}." for sentence in sentences]
    if "past_cancer" in patient.traps:
        voice.values["past_year"] = patient.past_year
        sentences.append(voice.say("history.past"))
    if voice.rng.random() < 0.3 and not _has(patient, "atrial_fibrillation"):
        sentences.append(voice.say("history.absent"))
    return Section("history", sentences or [voice.say("history.none")])


def family_section(patient: Patient, voice: Voice) -> Section:
    """A relative's cancer, or none."""
    if "family_cancer" in patient.traps:
        return Section("family", [voice.say("history.family")])
    return Section("family", [voice.say("history.no_family")] if voice.rng.random() < 0.3 else [])


def _disease(comorbidity: Comorbidity, voice: Voice) -> str:
    voice.terms["disease"] = voice.terms[comorbidity.name]
    voice.terms["home_drug"] = voice.terms[home_drug(comorbidity.name)]
    voice.values["since"] = comorbidity.since
    bank = voice.bank["history"]["treated" if voice.rng.random() < 0.6 else "untreated"]
    return voice.fill(voice.rng.choice(bank))


def _has(patient: Patient, name: str) -> bool:
    return any(comorbidity.name == name for comorbidity in patient.comorbidities)
