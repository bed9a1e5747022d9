"""Imaging reports: the first CT, which may only suspect, and later ones, which measure response."""

from __future__ import annotations

from apps.demo.patient import Exam, Patient, in_reports
from apps.demo.reports.facts import spread_words
from apps.demo.reports.layout import Section, compose
from apps.demo.reports.phrasebook import Term, Voice, phrases


def first_ct(patient: Patient, voice: Voice) -> str:
    """The CT before the biopsy: a mass, a suspicion, spread or none."""
    _title(voice, "ct")
    findings = [voice.say("imaging.mass"), *_spread(patient, voice), *_incidental(voice)]
    if "refuted_cancer" in patient.traps:
        findings.append(voice.say("imaging.refuted"))
    sections = [
        Section("indication", [voice.say("imaging.suspicion")]),
        Section("technique", _sometimes(voice, "imaging.technique", 0.7)),
        Section("results", findings),
        Section("conclusion", [voice.say("imaging.likely")]),
    ]
    return compose(voice, "imaging", sections)


def later_exam(patient: Patient, exam: Exam, voice: Voice) -> str:
    """A reassessment under treatment; it names the cancer only where reports know it."""
    named = in_reports(patient.diagnosis_source)
    _title(voice, exam.kind)
    voice.values["months_since"] = max(1, (exam.day - patient.index).days // 30)
    if exam.response:
        voice.terms["answer"] = voice.terms[exam.response]
        conclusion = [voice.say("imaging.response")]
    else:
        conclusion = [voice.say("imaging.clear" if named else "imaging.clear_unnamed")]
    if "planned_ct" in patient.traps:
        conclusion.append(voice.say("imaging.control"))
    sections = [
        Section("indication", [voice.say("imaging.follow" if named else "imaging.follow_unnamed")]),
        Section(
            "technique", _sometimes(voice, "imaging.technique", 0.7) + _sometimes(voice, "imaging.comparison", 0.35)
        ),
        Section("results", _incidental(voice) + _sometimes(voice, "imaging.doubt", 0.2)),
        Section("conclusion", conclusion),
    ]
    return compose(voice, "imaging", sections)


def exam_term(lang: str, kind: str) -> Term:
    """The term of an examination, with all its names."""
    return Term("exam", tuple(phrases(lang)["exam_names"][kind]), value=kind)


def _title(voice: Voice, kind: str) -> None:
    voice.terms["exam_title"] = exam_term(voice.lang, kind)


def _spread(patient: Patient, voice: Voice) -> list[str]:
    if not patient.metastases:
        return [voice.say("imaging.no_spread")]
    voice.values["spread"] = spread_words(voice, patient)
    return [voice.say("imaging.spread"), *_sometimes(voice, "imaging.doubt", 0.15)]


def _incidental(voice: Voice) -> list[str]:
    bank = voice.bank["imaging"]["incidental"]
    return [voice.fill(phrase) for phrase in voice.rng.sample(bank, voice.rng.randint(1, 3))]


def _sometimes(voice: Voice, key: str, share: float) -> list[str]:
    return [voice.say(key)] if voice.rng.random() < share else []
