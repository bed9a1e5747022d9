"""Stage `code`: codes the record's notes, and scores the coder on the centre's reports and on the open gold."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import sqlalchemy as sa

from apps.chain.stage import Advance, Measure
from medomics_ehr.contracts import Finding
from medomics_ehr.record import tables
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace
from nlp.batch.record_notes import code_notes
from nlp.batch.settings import Settings
from nlp.evaluation.gold import GoldReport, read_gold
from nlp.evaluation.score import score
from nlp.evaluation.summary import code_gold

#: The gold reports written by hand lie with the tests of a checkout; a wheel has none.
OPEN_GOLD = Path(__file__).resolve().parents[2] / "tests" / "data" / "gold" / "open.jsonl"
Found = Mapping[str, Sequence[Finding]]


def code_reports(workspace: Workspace, centre: Path, advance: Advance) -> list[Measure]:
    """Code every note, then compare the findings in the record with what the reports state."""
    done = code_notes(workspace, Settings(), advance)
    reports = read_gold(centre / "reports.jsonl")
    found = findings_of(workspace, reports)
    measures = [Measure("reports coded", done.reports - done.failed, len(reports))]
    measures += _f1("own reports", reports, found)
    return [*measures, *_open_gold()]


def findings_of(workspace: Workspace, reports: Sequence[GoldReport]) -> dict[str, tuple[Finding, ...]]:
    """The record's findings by report; a note and its report are matched by the digest of their text."""
    note, finding = tables.note_text.c, tables.finding.c
    names = ("kind", "code", "value", "assertion", "date")
    statement = sa.select(note.sha256, finding.span_start, finding.span_end, *(finding[n] for n in names)).join_from(
        tables.note_text, tables.finding, finding.note_id == note.note_id
    )
    by_text: dict[str, list[Finding]] = defaultdict(list)
    for sha256, start, end, *rest in Record.of(workspace).frame(statement).itertuples(index=False):
        fields = {name: value for name, value in zip(names, rest, strict=True) if isinstance(value, str)}
        by_text[sha256].append(Finding.from_json({"start": int(start), "end": int(end), **fields}))
    return {r.report_id: tuple(by_text[hashlib.sha256(r.text.encode()).hexdigest()]) for r in reports}


def _open_gold() -> list[Measure]:
    if not OPEN_GOLD.is_file():
        return [Measure("coded F1, open gold", "not available", None, "the gold reports are part of a checkout only")]
    reports = read_gold(OPEN_GOLD)
    found = code_gold(reports)
    measures = []
    for words, is_read in (("development half", True), ("scored half", False)):
        measures += _f1(f"open gold, {words}", [r for r in reports if r.is_development is is_read], found)
    return measures


def _f1(name: str, reports: Sequence[GoldReport], found: Found) -> list[Measure]:
    tallies = score(reports, found)
    levels = ", ".join(f"{level} {tallies[level]['all'].f1:.3f}" for level in ("spans", "codes", "dates"))
    return [
        Measure(f"coded F1, {name}", round(tallies["coded"]["all"].f1, 3), 1.0, f"{len(reports)} reports, {levels}")
    ]
