"""Builds a feature table, and writes it to the workspace: sparse values, the dense table, its dictionary."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

import medomics_ehr
from medomics_ehr.cohort.saved import load_people
from medomics_ehr.contracts import FeatureColumn, dictionary_frame
from medomics_ehr.errors import InputRefused
from medomics_ehr.features.aggregate import Column, aggregate
from medomics_ehr.features.as_of import events_of_postgresql, make_eligible
from medomics_ehr.features.groups import Unconverted, find_groups, one_unit
from medomics_ehr.features.silent import refuse_unknown, silent_groups
from medomics_ehr.features.spec import FeatureSpec, window_name
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace


@dataclass(frozen=True, slots=True)
class FeatureTable:
    """A feature table in its sparse form.

    Attributes:
        index: subject_id and index_date; its position is the row.
        columns: what each column is.
        values: row, column (position), value; a missing value has no line. `present` and `count` are 0 where absent.
        unconverted: numbers set apart because of their unit.
        eligible: how many events were looked at.
        silent: groups of which no column has a value, with the reason.
    """

    index: pd.DataFrame
    columns: tuple[Column, ...]
    values: pd.DataFrame
    unconverted: tuple[Unconverted, ...]
    eligible: int
    silent: Mapping[str, str] = field(default_factory=dict)

    @property
    def empty_columns(self) -> int:
        """How many columns have no value in any row."""
        return len(self.columns) - int(self.values["column"].nunique())

    def dense(self) -> pd.DataFrame:
        """One line a row of the index: subject_id, index_date, then the columns in float32.

        Absent facts are 0 in `present` and `count` and missing (NaN) elsewhere.
        """
        grid = np.full((len(self.index), len(self.columns)), np.nan, dtype=np.float32)
        for position, column in enumerate(self.columns):
            if column.aggregate in ("present", "count"):
                grid[:, position] = 0
        grid[self.values["row"].to_numpy(), self.values["column"].to_numpy()] = self.values["value"].to_numpy()
        features = pd.DataFrame(grid, columns=[column.name for column in self.columns], copy=False)
        return pd.concat([self.index.reset_index(drop=True), features], axis=1)

    def dictionary(self) -> pd.DataFrame:
        """The dictionary of its columns, `contracts.FeatureColumn` each."""
        held = np.bincount(self.values["column"], minlength=len(self.columns)) / max(len(self.index), 1)
        return dictionary_frame(
            FeatureColumn(
                column=column.name,
                modality="ehr",
                description=f"{column.aggregate} of {column.group}",
                unit=column.unit,
                standard_code=column.group if "//" in column.group else "",
                source_codes=";".join(column.codes),
                window=window_name(column.window),
                software=f"medomics-ehr {medomics_ehr.__version__}",
                share_present=round(float(held[position]), 6),
            )
            for position, column in enumerate(self.columns)
        )


def build(record: Record, index: pd.DataFrame, spec: FeatureSpec) -> FeatureTable:
    """Compute a feature table as known at each index date.

    Args:
        index: subject_id and index_date; rows without a date are refused.

    Raises:
        InputRefused: an index date is missing; or a code system or a unit is unknown to us and to the record.
    """
    index = index[["subject_id", "index_date"]].reset_index(drop=True)
    if index["index_date"].isna().any():
        raise InputRefused("index: somebody has no index date; save the cohort with one (`index` in its definition)")
    if record.dialect == "duckdb":
        with record.duckdb(read_only=True) as connection:
            return _computed(connection, index, spec, "medomics.event")
    with duckdb.connect() as connection:
        return _computed(connection, index, spec, events_of_postgresql(record, index, connection))


def _computed(
    connection: duckdb.DuckDBPyConnection, index: pd.DataFrame, spec: FeatureSpec, events: str
) -> FeatureTable:
    eligible = make_eligible(connection, index, spec.assertions, events)
    refuse_unknown(connection, spec)
    groups, apart = one_unit(connection, find_groups(connection, spec.chosen, spec.found, len(index)))
    columns, values = aggregate(connection, groups, spec.windows)
    valued = set(values["column"].unique())
    silent = silent_groups(connection, spec, columns, valued, apart) if len(index) else {}
    return FeatureTable(index, tuple(columns), values, tuple(apart), eligible, silent)


def build_in(workspace: Workspace, spec: FeatureSpec) -> FeatureTable:
    """`build` for the people of a saved cohort."""
    return build(Record.of(workspace), load_people(workspace, spec.cohort), spec)


def write(workspace: Workspace, name: str, table: FeatureTable) -> Path:
    """Write `features/NAME/`: `dense.parquet`, `sparse.parquet`, `dictionary.parquet`, `unconverted.json`.

    Raises:
        InputRefused: the name is no plain name.
    """
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}", name):
        raise InputRefused(
            "a feature table's name is 1 to 64 letters, digits, - or _, and begins with a letter or digit"
        )
    folder = workspace.path("features", name)
    folder.mkdir(parents=True, exist_ok=True)
    table.dense().to_parquet(folder / "dense.parquet", index=False)
    table.values.to_parquet(folder / "sparse.parquet", index=False)
    table.dictionary().to_parquet(folder / "dictionary.parquet", index=False)
    apart = [{"group": u.group, "unit": u.unit, "wanted": u.wanted, "events": u.events} for u in table.unconverted]
    (folder / "unconverted.json").write_text(json.dumps(apart, indent=1), encoding="utf-8")
    return folder
