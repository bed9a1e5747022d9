"""Reads marked reports for the learnt parts: folders of marked `.txt`, gold JSONL, and reviewed JSONL.

Of a reviewed report only the findings that a person decided teach and count: the others are a coder's own answers.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import orjson

from medomics_ehr.contracts.finding import ASSERTIONS, KINDS, Finding
from medomics_ehr.errors import InputRefused
from nlp.evaluation.gold import GoldReport, read_gold
from nlp.evaluation.marked import read_marked_reports
from nlp.training.parts.config import PartsConfig

_DAY = re.compile(r"\d{4}(-\d{2}){0,2}")


@dataclass(frozen=True, slots=True)
class MarkedReport:
    """A report, and whether a person marked all its findings, or decided only those that it holds."""

    report: GoldReport
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Split:
    """The reports that are learnt from, and by name those that figures are reported on.

    Attributes:
        gold: texts of those of the gold files.
    """

    learnt: list[GoldReport]
    evaluated: dict[str, list[MarkedReport]]
    gold: frozenset[str] = frozenset()


def split_reports(config: PartsConfig) -> Split:
    """Read all reports that a configuration names; no text is both learnt from and reported on.

    Raises:
        InputRefused: a source is missing or unreadable, holds no marked finding, or leaves nothing to learn from.
    """
    given = [marked for source in config.reports for marked in read_marked(source)]
    held = [marked for marked in given if _share(marked.report.text) < config.hold_out]
    kept = [marked for marked in given if _share(marked.report.text) >= config.hold_out]
    gold = [m for m in read_marked(config.gold) if m.report.is_development] if config.gold is not None else []
    kept += gold
    if not kept:
        raise InputRefused("hold_out leaves no report to learn from; make it smaller or add reports")
    texts = {marked.report.text for marked in kept}
    sets = {"held out": held} if held else {}
    for name, source in config.evaluate.items():
        sets[name] = [marked for marked in read_marked(source) if marked.report.text not in texts]
        if not sets[name]:
            raise InputRefused(f"evaluate.{name}: all its reports are learnt from; name others, or use hold_out")
    return Split([marked.report for marked in kept], sets, frozenset(marked.report.text for marked in gold))


def read_marked(source: Path) -> list[MarkedReport]:
    """The reports of a folder of marked `.txt` files, or of a `.jsonl` file in the gold files' contract.

    Raises:
        InputRefused: it is missing or unreadable, or holds no marked finding.
    """
    if not source.is_dir() and not (source.is_file() and source.suffix == ".jsonl"):
        raise InputRefused(f"{source}: no such folder of marked .txt files, and no .jsonl file; name one or the other")
    try:
        folder = source.is_dir()
        found = [MarkedReport(report) for report in read_marked_reports(source)] if folder else list(_of_lines(source))
    except OSError as error:
        raise InputRefused(f"{source}: cannot be read ({error.strerror})") from None
    if not any(marked.report.findings for marked in found):
        raise InputRefused(f"{source}: no marked finding in {len(found)} reports; docs/training.md shows the formats")
    return found


def digest_of(reports: Iterable[GoldReport]) -> str:
    """What tells these reports from others, in 16 hexadecimal digits."""
    digest = hashlib.sha256()
    for report in reports:
        digest.update(repr((report.text, report.date, report.type, report.findings)).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:16]


def _share(text: str) -> float:
    """A number from 0 to 1 that follows from the text alone, so that a report stays on its side of the split."""
    return int(hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8], 16) / 16**8


def _of_lines(path: Path) -> Iterator[MarkedReport]:
    lines = [(number, line) for number, line in enumerate(path.read_bytes().splitlines(), start=1) if line.strip()]
    for report, (number, line) in zip(read_gold(path), lines, strict=True):
        if not all(_is_sound(finding, len(report.text)) for finding in report.findings):
            raise InputRefused(f"{path}:{number}: a finding's place, kind, assertion or date is not as it should be")
        decided = [bool(row.get("reviewed")) for row in orjson.loads(line).get("findings", ())]
        if any(decided):
            findings = tuple(f for f, is_decided in zip(report.findings, decided, strict=True) if is_decided)
            yield MarkedReport(replace(report, findings=findings), whole=False)
        else:
            yield MarkedReport(report)


def _is_sound(finding: Finding, length: int) -> bool:
    return (
        isinstance(finding.start, int)
        and isinstance(finding.end, int)
        and 0 <= finding.start < finding.end <= length
        and finding.kind in KINDS
        and finding.assertion in ASSERTIONS
        and (finding.date is None or bool(_DAY.fullmatch(str(finding.date))))
    )
