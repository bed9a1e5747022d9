"""What clinicians decided of findings, carried into the record: the corrected row takes the place of the coder's.

The finding keeps its identifier, so a later decision finds it again. Its shadow in `note_nlp` and its event follow. A
rejected finding stays in `medomics.finding`, marked, and leaves `note_nlp` and the events. The log itself never
changes; applying it twice does what applying it once does.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

import sqlalchemy as sa

from apps.review.service.correction_rules import checked
from apps.review.service.decisions import ReviewLog
from medomics_ehr.contracts import Decision, Finding
from medomics_ehr.contracts.finding import Assertion
from medomics_ehr.errors import EnvironmentFailed, InputRefused
from medomics_ehr.record import tables
from medomics_ehr.record.store import Record
from medomics_ehr.terminology.labels import label_of
from medomics_ehr.workspace import Workspace
from nlp.batch.note_rows import Note, note_rows_of

REVIEWED, REJECTED = "review", "review:rejected"
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Refusal:
    """A decision that could not be carried in: whose, on which finding of which report, and why in words."""

    finding_id: str
    note_id: str
    who: str
    at: str
    why: str


@dataclass(slots=True)
class Applied:
    """The account of an application: decisions on findings by what became of them, and why some were refused."""

    decisions: int = 0
    accepted: int = 0
    corrected: int = 0
    rejected: int = 0
    unchanged: int = 0
    gone: int = 0
    refused: int = 0
    refusals: list[Refusal] = field(default_factory=list, compare=False)


def apply_decisions(workspace: Workspace) -> Applied:
    """Carry the last decision on each finding into the record, in one short transaction for every few hundred.

    `gone` counts findings that the record no longer holds, `refused` corrections that cannot be read.

    Raises:
        InputRefused: nothing was loaded yet.
        EnvironmentFailed: the record stays locked, or the log cannot be read.
    """
    record = Record.of(workspace)
    latest = [d for (target, _), d in ReviewLog.of(workspace).latest().items() if target == "finding"]
    account = Applied(decisions=len(latest))
    for start in range(0, len(latest), _AT_ONCE):
        _apply(record, latest[start : start + _AT_ONCE], account)
    return account


def try_to_apply(workspace: Workspace) -> bool:
    """The same after a single decision; False where the record is busy or not there: `review apply` does it later."""
    try:
        apply_decisions(workspace)
    except (EnvironmentFailed, InputRefused):
        return False
    return True


def is_carried_in(finding: Finding, decision: Decision) -> bool:
    """Whether the finding is as the decision leaves it; a refused correction leaves the coder's answer in place.

    >>> decision = Decision(1, dt.datetime(2024, 1, 2), "Dr A", 7, "finding", "5", "", "correct", '{"code": "banana"}')
    >>> is_carried_in(Finding(0, 3, "diagnosis", code="C34.1"), decision)
    False
    """
    try:
        return corrected(finding, decision) == finding
    except ValueError:
        return False


def corrected(finding: Finding, decision: Decision) -> Finding:
    """The finding as the decision leaves it.

    Raises:
        ValueError: the correction is no JSON object, or says what a finding of this kind cannot say.

    >>> when = dt.datetime(2024, 1, 2, tzinfo=dt.UTC)
    >>> decision = Decision(1, when, "Dr A", 7, "finding", "5", "", "correct", '{"assertion": "absent"}')
    >>> corrected(Finding(0, 3, "exam", value="ct"), decision).assertion
    'absent'
    """
    if decision.verdict == "reject":
        return replace(finding, confidence=0.0, rule_or_model=REJECTED)
    if decision.verdict == "accept":
        rule = REVIEWED if finding.rule_or_model == REJECTED else finding.rule_or_model
        return replace(finding, confidence=1.0, rule_or_model=rule)
    return replace(finding, **_changes(finding.kind, decision.correction), confidence=1.0, rule_or_model=REVIEWED)


def _changes(kind: str, correction: str) -> dict[str, Any]:
    changes = json.loads(correction)
    if not isinstance(changes, dict):
        raise ValueError("no object of fields")
    return checked(kind, changes)


def _apply(record: Record, decisions: Sequence[Decision], account: Applied) -> None:
    with record.read() as connection:
        held = _held(connection, [int(d.target_id) for d in decisions if d.target_id.isdecimal()])
    changed: dict[int, tuple[Note, Finding]] = {}
    for decision in decisions:
        key = int(decision.target_id) if decision.target_id.isdecimal() else -1
        if key not in held:
            account.gone += 1
            continue
        note, finding = held[key]
        try:
            after = corrected(finding, decision)
        except ValueError as error:
            account.refused += 1
            account.refusals.append(_refusal(decision, note, error))
            continue
        if after == finding:
            account.unchanged += 1
            continue
        changed[key] = (note, after)
        _count(account, decision)
    if changed:
        with record.write() as connection:
            _supersede(connection, changed)


def _refusal(decision: Decision, note: Note, error: ValueError) -> Refusal:
    # JSON's own errors are ValueErrors too, and would repeat what was written.
    why = "the correction is no JSON object" if isinstance(error, json.JSONDecodeError) else str(error)
    return Refusal(decision.target_id, str(note.note_id), decision.who, f"{decision.at:%Y-%m-%d %H:%M}", why)


def _count(account: Applied, decision: Decision) -> None:
    account.accepted += decision.verdict == "accept"
    account.corrected += decision.verdict == "correct"
    account.rejected += decision.verdict == "reject"


def _held(connection: sa.Connection, keys: Sequence[int]) -> dict[int, tuple[Note, Finding]]:
    """The findings of these keys that the record holds, with their notes."""
    f, n = tables.finding, tables.note_text
    statement = sa.select(f, n).join(n, n.c.note_id == f.c.note_id).where(f.c.finding_id.in_(list(keys)))
    found = {}
    for row in connection.execute(statement).mappings():
        note = Note(row[n.c.note_id], row[n.c.subject_id], row[n.c.text], row[n.c.sha256], row[n.c.note_date],
                    row[n.c.available_at])  # fmt: skip
        found[int(row[f.c.finding_id])] = (note, finding_of({c.name: row[c] for c in f.c}))
    return found


def finding_of(row: Mapping[str, Any]) -> Finding:
    """A row of `medomics.finding` as a finding."""
    return Finding(
        int(row["span_start"]),
        int(row["span_end"]),
        row["kind"],
        row["code"],
        row["value"],
        cast(Assertion, row["assertion"]),
        row["date"],
        float(row["confidence"] or 0),
        row["rule_or_model"] or "",
        row["section"] or "",
    )


def _supersede(connection: sa.Connection, changed: Mapping[int, tuple[Note, Finding]]) -> None:
    """Replace the rows of these findings; a rejected one keeps only its own."""
    note_nlp, keys = tables.metadata.tables["cdm.note_nlp"], list(changed)
    system = connection.execute(
        sa.select(note_nlp.c.note_nlp_id, note_nlp.c.nlp_system).where(note_nlp.c.note_nlp_id.in_(keys))
    ).fetchall()
    of_system = {int(key): str(name or REVIEWED) for key, name in system}
    f, e = tables.finding, tables.event
    connection.execute(sa.delete(f).where(f.c.finding_id.in_(keys)))
    connection.execute(sa.delete(note_nlp).where(note_nlp.c.note_nlp_id.in_(keys)))
    connection.execute(sa.delete(e).where(e.c.source_table == "finding", e.c.source_id.in_(keys)))
    today = dt.date.today()
    for key, (note, finding) in changed.items():
        rows = note_rows_of(key, note, finding, of_system.get(key, REVIEWED), today)
        connection.execute(sa.insert(f), rows["medomics.finding"])
        if finding.rule_or_model != REJECTED:
            connection.execute(sa.insert(note_nlp), rows["cdm.note_nlp"])
            connection.execute(sa.insert(e), rows["medomics.event"])
            _label(connection, rows["medomics.event"][0]["code"])


def _label(connection: sa.Connection, code: str) -> None:
    """Give a code that the record meets for the first time its labels."""
    d = tables.code_display
    held = set(connection.execute(sa.select(d.c.display).where(d.c.code == code)).scalars())
    labels = {label for lang in ("fr", "en") if (label := label_of(code, lang))}
    for label in sorted(labels - held):
        connection.execute(sa.insert(d), {"code": code, "display": label})
