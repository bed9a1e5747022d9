"""What is true of the centre, computed from the patients' own state: cohorts, survival, where facts are known.

A product's count is compared with these; no code of the product takes part.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from apps.demo import survival
from apps.demo.course import given
from apps.demo.patient import Patient
from apps.demo.writing import write_lines

Holds = Callable[[Patient], bool]


@dataclass(frozen=True, slots=True)
class Query:
    """A question in the words a user would type, and who it is true of."""

    text: str
    lang: str
    holds: Holds


def _cancer(name: str) -> Holds:
    return lambda patient: patient.cancer.name == name


def _treated(kind: str) -> Holds:
    return lambda patient: given(patient, kind) is not None


def _has(comorbidity: str) -> Holds:
    return lambda patient: any(c.name == comorbidity for c in patient.comorbidities)


def _spread(organ: str) -> Holds:
    return lambda patient: organ in patient.metastases


def _all(*conditions: Holds) -> Holds:
    return lambda patient: all(condition(patient) for condition in conditions)


def immunotherapy_then_ct(patient: Patient) -> bool:
    """A CT was done on a later day than the first dose of immunotherapy."""
    treatment = given(patient, "immunotherapy")
    return treatment is not None and any(e.kind == "ct" and e.day > treatment.start for e in patient.exams)


QUERIES = (
    Query("lung cancer", "en", _cancer("lung")),
    Query("cancer du poumon", "fr", _cancer("lung")),
    Query("breast cancer", "en", _cancer("breast")),
    Query("cancer du sein", "fr", _cancer("breast")),
    Query("sarcoma", "en", _cancer("sarcoma")),
    Query("lung cancer and immunotherapy", "en", _all(_cancer("lung"), _treated("immunotherapy"))),
    Query("lung cancer and immunotherapy then ct", "en", _all(_cancer("lung"), immunotherapy_then_ct)),
    Query("cancer du poumon et immunothérapie puis scanner", "fr", _all(_cancer("lung"), immunotherapy_then_ct)),
    Query("immunotherapy", "en", _treated("immunotherapy")),
    Query("immunotherapy then ct", "en", immunotherapy_then_ct),
    Query("chimiothérapie", "fr", _treated("chemotherapy")),
    Query("breast cancer and surgery", "en", _all(_cancer("breast"), _treated("surgery"))),
    Query("liver metastasis", "en", _spread("liver")),
    Query("métastase osseuse", "fr", _spread("bone")),
    Query("diabetes and hypertension", "en", _all(_has("diabetes"), _has("hypertension"))),
    Query("diabète et hypertension", "fr", _all(_has("diabetes"), _has("hypertension"))),
)

_COLUMNS = (
    "patient", "lang", "cancer", "index_date", "stage", "texture", "TP53", "PIK3CA", "resected",
    "immunotherapy_decided", "treatment_given", "log_risk", "survival_days", "event", "diagnosis_known_in",
    "imaged", "sequenced",
)  # fmt: skip


def write_truth(patients: Iterable[Patient], folder: Path, seed: int) -> None:
    """Write `truth.json` (queries, formula) and `truth.csv` (one row a patient)."""
    everyone = list(patients)
    truth = {
        "seed": seed,
        "patients": len(everyone),
        "index": "the day of the tumour board; what is known at its end (the Encounter's period.end) may be used",
        "formula": {
            "log_risk": survival.COEFFICIENTS,
            "stage_centred_at": 2.5,
            "scale_days": survival.SCALE_DAYS,
            "shape": survival.SHAPE,
        },
        "queries": [
            {"text": query.text, "lang": query.lang, "patients": [p.id for p in everyone if query.holds(p)]}
            for query in QUERIES
        ],
    }
    write_lines(folder / "truth.json", [json.dumps(truth, ensure_ascii=False, indent=1)])
    write_lines(folder / "truth.csv", [",".join(_COLUMNS), *(",".join(_row(patient)) for patient in everyone)])


def _row(patient: Patient) -> list[str]:
    later = [treatment.kind for treatment in patient.treatments if treatment.kind != "surgery"]
    fields = (
        patient.id, patient.lang, patient.cancer.name, patient.index, patient.stage.number, patient.texture,
        int(patient.mutated("TP53")), int(patient.mutated("PIK3CA")), int(patient.resected),
        int(patient.plan.kind == "immunotherapy"), later[0] if later else "none", patient.log_risk,
        patient.survival_days, int(patient.died), patient.diagnosis_source, int(patient.imaged),
        int(patient.sequenced),
    )  # fmt: skip
    return [str(value) for value in fields]
