"""Tumour board minutes: the case, its stage, the decision; treatments here are planned, not given."""

from __future__ import annotations

from apps.demo.patient import Patient
from apps.demo.reports.facts import spread_words, therapy_words
from apps.demo.reports.history import family_section, history_section
from apps.demo.reports.layout import Section, compose
from apps.demo.reports.pathology import markers
from apps.demo.reports.phrasebook import Voice


def minutes(patient: Patient, voice: Voice) -> str:
    """The minutes of the board on the index date."""
    rng = voice.rng
    voice.values["board_name"] = rng.choice(voice.bank["board_names"][patient.cancer.name])
    context = [history_section(patient, voice), family_section(patient, voice)]
    rng.shuffle(context)
    situation = Section("disease", [voice.say("board.situation") + ".", *_story(patient, voice)])
    sections = [situation, *context] if rng.random() < 0.6 else [*context, situation]
    sections += [
        Section("state", [voice.say("board.state")]),
        Section("markers", [markers(patient, voice)] if rng.random() < 0.6 else []),
        Section("question", [voice.say("board.question")] if rng.random() < 0.6 else []),
        Section("decision", _decision(patient, voice)),
    ]
    return compose(voice, "board", sections)


def _story(patient: Patient, voice: Voice) -> list[str]:
    voice.values["spread"] = spread_words(voice, patient, "imaging_day")
    clause = "spread_present" if patient.metastases else "spread_absent"
    voice.values["spread_clause"] = voice.fill(voice.rng.choice(voice.bank["board"][clause]))
    story = [voice.say("board.workup")]
    story.append(voice.say("board.operated" if patient.resected_in_reports else "board.biopsy"))
    story.append(voice.say("board.stage"))
    if "refuted_cancer" in patient.traps:
        story.append(voice.say("board.refuted"))
    return story


def _decision(patient: Patient, voice: Voice) -> list[str]:
    rng = voice.rng
    voice.values["therapy"] = therapy_words(voice, patient.plan, "planned")
    decision = [voice.say("board.decision")]
    if patient.plan.kind not in {"immunotherapy", "radiotherapy"} and rng.random() < 0.4:
        decision.append(voice.say("board.no_immunotherapy"))
    if patient.plan.kind not in {"radiotherapy", "surveillance"} and rng.random() < 0.4:
        decision.append(voice.say("board.alternative"))
    if "planned_ct" in patient.traps:
        decision.append(voice.say("board.planned_ct"))
    return decision
