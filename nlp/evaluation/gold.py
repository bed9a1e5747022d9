"""Reads gold and coded reports from JSONL, and splits gold into the half that is read and the half only scored."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from medomics_ehr.contracts import Finding
from medomics_ehr.errors import InputRefused

#: Identifiers of the project's own gold reports.
_OURS = re.compile(r"open-(fr|en)-\d{3}")


@dataclass(frozen=True, slots=True)
class GoldReport:
    """A report with the findings it should yield.

    Attributes:
        report_id: identifier within the file.
        text: the source text that finding offsets slice.
        lang: `fr`, `en` or "".
        date: the report's date, `YYYY-MM-DD` or "".
        findings: its findings.
    """

    report_id: str
    text: str
    lang: str
    date: str
    type: str
    findings: tuple[Finding, ...]

    @property
    def is_development(self) -> bool:
        """Errors may be read where the SHA-256 of the id ends in an even hexadecimal digit."""
        return int(hashlib.sha256(self.report_id.encode()).hexdigest()[-1], 16) % 2 == 0


def read_gold(path: Path) -> list[GoldReport]:
    """Read a `.jsonl` file of reports with their findings.

    Raises:
        InputRefused: the file is missing, or a line is no report.
    """
    return [_gold_report(row, path, number) for number, row in _lines(path)]


def read_findings(path: Path) -> dict[str, tuple[Finding, ...]]:
    """Read a coder's output: report id to findings.

    Raises:
        InputRefused: the file is missing, or a line is no coded report.
    """
    return {
        str(row["id"]): _findings(row, path, number) for number, row in _lines(path) if _has(row, "id", path, number)
    }


def has_halves(reports: Iterable[GoldReport]) -> bool:
    """Whether reports are of this project's gold, whose README splits it into a half to read and one to score.

    >>> has_halves([GoldReport("open-fr-001", "", "", "", "", ())]), has_halves([])
    (True, False)
    """
    return any(_OURS.fullmatch(report.report_id) for report in reports)


def check_gold(path: Path, reports: Sequence[GoldReport]) -> None:
    """Refuse gold against which nothing can be scored.

    Raises:
        InputRefused: it holds no report or no finding.
    """
    if not any(report.findings for report in reports):
        raise InputRefused(
            f"{path}: no finding in {len(reports)} reports; gold has `findings` with start, end and kind"
        )


def check_same_reports(reports: Sequence[GoldReport], found: Mapping[str, object], gold: Path, coded: Path) -> None:
    """Refuse a coder's output that holds not one of the gold reports.

    Raises:
        InputRefused: no identifier stands in both.
    """
    if not any(report.report_id in found for report in reports):
        raise InputRefused(f"{coded}: holds no report of {gold} by its `id`; code the same reports under the same ids")


def _lines(path: Path) -> list[tuple[int, dict[str, Any]]]:
    if not path.is_file():
        raise InputRefused(f"{path}: no such file; name a .jsonl file of reports")
    rows = []
    for number, line in enumerate(path.read_bytes().splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = orjson.loads(line)
        except orjson.JSONDecodeError:
            raise InputRefused(f"{path}:{number}: not JSON; each line holds one report") from None
        if not isinstance(row, dict):
            raise InputRefused(f"{path}:{number}: not an object; each line holds one report")
        rows.append((number, row))
    return rows


def _has(row: dict[str, Any], name: str, path: Path, number: int) -> bool:
    if name not in row:
        raise InputRefused(f"{path}:{number}: the field {name} is missing; see the gold files' contract")
    return True


def _findings(row: dict[str, Any], path: Path, number: int) -> tuple[Finding, ...]:
    try:
        return tuple(Finding.from_json(finding) for finding in row.get("findings", ()))
    except (TypeError, AttributeError):
        raise InputRefused(f"{path}:{number}: a finding lacks start, end or kind") from None


def _gold_report(row: dict[str, Any], path: Path, number: int) -> GoldReport:
    _has(row, "id", path, number)
    _has(row, "text", path, number)
    return GoldReport(
        report_id=str(row["id"]),
        text=str(row["text"]),
        lang=str(row.get("lang") or ""),
        date=str(row.get("date") or ""),
        type=str(row.get("type") or ""),
        findings=_findings(row, path, number),
    )
