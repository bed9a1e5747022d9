"""Where the value of a driver comes from: the facts behind it, and the sentences of the reports that state them.

Only facts that the model could read: they had happened and were known by the end of the index day.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa

from apps.review.service.drivers import Driver, base_code
from fusion.dataset.event_block import grade, rolled_code
from medomics_ehr.cohort.evidence import quotes
from medomics_ehr.contracts import Prediction
from medomics_ehr.features.as_of import known_by
from medomics_ehr.record import tables
from medomics_ehr.record.store import Record
from medomics_ehr.terminology.labels import label_of
from medomics_ehr.workspace import Workspace
from omics.table import read_table

_MOST = 12


@dataclass(frozen=True, slots=True)
class Source:
    """One fact behind a driver: when, what, and the sentence that states it with its words marked, as HTML."""

    when: str
    what: str
    quote: str = ""

    def html(self) -> str:
        """A line for the page."""
        return f"{escape(self.when)} · {escape(self.what)}" + (f"<br><q>{self.quote}</q>" if self.quote else "")


def sources(workspace: Workspace, prediction: Prediction, driver: Driver) -> list[Source]:
    """The newest facts behind a driver's value, newest first; none where the value is that there are none."""
    if driver.column in ("age", "male"):
        return [Source("", "the person's record")]
    index = _index(prediction)
    if driver.modality in ("ehr", "text"):
        return _of_events(Record.of(workspace), index, driver)
    table = read_table(workspace, driver.modality)
    if table is None or driver.column not in table.frame:
        return []
    rows = known_by(table.frame, index).dropna(subset=[driver.column]).sort_values("time", ascending=False)
    what = "image" if driver.modality == "radiomics" else "sample"
    return [
        Source(f"{row['time']:%Y-%m-%d}", f"{what} {row['item_id']}: {row[driver.column]:.4g}")
        for _, row in rows.head(_MOST).iterrows()
    ]


def _index(prediction: Prediction) -> pd.DataFrame:
    end_of_day = pd.Timestamp(prediction.index_date) + pd.Timedelta(days=1) - pd.Timedelta(microseconds=1)
    return pd.DataFrame({"subject_id": [prediction.subject_id], "index_date": [end_of_day]})


def _of_events(record: Record, index: pd.DataFrame, driver: Driver) -> list[Source]:
    e = tables.event
    subject = int(index["subject_id"].iloc[0])
    # Asked for apart, so that no missing note turns the others' 63-bit numbers into floats.
    of_notes = e.c.note_id.is_not(None) if driver.modality == "text" else e.c.note_id.is_(None)
    rows = known_by(record.frame(sa.select(e).where(e.c.subject_id == subject, of_notes)), index)
    behind = np.array([_is_behind(driver.column, row) for row in rows.to_dict("records")], dtype=bool)
    rows = rows[behind].sort_values("time", ascending=False).head(_MOST)
    spans = [_span(row) for row in rows.to_dict("records")]
    found = quotes(record, [span for span in spans if span])
    displays = _displays(record, sorted(set(rows["code"])))
    made = []
    for row, span in zip(rows.to_dict("records"), spans, strict=True):
        when = "undated" if pd.isna(row["time"]) else f"{row['time']:%Y-%m-%d}"
        quote = found.get(span) if span else None
        marked = "" if quote is None else _marked(quote.sentence, quote.start, quote.end)
        made.append(Source(when, _what(row, displays), marked))
    return made


def _span(row: dict[Any, Any]) -> tuple[int, int, int] | None:
    """The note and the words that state an event; None of a structured one."""
    if pd.isna(row["note_id"]) or pd.isna(row["span_start"]):
        return None
    return int(row["note_id"]), int(row["span_start"]), int(row["span_end"])


def _is_behind(column: str, row: dict[Any, Any]) -> bool:
    """Whether the model's column counts this event; the rules are those of `fusion.dataset.event_block`."""
    code, assertion = str(row["code"]), row["assertion"]
    text = row["text_value"] if isinstance(row["text_value"], str) else ""
    if "//" not in column:
        scale = grade(code, text)
        return assertion == "present" and scale is not None and scale[0] == column
    if column.endswith("]"):
        unit = row["unit"] if isinstance(row["unit"], str) else ""
        return assertion == "present" and not pd.isna(row["numeric_value"]) and column == f"{code} [{unit}]"
    wanted = ("planned",) if column.startswith("planned ") else ("present", "historical")
    if assertion not in wanted or rolled_code(code) != base_code(column):
        return False
    return not code.startswith("BIOMARKER//") or text == column.partition("=")[2]


def _displays(record: Record, codes: list[str]) -> dict[str, str]:
    d = tables.code_display.c
    statement = sa.select(d.code, sa.func.min(d.display).label("display")).where(d.code.in_(codes)).group_by(d.code)
    shown = record.frame(statement)
    return dict(zip(shown["code"], shown["display"], strict=True))


def _what(row: dict[Any, Any], displays: dict[str, str]) -> str:
    code = str(row["code"])
    number, unit = row["numeric_value"], row["unit"]
    value = "" if pd.isna(number) else f"{number:g} {unit if isinstance(unit, str) else ''}".strip()
    text = value or (row["text_value"] if isinstance(row["text_value"], str) else "")
    words = displays.get(code) or label_of(code) or code
    said = "" if row["assertion"] == "present" else f", {row['assertion']}"
    return f"{words}{': ' + str(text) if text else ''}{said} [{code}]"


def _marked(sentence: str, start: int, end: int) -> str:
    before, words, after = escape(sentence[:start]), escape(sentence[start:end]), escape(sentence[end:])
    return f"{before}<mark style='background:#fff2a8'>{words}</mark>{after}"
