"""Reads JSON Lines in the gold files' contract: `id`, `text` and `findings`; reviewed reports are exported as these."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson

from medomics_ehr.contracts.finding import KINDS
from medomics_ehr.errors import InputRefused
from nlp.training.corpus.document import AnnotatedReport, Mention


def read_jsonl(path: Path) -> list[AnnotatedReport]:
    """All reports of a file; `findings` hold `start`, `end`, `kind`, and `code` or `value`.

    Raises:
        InputRefused: the file is missing, or a line is no annotated report.
    """
    if not path.is_file():
        raise InputRefused(f"{path}: no such file; name the .jsonl file of the corpus in the configuration")
    with path.open("rb") as stream:
        return [_report(line, f"{path}:{number}") for number, line in enumerate(stream, start=1) if line.strip()]


def _report(line: bytes, place: str) -> AnnotatedReport:
    try:
        row = orjson.loads(line)
        text, findings = row["text"], row["findings"]
        mentions = {_mention(finding, len(text)) for finding in findings}
        return AnnotatedReport(str(row["id"]), text, tuple(sorted(mentions)))
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError):
        raise InputRefused(
            f"{place}: not a report with id, text and findings (start, end, kind, code or value) that lie in its text"
        ) from None


def _mention(finding: dict[str, Any], length: int) -> Mention:
    start, end, kind = int(finding["start"]), int(finding["end"]), finding["kind"]
    if not 0 <= start < end <= length or kind not in KINDS:
        raise ValueError
    return Mention(start, end, kind, str(finding.get("code") or finding.get("value") or ""))
