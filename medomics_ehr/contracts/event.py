"""The event stream: MEDS columns plus what a fact needs to be used safely.

One row for each source coding of a fact: the rows of one fact share `source_table` and `source_id`, so a fact
coded in SNOMED and in ICD-10 is found by either and counted once.
"""

from __future__ import annotations

import calendar
import datetime as dt
from typing import Literal, get_args

import pyarrow as pa

TimePrecision = Literal["year", "month", "day", "second"]
TIME_PRECISIONS: tuple[TimePrecision, ...] = get_args(TimePrecision)

#: Columns of the event stream, in order.
#:
#: - subject_id: `person_id` of the record.
#: - time: earliest instant of the fact in the instance's time zone; null for an undated historical finding.
#: - code: `SYSTEM//CODE`, such as `ICD10//C34.1`, `SNOMED//254637007`, `ATC//L01FF02`, `TEXT//...` for a bare text.
#: - numeric_value, unit, text_value: the value, where the fact has one (`unit` in UCUM).
#: - end: last instant, or the report's date as upper bound of an undated historical finding.
#: - assertion: one of the six of the gold files; FHIR not-done and refuted are `absent`, orders and plans `planned`.
#: - time_precision: how much of `time` the source states; a partial date is the interval that it names.
#: - available_at: when the fact could be known (issued, recorded, signed), never when it was loaded.
#: - confidence: 1.0 for structured facts, the coder's calibrated confidence for findings.
#: - source_table, source_id: the record's row; for findings `finding` and the finding's key.
#: - note_id, span_start, span_end: the report and the words, for findings only.
EVENT_SCHEMA = pa.schema(
    [
        pa.field("subject_id", pa.int64(), nullable=False),
        pa.field("time", pa.timestamp("us")),
        pa.field("code", pa.string(), nullable=False),
        pa.field("numeric_value", pa.float64()),
        pa.field("text_value", pa.string()),
        pa.field("end", pa.timestamp("us")),
        pa.field("assertion", pa.string(), nullable=False),
        pa.field("time_precision", pa.string(), nullable=False),
        pa.field("available_at", pa.timestamp("us")),
        pa.field("confidence", pa.float64()),
        pa.field("unit", pa.string()),
        pa.field("source_table", pa.string(), nullable=False),
        pa.field("source_id", pa.int64(), nullable=False),
        pa.field("note_id", pa.int64()),
        pa.field("span_start", pa.int32()),
        pa.field("span_end", pa.int32()),
    ]
)


def latest_instant(time: dt.datetime, precision: TimePrecision) -> dt.datetime:
    """The last instant of the interval that a partial date names.

    >>> latest_instant(dt.datetime(2024, 2, 1), "month")
    datetime.datetime(2024, 2, 29, 23, 59, 59, 999999)
    """
    if precision == "second":
        return time
    month = 12 if precision == "year" else time.month
    day = time.day if precision == "day" else calendar.monthrange(time.year, month)[1]
    return time.replace(month=month, day=day, hour=23, minute=59, second=59, microsecond=999999)


def parse_partial_date(text: str) -> tuple[dt.datetime, TimePrecision]:
    """The earliest instant and the precision of `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.

    Raises:
        ValueError: the text is none of these, or no day of the calendar.

    >>> parse_partial_date("2019-03")
    (datetime.datetime(2019, 3, 1, 0, 0), 'month')
    """
    parts = [int(part) for part in text.split("-")]
    if not 1 <= len(parts) <= 3:
        raise ValueError("a partial date reads YYYY, YYYY-MM or YYYY-MM-DD")
    precision: TimePrecision = TIME_PRECISIONS[len(parts) - 1]
    year, month, day = parts + [1] * (3 - len(parts))
    return dt.datetime(year, month, day), precision
