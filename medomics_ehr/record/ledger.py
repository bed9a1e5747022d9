"""Reads the load ledger: the loads, what waits to be mended, the exclusions and what waits for a parent.

A refused row waits to be mended until a later load has read its file again: from then on that load says what of the
file is refused. The file is known by its place; of loads that were cut short nobody noted it, there its name counts.
Of a workspace's one OMOP source a table is known by its name, wherever a later export of it lies.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from medomics_ehr.record.store import Record

Rows = list[dict[str, Any]]

#: Loads and refused rows listed one by one; `totals` counts all.
SHOWN_LOADS = 20
SHOWN_EXAMPLES = 100

_LOADS = f"""
SELECT load_id, command, started_at, policy, vocabulary_release, read, loaded, unchanged, superseded, excluded,
       quarantined, waiting, round(CAST(seconds AS NUMERIC), 1) AS seconds
FROM medomics.load_run ORDER BY load_id DESC LIMIT {SHOWN_LOADS}
"""
_HAS_PLACES = """
SELECT 1 FROM information_schema.tables WHERE table_schema = 'medomics' AND table_name = 'source_file'
"""
_PLACES = "SELECT load_id, file, place_key FROM medomics.source_file"
#: In a record of an earlier version, which has no such table.
_NO_PLACES = "SELECT 0 AS load_id, '' AS file, 0 AS place_key WHERE 1 = 0"
#: Refused rows whose file no later load has read; a part of an archive goes with the archive.
_TO_MEND = """
WITH place AS ({places}),
omop_table AS (
    SELECT f.load_id, f.file, split_part(lower(f.file), '.', 1) AS name FROM place f
    JOIN medomics.load_run r ON r.load_id = f.load_id WHERE r.command = 'load omop' AND f.file <> ''
),
refused_file AS (SELECT DISTINCT load_id, split_part(file, '#', 1) AS file FROM medomics.quarantine),
read_again AS (
    SELECT DISTINCT r.load_id, r.file FROM refused_file r
    LEFT JOIN place s ON s.load_id = r.load_id AND s.file = r.file
    JOIN place l ON l.file = r.file AND l.load_id > r.load_id
    WHERE s.place_key IS NULL OR s.place_key = l.place_key
    UNION
    SELECT r.load_id, r.file FROM refused_file r JOIN omop_table t ON t.load_id = r.load_id AND t.file = r.file
    JOIN omop_table l ON l.name = t.name AND l.load_id > r.load_id
),
to_mend AS (
    SELECT q.file, q.line, q.resource_type, q.element, q.reason, max(q.load_id) AS load_id FROM medomics.quarantine q
    LEFT JOIN read_again a ON a.load_id = q.load_id AND a.file = split_part(q.file, '#', 1)
    WHERE a.load_id IS NULL
    GROUP BY q.file, q.line, q.resource_type, q.element, q.reason
)
"""
_GROUPED = """
SELECT file, resource_type, element, reason, count(*) AS rows, min(line) AS first_line FROM {refused}
GROUP BY file, resource_type, element, reason ORDER BY rows DESC, file, element, reason
"""
_EXAMPLES = f"""
{_TO_MEND} SELECT file, line, resource_type, element, reason, load_id FROM to_mend
ORDER BY load_id DESC, file, line, element, reason LIMIT {SHOWN_EXAMPLES}
"""
_EXCLUDED = """
SELECT resource_type, reason, sum(resources) AS resources FROM medomics.exclusion
WHERE load_id = (SELECT max(load_id) FROM medomics.load_run)
GROUP BY resource_type, reason ORDER BY resources DESC
"""
_WAITING = """
SELECT r.resource_type, w.parent_type, coalesce(r.reason, 'has not come yet') AS reason, count(*) AS resources
FROM medomics.waiting w JOIN medomics.resource r ON r.resource_key = w.resource_key
GROUP BY r.resource_type, w.parent_type, r.reason
ORDER BY resources DESC
"""


@dataclass(frozen=True, slots=True)
class Status:
    """What the ledger says.

    Attributes:
        loads: the last loads, newest first.
        to_mend: refused rows counted by file, type, element and reason, most first; all of them.
        examples: refused rows one by one, those of the newest load first.
        excluded: what the last load left out on purpose.
        waiting: resources that wait for a parent.
        totals: how many `loads` and rows `quarantined` there are, listed or not.
    """

    loads: Rows
    to_mend: Rows
    examples: Rows
    excluded: Rows
    waiting: Rows
    totals: dict[str, int]

    def to_json(self) -> dict[str, Any]:
        """The object that `--json` promises."""
        return {
            "totals": self.totals,
            "loads": self.loads,
            "quarantined_by": self.to_mend,
            "quarantined": self.examples,
            "excluded": self.excluded,
            "waiting": self.waiting,
        }


def ledger_status(record: Record) -> Status:
    """Read the ledger, with the right to read alone.

    Raises:
        InputRefused: nothing was loaded yet.
    """
    ((loads,),) = record.rows("SELECT count(*) FROM medomics.load_run")
    places = _PLACES if record.rows(_HAS_PLACES) else _NO_PLACES
    to_mend = _rows(record, (_TO_MEND + _GROUPED.format(refused="to_mend")).format(places=places))
    totals = {"loads": int(loads), "quarantined": sum(int(row["rows"]) for row in to_mend)}
    excluded, waiting = _rows(record, _EXCLUDED), _rows(record, _WAITING)
    examples = _rows(record, _EXAMPLES.format(places=places))
    return Status(_rows(record, _LOADS), to_mend, examples, excluded, waiting, totals)


def refused_in(record: Record, load_id: int) -> Rows:
    """What one load refused, counted by file, type, element and reason, most first."""
    return _rows(record, _GROUPED.format(refused=f"medomics.quarantine WHERE load_id = {int(load_id)}"))


def _rows(record: Record, statement: str) -> Rows:
    frame = record.frame(sa.text(statement)).astype(object)
    return [
        dict(zip(frame.columns, row, strict=True)) for row in frame.where(frame.notna(), None).itertuples(index=False)
    ]
