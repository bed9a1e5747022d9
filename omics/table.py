"""The omics table: Parquet rows of (subject, time, available_at, item) with features, and a dictionary beside it.

Every omics modality hands this one shape to fusion. It knows no image, no gene and no database.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pyarrow as pa

from medomics_ehr.contracts import FeatureColumn, dictionary_frame
from medomics_ehr.errors import InputRefused
from medomics_ehr.workspace import Workspace

#: subject_id: `person_id` · time: when image or sample was taken · available_at: when its result could be known ·
#: item_id: the workspace's key of the imaging series or of the sample (63 bits, no identifier of the hospital).
KEYS = ("subject_id", "time", "available_at", "item_id")


@dataclass(frozen=True)
class OmicsTable:
    """Feature rows of one modality, and what their columns mean.

    Attributes:
        modality: `radiomics` or `genomics`.
        frame: the columns `KEYS`, then one float column for each entry of `dictionary`.
        dictionary: one entry for each feature column, in the order of the frame.
    """

    modality: str
    frame: pd.DataFrame
    dictionary: tuple[FeatureColumn, ...]

    def write(self, workspace: Workspace) -> Path:
        """Write `omics/<modality>.parquet` and its dictionary; a reader sees the old table or the new one."""
        columns = self.frame.columns
        described = [
            replace(
                entry, share_present=round(float(self.frame[entry.column].notna().mean()), 4) if len(columns) else 0.0
            )
            for entry in self.dictionary
        ]
        target = table_path(workspace, self.modality)
        _write_whole(dictionary_frame(described), dictionary_path(workspace, self.modality))
        _write_whole(self.frame.sort_values([*KEYS], ignore_index=True), target)
        return target


def table_path(workspace: Workspace, modality: str) -> Path:
    """Where a modality's rows lie."""
    return workspace.path("omics", f"{modality}.parquet")


def dictionary_path(workspace: Workspace, modality: str) -> Path:
    """Where the meaning of a modality's columns lies."""
    return workspace.path("omics", f"{modality}.dictionary.parquet")


def read_table(workspace: Workspace, modality: str) -> OmicsTable | None:
    """The table of a modality, or None where the workspace has none yet.

    Raises:
        InputRefused: the table or its dictionary is damaged or gone.
    """
    path = table_path(workspace, modality)
    if not path.is_file():
        return None
    try:
        rows = pd.read_parquet(dictionary_path(workspace, modality)).to_dict("records")
        frame = pd.read_parquet(path)
    except (pa.ArrowException, OSError):
        raise InputRefused(f"{path}: damaged, or without its dictionary; move it away and make it again") from None
    return OmicsTable(
        modality, frame, tuple(FeatureColumn(**{str(name): value for name, value in row.items()}) for row in rows)
    )


def merged(old: OmicsTable | None, new: OmicsTable) -> OmicsTable:
    """The rows of both; where both hold an item the new one stands.

    Raises:
        InputRefused: a column of both was computed under other settings, so that its values do not compare.
    """
    if old is None or old.frame.empty:
        return new
    kept = old.frame[~old.frame["item_id"].isin(new.frame["item_id"])]
    if kept.empty:
        return new
    _check_same_settings(old, new)
    known = {entry.column for entry in new.dictionary}
    dictionary = (*new.dictionary, *(entry for entry in old.dictionary if entry.column not in known))
    frame = pd.concat([kept, new.frame], ignore_index=True)
    return OmicsTable(new.modality, frame[[*KEYS, *(entry.column for entry in dictionary)]], dictionary)


def _check_same_settings(old: OmicsTable, new: OmicsTable) -> None:
    before = {entry.column: entry.settings for entry in old.dictionary}
    changed = [e.column for e in new.dictionary if before.get(e.column, e.settings) != e.settings]
    if changed:
        raise InputRefused(
            f"{new.modality} table, column {changed[0]}: it holds rows computed under other settings; "
            "compute those again in the same run, or move the table away"
        )


def parse_instants(time: str, available_at: str, time_zone: str) -> tuple[dt.datetime, dt.datetime]:
    """The earliest instant of `time`, and when the result could be known, both in the workspace's time zone.

    A date without a time is available at the end of its day; an empty `available_at` is the end of `time`'s day.

    Raises:
        ValueError: a text is no ISO 8601 date or instant, or the result is known before the sample is taken.

    >>> parse_instants("2024-03-01", "", "Europe/Paris")[1]
    datetime.datetime(2024, 3, 1, 23, 59, 59, 999999)
    >>> parse_instants("2024-03-01T10:00:00Z", "2024-03-04", "Europe/Paris")[0]
    datetime.datetime(2024, 3, 1, 11, 0)
    """
    taken, _ = _interval(time, time_zone)
    known = _interval(available_at, time_zone)[1] if available_at.strip() else _end_of_day(taken)
    if known < taken:
        raise ValueError("available_at lies before time")
    return taken, known


def _interval(text: str, time_zone: str) -> tuple[dt.datetime, dt.datetime]:
    text = text.strip()
    try:
        instant = dt.datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("not an ISO 8601 date or instant") from None
    if instant.tzinfo is not None:
        instant = instant.astimezone(ZoneInfo(time_zone)).replace(tzinfo=None)
    return instant, instant if len(text) > 10 else _end_of_day(instant)


def _end_of_day(instant: dt.datetime) -> dt.datetime:
    return instant.replace(hour=23, minute=59, second=59, microsecond=999999)


def read_csv_rows(path: Path, required: Sequence[str]) -> list[tuple[int, dict[str, str]]]:
    """The rows of a CSV with a header, each with its line number; cells are text, "" where empty.

    Raises:
        InputRefused: no such file, not UTF-8 CSV, or a required column is missing.
    """
    if not path.is_file():
        raise InputRefused(f"{path}: no such file; give the path of a CSV with the columns {','.join(required)}")
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig", skip_blank_lines=False)
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise InputRefused(f"{path}: not a CSV in UTF-8 ({type(error).__name__}); save it as one") from None
    missing = [name for name in required if name not in frame.columns]
    if missing:
        raise InputRefused(f"{path}: column {missing[0]} is missing; its header must hold {','.join(required)}")
    rows = [
        (number + 2, {str(k): str(v) for k, v in row.items()}) for number, row in enumerate(frame.to_dict("records"))
    ]
    return [(line, row) for line, row in rows if any(value.strip() for value in row.values())]


def _write_whole(frame: pd.DataFrame, target: Path) -> None:
    staged = target.with_name(target.name + ".new")
    frame.to_parquet(staged, index=False)
    os.replace(staged, target)
