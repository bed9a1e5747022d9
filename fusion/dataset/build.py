"""Builds the data set of a workspace: index dates, the blocks as known at them, survival from them.

Every fact enters through `features.as_of.known_by`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import sqlalchemy as sa

from fusion.dataset.block import Block, SurvivalData
from fusion.dataset.event_block import EVENT_COLUMNS, EventFeatures, event_block
from fusion.dataset.omics_block import omics_block
from fusion.dataset.outcome import of_subjects, outcome_of
from medomics_ehr.contracts import FeatureColumn
from medomics_ehr.errors import InputRefused
from medomics_ehr.record import tables
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace
from omics.table import read_table

_DAY = pd.Timedelta(days=1)
_LAST_OF_DAY = _DAY - pd.Timedelta(microseconds=1)
_MALE, _FEMALE = 8507, 8532


def build_dataset(
    workspace: Workspace,
    index: pd.DataFrame,
    blocks: Sequence[str],
    features: EventFeatures | None = None,
    followed_only: bool = True,
    before: Mapping[str, int] | None = None,
) -> SurvivalData:
    """The data set of these index dates.

    Args:
        index: subject_id, index_date, one row a subject; a date counts to the end of its day.
        blocks: modalities, of `block.MODALITIES`.
        followed_only: leave out subjects without a day of follow-up after the index (needed to fit, not to predict).
        before: the steps of the account that led to the index dates.

    Raises:
        InputRefused: no subject is left, or a block's table is not there yet.
    """
    index = _at_end_of_day(index)
    outcome = outcome_of(Record.of(workspace), index)
    days = outcome["time"]
    kept = days.gt(0).to_numpy() if followed_only else np.ones(len(index), dtype=bool)
    dead = outcome["event"].eq(1) & days.le(0) & ~kept
    account = {
        **dict(before or {}),
        "index dates": len(index),
        "died by the index day": int(dead.sum()),
        "not followed after the index": int((~kept & ~dead).sum()),
        "kept": int(kept.sum()),
    }
    if not kept.any():
        raise InputRefused("cohort: no subject has a day of follow-up after the index date; check the index rule")
    index = index[kept].reset_index(drop=True)
    outcome = outcome[kept]
    events = _events(Record.of(workspace), index) if {"ehr", "text"} & set(blocks) else pd.DataFrame()
    made = {name: _block(name, workspace, index, events, features or EventFeatures()) for name in blocks}
    return SurvivalData(index, made, outcome["time"].to_numpy(float), outcome["event"].to_numpy(float), account)


def _block(
    name: str, workspace: Workspace, index: pd.DataFrame, events: pd.DataFrame, features: EventFeatures
) -> Block:
    if name in {"ehr", "text"}:
        block = event_block(name, events, index, features)
        return _with_person(block, _persons(Record.of(workspace), index), index) if name == "ehr" else block
    table = read_table(workspace, name)
    if table is None:
        raise InputRefused(
            f"omics/{name}.parquet: not there yet; run `medomics {_MAKERS[name]}` or leave the block out"
        )
    return omics_block(table, index)


_MAKERS = {"radiomics": "radiomics extract", "genomics": "genomics load"}


def _at_end_of_day(index: pd.DataFrame) -> pd.DataFrame:
    """Index instants: a fact known during the index day is known at the index."""
    day = pd.to_datetime(index["index_date"]).dt.normalize()
    dated = pd.DataFrame({"subject_id": index["subject_id"].astype("int64"), "index_date": day + _LAST_OF_DAY})
    return dated.sort_values("subject_id").drop_duplicates("subject_id").reset_index(drop=True)


def _events(record: Record, index: pd.DataFrame) -> pd.DataFrame:
    event = tables.event.c
    # An undated historical fact has only its upper bound, the report's date.
    dated = sa.func.coalesce(event.time, event.end).label("time")
    columns = [dated if name == "time" else event[name] for name in EVENT_COLUMNS]
    rows = record.frame(of_subjects(sa.select(*columns), event.subject_id, index).where(dated.is_not(None)))
    return rows.assign(time=pd.to_datetime(rows["time"]), available_at=pd.to_datetime(rows["available_at"]))


def _persons(record: Record, index: pd.DataFrame) -> pd.DataFrame:
    person = tables.metadata.tables["cdm.person"].c
    names = ("person_id", "gender_concept_id", "year_of_birth", "month_of_birth", "day_of_birth")
    return record.frame(of_subjects(sa.select(*(person[name] for name in names)), person.person_id, index))


def _with_person(block: Block, persons: pd.DataFrame, index: pd.DataFrame) -> Block:
    """The block with age and sex in front, both known from birth on; without a year of birth (0) there is no age."""
    ours = index[["subject_id", "index_date"]].merge(persons, left_on="subject_id", right_on="person_id", how="left")
    born = pd.to_datetime(
        {
            "year": ours["year_of_birth"].where(ours["year_of_birth"] > 0),
            "month": ours["month_of_birth"].fillna(7),
            "day": ours["day_of_birth"].fillna(1),
        },
        errors="coerce",
    )
    age = (ours["index_date"] - born) / (365.25 * _DAY)
    male = ours["gender_concept_id"].map({_MALE: 1.0, _FEMALE: 0.0})
    here = block.present
    values = block.values.copy()
    values.insert(0, "age", age.where(here).to_numpy())
    values.insert(1, "male", male.where(here).to_numpy())
    entries = (FeatureColumn("age", "ehr", "age at the index", "a"), FeatureColumn("male", "ehr", "1 male, 0 female"))
    return replace(block, values=values, dictionary=(*entries, *block.dictionary))
