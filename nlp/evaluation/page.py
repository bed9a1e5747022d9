"""The errors as a page a person reads: each report with its words highlighted, and each difference beside it.

The page holds the reports' words. It is written only where the user says, readable by the user alone.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from medomics_ehr.contracts import Finding
from medomics_ehr.errors import InputRefused, WrongUsage
from nlp.evaluation.errors import Comparison, compare
from nlp.evaluation.gold import GoldReport

_STYLE = """
body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:76rem;color:#1d2733;padding:0 1rem}
article{display:grid;grid-template-columns:3fr 2fr;gap:1.5rem;border-top:1px solid #ccd;padding:1rem 0}
pre{white-space:pre-wrap;font:13px/1.6 ui-monospace,monospace;margin:0}
mark{border-radius:3px;padding:0 2px;background:#e4efe4}
mark.missed{background:#ffd9d2}mark.spurious{background:#ffe9b8}mark.other{background:#dbe6ff}
table{border-collapse:collapse;font-size:13px;width:100%}td,th{text-align:left;padding:.2rem .5rem;
border-bottom:1px solid #eef;vertical-align:top}h2{font-size:1rem;grid-column:1/-1;margin:0}
"""
_CLASS = {"right": "", "missed": "missed", "spurious": "spurious"}


def check_page(path: Path, gold: Path) -> None:
    """Refuse a page that could not be written, before the reports are coded.

    Raises:
        WrongUsage: it is the gold file or a folder.
        InputRefused: its folder is not there.
    """
    if path.is_dir() or (path.exists() and path.samefile(gold)):
        raise WrongUsage(f"--errors {path}: is a folder or the gold file; name a new file, as errors.html")
    if not path.parent.is_dir():
        raise InputRefused(f"--errors {path}: there is no folder {path.parent}; make it or name another")


def write_page(path: Path, reports: Sequence[GoldReport], found: Mapping[str, Sequence[Finding]]) -> int:
    """Write the page; returns the number of differences it shows."""
    compared = [(report, compare(report.findings, found.get(report.report_id, ()))) for report in reports]
    wrong = sum(row.sort != "right" for _, rows in compared for row in rows)
    body = "\n".join(_article(report, rows) for report, rows in compared if any(r.sort != "right" for r in rows))
    html = (
        f"<!doctype html><html lang='en'><meta charset='utf-8'><title>Coder errors</title><style>{_STYLE}</style>"
        f"<h1>{wrong} differences in {len(reports)} reports</h1><p><mark>right</mark> "
        "<mark class='missed'>missed</mark> <mark class='spurious'>spurious</mark> "
        f"<mark class='other'>found, but code, value, assertion or date differs</mark></p>{body}</html>"
    )
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(html)
    return wrong


def _article(report: GoldReport, rows: Sequence[Comparison]) -> str:
    lines = [
        f"<tr><td>{row.sort}</td><td>{_words(report, row)}</td>"
        f"<td>{_said(row.gold)}</td><td>{_said(row.found)}</td></tr>"
        for row in rows
        if row.sort != "right"
    ]
    table = "<table><tr><th>difference</th><th>words</th><th>gold</th><th>found</th></tr>" + "".join(lines) + "</table>"
    return f"<article><h2>{escape(report.report_id)}</h2><pre>{_marked(report.text, rows)}</pre>{table}</article>"


def _marked(text: str, rows: Sequence[Comparison]) -> str:
    parts, at = [], 0
    for row in rows:
        finding = row.gold or row.found
        if finding is None or finding.start < at:
            continue
        kind = _CLASS.get(row.sort, "other")
        words = escape(text[finding.start : finding.end])
        parts.append(f"{escape(text[at : finding.start])}<mark class='{kind}' title='{row.sort}'>{words}</mark>")
        at = finding.end
    return "".join(parts) + escape(text[at:])


def _words(report: GoldReport, row: Comparison) -> str:
    finding = row.gold or row.found
    return escape(report.text[finding.start : finding.end]) if finding else ""


def _said(finding: Finding | None) -> str:
    if finding is None:
        return "–"
    parts = [finding.kind, finding.code, finding.value, finding.assertion, finding.date]
    return escape(" · ".join(part for part in parts if part))
