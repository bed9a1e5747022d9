"""Reviewed reports as training examples: JSON Lines in the gold files' contract, which `nlp train` reads."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson
import sqlalchemy as sa

from apps.review.service.corrections import REJECTED, finding_of, is_carried_in
from apps.review.service.decisions import ReviewLog
from medomics_ehr.contracts import Decision
from medomics_ehr.errors import EnvironmentFailed
from medomics_ehr.record import tables
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace


def export_examples(workspace: Workspace, out: Path) -> int:
    """Write each report of which a finding was decided, with its findings as the record now holds them.

    A finding carries `reviewed` where it stands as a person decided it, which a refused correction does not; rejected
    ones are left out. The file holds the reports' words and is
    readable by its owner alone. Apply the decisions first. Returns the number of reports.

    Raises:
        InputRefused: nothing was loaded yet.
        EnvironmentFailed: the file cannot be written.
    """
    latest = ReviewLog.of(workspace).latest()
    decisions = {int(key): d for (target, key), d in latest.items() if target == "finding" and key.isdecimal()}
    rows = list(_reports(Record.of(workspace), decisions)) if decisions else []
    try:
        descriptor = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.writelines(orjson.dumps(row) + b"\n" for row in rows)
    except OSError as error:
        raise EnvironmentFailed(f"{out}: cannot be written ({error.strerror}); name another with --out") from error
    return len(rows)


def _reports(record: Record, decisions: Mapping[int, Decision]) -> Iterator[dict[str, Any]]:
    f, n = tables.finding, tables.note_text
    with record.read() as connection:
        of_notes = sa.select(f.c.note_id).where(f.c.finding_id.in_(sorted(decisions))).distinct()
        notes = list(connection.execute(sa.select(n).where(n.c.note_id.in_(of_notes)).order_by(n.c.note_id)).mappings())
        for note in notes:
            statement = sa.select(f).where(f.c.note_id == note["note_id"]).order_by(f.c.span_start, f.c.finding_id)
            found = [dict(row) for row in connection.execute(statement).mappings()]
            yield {
                "id": str(note["note_id"]),
                **({"lang": note["language"]} if note["language"] else {}),
                "type": note["note_type"],
                "date": note["note_date"].date().isoformat() if note["note_date"] else None,
                "text": note["text"],
                "findings": [_finding(row, decisions) for row in found if row["rule_or_model"] != REJECTED],
            }


def _finding(row: dict[str, Any], decisions: Mapping[int, Decision]) -> dict[str, Any]:
    finding, decision = finding_of(row), decisions.get(int(row["finding_id"]))
    reviewed = decision is not None and is_carried_in(finding, decision)
    return finding.to_json() | ({"reviewed": True} if reviewed else {})
