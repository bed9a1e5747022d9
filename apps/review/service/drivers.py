"""What drove a prediction, in words with the patient's own value: `PIK3CA mutated: no`, and not a bare column name.

A bar says what the value does to the risk, so without the value it reads the wrong way round: that a gene is *not*
mutated may be what raises it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import sqlalchemy as sa

from medomics_ehr.contracts import FeatureContribution, Prediction
from medomics_ehr.record import tables
from medomics_ehr.record.store import Record
from medomics_ehr.terminology.labels import label_of
from medomics_ehr.workspace import Workspace

_ROMAN = {0: "0", 1: "I", 2: "II", 3: "III", 4: "IV"}
_GRADES = {"stage_group": "stage", "tnm_t": "T", "tnm_n": "N", "tnm_m": "M", "ecog": "ECOG"}
_GENES = {"mutated_": "mutated", "truncating_": "truncating variant"}
_PLANNED = "planned "
_LONGEST = 36


@dataclass(frozen=True, slots=True)
class Driver:
    """One feature of a prediction.

    Attributes:
        column, modality: which feature.
        words: its name and the patient's value.
        contribution: what that value adds to the log-risk.
        value: as the model read it, None where it is missing.
    """

    column: str
    modality: str
    words: str
    contribution: float
    value: float | None

    @property
    def label(self) -> str:
        """The words with the modality, since two modalities may say the same; a long name gives way to its value."""
        name, _, value = self.words.rpartition(": ")
        short = name if len(name) <= _LONGEST else name[: _LONGEST - 1].rstrip() + "…"
        return f"{short}: {value} ({self.modality})"


def drivers(workspace: Workspace, prediction: Prediction) -> list[Driver]:
    """The features that moved a prediction most, the largest first."""
    features = prediction.top_features
    names = _names(Record.of(workspace), _sources(workspace, prediction.model_id), features)
    found = [
        Driver(f.feature, f.modality, in_words(f, names.get(f.feature, f.feature)), f.contribution, f.value)
        for f in features
    ]
    return sorted(found, key=lambda one: -abs(one.contribution))


def in_words(feature: FeatureContribution, name: str) -> str:
    """A feature and its value for a reader.

    >>> in_words(FeatureContribution("mutated_PIK3CA", "genomics", 0.0, 0.1), "mutated_PIK3CA")
    'PIK3CA mutated: no'
    >>> in_words(FeatureContribution("LOINC//8480-6 [mm[Hg]]", "ehr", 146.0, 0.1), "Systolic blood pressure")
    'Systolic blood pressure: 146 mm[Hg]'
    >>> in_words(FeatureContribution("stage_group", "text", 4.0, 0.1), "stage_group")
    'stage: IV'
    """
    column, value = feature.feature, feature.value
    if column == "male":
        return f"sex: {'not known' if value is None else 'male' if value else 'female'}"
    return f"{_name(column, name)}: {'not known' if value is None else _value(column, value)}"


def _name(column: str, name: str) -> str:
    for prefix, words in _GENES.items():
        if column.startswith(prefix):
            return f"{column.removeprefix(prefix)} {words}"
    if column in _GRADES:
        return _GRADES[column]
    return name if "//" in column else name.replace("_", " ")


def _value(column: str, value: float) -> str:
    if column.startswith(tuple(_GENES)):
        return "yes" if value else "no"
    if column == "stage_group":
        return _ROMAN.get(int(value), f"{value:g}")
    if column == "age":
        return f"{value:.0f} years"
    if "//" in column and not column.endswith("]"):
        return "yes" if value else "no"
    unit = column.partition(" [")[2].removesuffix("]") if "//" in column else ""
    return f"{value:.4g} {unit}".strip()


def base_code(column: str) -> str:
    """The code that a column counts or measures.

    >>> base_code("planned TREATMENT//chemotherapy"), base_code("BIOMARKER//ERBB2=1+"), base_code("LOINC//718-7 [g/dL]")
    ('TREATMENT//chemotherapy', 'BIOMARKER//ERBB2', 'LOINC//718-7')
    """
    return column.removeprefix(_PLANNED).partition("=")[0].partition(" [")[0]


def _sources(workspace: Workspace, model_id: str) -> Mapping[str, str]:
    """Column to the codes it counts, as the model's own dictionary has them; empty where the model is not here."""
    path = workspace.path("models", model_id.rpartition("-")[0] or model_id) / "dictionary.parquet"
    if not path.is_file():
        return {}
    frame = pd.read_parquet(path, columns=["column", "source_codes"])
    return dict(zip(frame["column"], frame["source_codes"], strict=True))


def _names(record: Record, sources: Mapping[str, str], features: Sequence[FeatureContribution]) -> Mapping[str, str]:
    """Column to its words: the terminology's label, else the record's own displays of what it counts."""
    coded = [f.feature for f in features if "//" in f.feature]
    codes = {column: [base_code(column), *filter(None, sources.get(column, "").split(";"))] for column in coded}
    display = tables.code_display.c
    wanted = sorted({code for listed in codes.values() for code in listed})
    statement = sa.select(display.code, sa.func.min(display.display).label("display")).group_by(display.code)
    shown = record.frame(statement.where(display.code.in_(wanted))) if wanted else pd.DataFrame()
    displays = dict(zip(shown["code"], shown["display"], strict=True)) if len(shown) else {}
    return {column: _spoken(column, listed, displays) for column, listed in codes.items()}


def _spoken(column: str, codes: Sequence[str], displays: Mapping[str, str]) -> str:
    base = codes[0]
    below = list(dict.fromkeys(displays[code] for code in codes[1:] if code in displays))
    words = label_of(base) or displays.get(base) or " or ".join(below[:2]) or base.partition("//")[2]
    planned = _PLANNED if column.startswith(_PLANNED) else ""
    of_value = column.partition("=")[2]
    return f"{planned}{words} {of_value}".strip()
