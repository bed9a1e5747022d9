"""Blocks from the event stream: `ehr` from structured facts, `text` from coded reports.

One column says whether a code was met before the index date, one holds the newest number of a code that has numbers,
one the newest grade of a scale that is spelt in codes (stage, T, N, M, ECOG). What is only planned has columns of its
own; what is absent, possible or of the family has none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from fusion.dataset.block import Block
from medomics_ehr.contracts import FeatureColumn
from medomics_ehr.features.as_of import known_by

#: Columns that are read of `medomics.event`.
EVENT_COLUMNS = (
    "subject_id",
    "time",
    "code",
    "numeric_value",
    "text_value",
    "unit",
    "assertion",
    "available_at",
    "note_id",
)
_ROMAN = {"0": 0, "I": 1, "II": 2, "III": 3, "IV": 4}
_STAGE = re.compile(r"^STAGE//(IV|III|II|I|0)", re.IGNORECASE)
_STAGE_WORDS = re.compile(r"^(?:stage|stade) +(IV|III|II|I|0)[A-D]?\d?$", re.IGNORECASE)
_TNM = re.compile(r"^TNM//(?:[a-z]*)([TNM])(\d)")
_ECOG = re.compile(r"^ECOG//(\d)$")
#: Not facts of care: the outcome, and what `age` and `male` already say.
_NO_FEATURES = ("MEDS_", "GENDER//")


@dataclass(frozen=True, slots=True)
class EventFeatures:
    """Which columns an event block has.

    Attributes:
        window_days: only facts of so many days before the index count; None takes all.
        min_subjects: a column is made when at least so many subjects hold it.
    """

    window_days: int | None = None
    min_subjects: int = 5


def event_block(modality: str, events: pd.DataFrame, index: pd.DataFrame, features: EventFeatures) -> Block:
    """The block of `ehr` (events without a note) or `text` (events with one).

    Args:
        events: the columns `EVENT_COLUMNS`.
        index: subject_id, index_date.
    """
    ours = events[events["note_id"].notna() == (modality == "text")]
    ours = ours[~ours["code"].str.startswith(_NO_FEATURES)]
    known = known_by(ours, index)
    if features.window_days is not None:
        known = known[known["time"] >= known["index_date"] - pd.Timedelta(days=features.window_days)]
    long = pd.concat([_met(known), _numbers(known), _grades(known)], ignore_index=True)
    enough = long.groupby("column")["row"].nunique()
    long = long[long["column"].isin(enough.index[enough >= features.min_subjects])]
    grid = long.pivot_table(index="row", columns="column", values="value", aggfunc="last", sort=True)
    values = grid.reindex(range(len(index))).astype("float64")
    values.columns.name = values.index.name = None
    _fill_not_met(values, known["row"].unique())
    return Block(modality, values, _dictionary(modality, values, known, features))


def rolled_code(code: str) -> str:
    """The level at which codes are counted: ICD-10 by category, ATC by chemical subgroup, others as they are.

    >>> rolled_code("ICD10//C34.1"), rolled_code("ATC//L01FF02"), rolled_code("SNOMED//254637007")
    ('ICD10//C34', 'ATC//L01FF', 'SNOMED//254637007')
    """
    system, _, value = code.partition("//")
    return f"{system}//{value[: {'ICD10': 3, 'ATC': 5}.get(system, len(value))]}"


def grade(code: str, text: str = "") -> tuple[str, int] | None:
    """The scale and the grade that a code or its value spells, or None.

    >>> grade("STAGE//IIIB"), grade("TNM//ypT2a"), grade("ECOG//1"), grade("ICD10//C34")
    (('stage_group', 3), ('tnm_t', 2), ('ecog', 1), None)
    >>> grade("LOINC//21908-9", "Stage IVA")
    ('stage_group', 4)
    """
    if match := _STAGE.match(code) or _STAGE_WORDS.match(text):
        return "stage_group", _ROMAN[match[1].upper()]
    if match := _TNM.match(code):
        return f"tnm_{match[1].lower()}", int(match[2])
    if match := _ECOG.match(code):
        return "ecog", int(match[1])
    return None


def _met(known: pd.DataFrame) -> pd.DataFrame:
    """Codes met, or planned: 1 for each row of the index and column."""
    counted = known[known["assertion"].isin(("present", "historical", "planned"))]
    prefix = counted["assertion"].map({"planned": "planned "}).fillna("")
    words = counted["text_value"].where(counted["code"].str.startswith("BIOMARKER//"), "").fillna("")
    suffix = words.where(words == "", "=" + words)
    columns = prefix + counted["code"].map(rolled_code) + suffix
    return pd.DataFrame({"row": counted["row"], "column": columns, "value": 1.0}).drop_duplicates()


def _numbers(known: pd.DataFrame) -> pd.DataFrame:
    """The newest number of each code and unit."""
    counted = known[known["numeric_value"].notna() & (known["assertion"] == "present")].sort_values(
        "time", kind="stable"
    )
    unit = counted["unit"].fillna("")
    columns = counted["code"] + " [" + unit + "]"
    return pd.DataFrame({"row": counted["row"], "column": columns, "value": counted["numeric_value"]})


def _grades(known: pd.DataFrame) -> pd.DataFrame:
    """The newest grade of each scale; on one day the highest."""
    counted = known[known["assertion"] == "present"]
    words = counted["text_value"].fillna("")
    found = [grade(code, text) for code, text in zip(counted["code"], words, strict=True)]
    scales = np.array([pair and pair[0] for pair in found], dtype=object)
    grades = np.array([pair and pair[1] for pair in found], dtype=float)
    graded = counted.assign(column=scales, value=grades).dropna(subset=["column"])
    return graded.sort_values(["time", "value"], kind="stable")[["row", "column", "value"]]


def _fill_not_met(values: pd.DataFrame, rows: object) -> None:
    """Of a subject whose block is there, a code not met is 0; a number or a grade not measured stays missing."""
    met = [column for column in values.columns if _kind(str(column)) == "met"]
    here = values.index.isin(list(rows))  # type: ignore[call-overload]
    values.loc[here, met] = values.loc[here, met].fillna(0.0)


def _kind(column: str) -> str:
    if column.endswith("]"):
        return "number"
    return "met" if "//" in column else "grade"


def _dictionary(
    modality: str, values: pd.DataFrame, known: pd.DataFrame, features: EventFeatures
) -> tuple[FeatureColumn, ...]:
    window = "" if features.window_days is None else f"-{features.window_days}d..0d"
    sources = known.groupby(known["code"].map(rolled_code))["code"].unique() if len(known) else pd.Series(dtype=object)
    entries = []
    for column in map(str, values.columns):
        kind, code = _kind(column), column.removeprefix("planned ").partition("=")[0].partition(" [")[0]
        words = {"met": "met before the index", "number": "newest value", "grade": "newest grade"}[kind]
        entries.append(
            FeatureColumn(
                column,
                modality,
                ("planned, " if column.startswith("planned ") else "") + words,
                unit=column.partition(" [")[2].rstrip("]") or "1",
                standard_code=code if "//" in code else "",
                source_codes=";".join(sorted(sources.get(code, []))),
                window=window,
            )
        )
    return tuple(entries)
