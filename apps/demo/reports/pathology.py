"""Pathology reports: of the biopsy, and of the resected tumour with its stage."""

from __future__ import annotations

from apps.demo.patient import Patient
from apps.demo.reports.layout import Section, compose
from apps.demo.reports.phrasebook import Voice


def biopsy(patient: Patient, voice: Voice) -> str:
    """The diagnosis on cores: histology and markers, no stage."""
    comment = [voice.say("pathology.refuted")] if "refuted_cancer" in patient.traps else []
    sections = [
        Section("specimen", [voice.say("pathology.specimen_biopsy")]),
        Section("microscopy", [voice.say("pathology.microscopy"), *comment]),
        Section("markers", [markers(patient, voice)]),
        Section("conclusion", [voice.say("pathology.conclusion"), voice.say("pathology.pending")]),
    ]
    return compose(voice, "pathology", sections)


def resection(patient: Patient, voice: Voice) -> str:
    """The resected tumour: size, nodes, margins, pathological stage."""
    involved = patient.stage.n not in {"N0", "NX"}
    voice.values["examined"] = voice.rng.randint(8, 24)
    voice.values["positive"] = voice.rng.randint(1, 5)
    nodes = "nodes_positive" if involved else "nodes_negative"
    sections = [
        Section("specimen", [voice.say("pathology.specimen_surgery")]),
        Section("macroscopy", [voice.say("pathology.macroscopy")]),
        Section("microscopy", [voice.say("pathology.microscopy"), voice.say(f"pathology.{nodes}")]),
        Section("conclusion", [voice.say(f"pathology.{name}") for name in ("conclusion", "margins", "stage")]),
    ]
    return compose(voice, "pathology", sections)


def markers(patient: Patient, voice: Voice) -> str:
    """The tumour's markers, in keeping with its mutations and its treatment; never TP53 or PIK3CA."""
    joint = voice.rng.choice((", ", " ; ", ". "))
    return joint.join(voice.fill(f"{{{name}}}") for name in _marker_names(patient)) + "."


def _marker_names(patient: Patient) -> list[str]:
    cancer = patient.cancer.name
    if cancer == "lung":
        stain = "p40" if patient.histology.name == "squamous" else "ttf1"
        return [stain, "egfr_mut" if patient.mutated("EGFR") else "egfr_wt", "alk_negative", "expression"]
    if cancer == "breast":
        undecided = "positive" if patient.number % 2 else "negative"
        sign = {"hormone_therapy": "positive", "immunotherapy": "negative"}.get(patient.plan.kind, undecided)
        return [f"er_{sign}", f"pr_{sign}", f"her2_{patient.number % 3}", "expression"]
    if cancer == "colorectal":
        braf = any(mutation.gene == "BRAF" and mutation.change == "p.V600E" for mutation in patient.mutations)
        names = ["dmmr" if patient.plan.kind == "immunotherapy" else "pmmr", "braf_mut" if braf else "braf_wt"]
        return names if patient.mutated("KRAS") else [*names, "kras_wt"]
    return ["mdm2", "expression"] if patient.histology.name == "liposarcoma" else ["expression"]
