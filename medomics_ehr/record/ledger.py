"""Reads the load ledger: the loads, the quarantine, the exclusions and what waits."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from medomics_ehr.record.store import Record

#: Quarantined resources shown; the table `medomics.quarantine` has them all.
SHOWN = 100

_LOADS = """
SELECT load_id, command, started_at, policy, vocabulary_release, read, loaded, unchanged, superseded, excluded,
       quarantined, waiting, round(CAST(seconds AS NUMERIC), 1) AS seconds
FROM medomics.load_run ORDER BY load_id DESC LIMIT 20
"""
_QUARANTINE = """
SELECT file, line, resource_type, element, reason, max(load_id) AS load_id FROM medomics.quarantine
GROUP BY file, line, resource_type, element, reason ORDER BY load_id DESC, file, line LIMIT :shown
"""
_EXCLUDED = """
SELECT resource_type, reason, sum(resources) AS resources FROM medomics.exclusion
WHERE load_id = (SELECT max(load_id) FROM medomics.load_run)
GROUP BY resource_type, reason ORDER BY resources DESC
"""
_WAITING = """
SELECT r.resource_type, w.parent_type, count(*) AS resources FROM medomics.waiting w
JOIN medomics.resource r ON r.resource_key = w.resource_key GROUP BY r.resource_type, w.parent_type
ORDER BY resources DESC
"""


def ledger_status(record: Record) -> dict[str, list[dict[str, Any]]]:
    """Rows of `loads`, `quarantined` (by place, the newest first), `excluded` (of the last load) and `waiting`."""
    statements = {"loads": _LOADS, "quarantined": _QUARANTINE, "excluded": _EXCLUDED, "waiting": _WAITING}
    found = {}
    for name, statement in statements.items():
        parameters = {"shown": SHOWN} if ":shown" in statement else {}
        frame = record.frame(sa.text(statement), parameters).astype(object)
        rows = frame.where(frame.notna(), None).values.tolist()
        found[name] = [dict(zip(frame.columns, row, strict=True)) for row in rows]
    return found
