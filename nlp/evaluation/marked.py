"""Reads reports whose findings are marked in their text, such as those of `tests/data/reports`.

A report opens with `### id type date`; a finding is `{words|what|assertion|date}`, and may hold others. `what` is
`kind:code`, `kind:code=value` or `kind` alone (the words are the value), several joined by `&`. `present` and the
report's own date are left out. Kinds are shortened as in `KINDS_IN_MARKUP`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from medomics_ehr.contracts.finding import ASSERTIONS, Assertion, Finding, Kind
from medomics_ehr.errors import InputRefused
from nlp.evaluation.gold import GoldReport

KINDS_IN_MARKUP: dict[str, Kind] = {
    "dx": "diagnosis",
    "morph": "morphology",
    "stage": "stage",
    "bio": "biomarker",
    "resp": "response",
    "drug": "drug",
    "tx": "treatment",
    "exam": "exam",
    "ps": "performance",
}
_CODED = {"diagnosis", "morphology", "drug", "biomarker"}
_HEADER = re.compile(r"^### (\S+) (\S+) (\d{4}-\d{2}-\d{2})\n", re.M)
_MARK = re.compile(r"[{|}]")


def read_marked_reports(folder: Path) -> list[GoldReport]:
    """The reports of a folder's `.txt` files, and of those of its folders `french` and `english`.

    Raises:
        InputRefused: a file is not UTF-8, or a mark in it is not as it should be.
    """
    return [report for path in sorted([*folder.glob("*.txt"), *folder.glob("*/*.txt")]) for report in _reports(path)]


def _reports(path: Path) -> Iterator[GoldReport]:
    try:
        pieces = _HEADER.split(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise InputRefused(f"{path}: not UTF-8; convert it") from None
    lang = path.parent.name[:2] if path.parent.name[:2] in ("fr", "en") else ""
    line = 1 + pieces[0].count("\n")
    for report_id, kind, date, body in zip(pieces[1::4], pieces[2::4], pieces[3::4], pieces[4::4], strict=True):
        try:
            text, findings = unmark(body.strip("\n"))
        except (ValueError, KeyError, IndexError):
            raise InputRefused(f"{path}:{line}: a mark of the report that opens there is malformed; mend it") from None
        line += 1 + body.count("\n")
        yield GoldReport(report_id, text, lang, date, kind, tuple(findings))


def unmark(marked: str) -> tuple[str, list[Finding]]:
    """The bare text of a marked one, and the findings that its marks state.

    >>> text, findings = unmark("Pas de {{mélanome|morph:8720/3|absent} du dos|dx:C43.5|absent}.")
    >>> text, [(text[f.start:f.end], f.code, f.assertion) for f in findings]
    ('Pas de mélanome du dos.', [('mélanome', '8720/3', 'absent'), ('mélanome du dos', 'C43.5', 'absent')])
    """
    text, at = "", 0
    findings: list[Finding] = []
    opened: list[int] = []
    while mark := _MARK.search(marked, at):
        text += marked[at : mark.start()]
        at = mark.end()
        if mark.group() == "{":
            opened.append(len(text))
        else:
            closing = marked.index("}", at)
            findings += _findings(text, opened.pop(), marked[at:closing])
            at = closing + 1
    return text + marked[at:], findings


def _findings(text: str, start: int, statement: str) -> Iterator[Finding]:
    what, *rest = statement.split("|")
    assertion: Assertion = next((name for name in ASSERTIONS if name in rest), "present")
    date = next((field for field in rest if field[0].isdigit()), None)
    if len(rest) != (assertion != "present") + (date is not None):
        raise ValueError("a mark says something that is neither an assertion nor a date")
    for fact in what.split("&"):
        yield _finding(text, start, fact, assertion, date)


def _finding(text: str, start: int, fact: str, assertion: Assertion, date: str | None) -> Finding:
    short, _, content = fact.partition(":")
    kind = KINDS_IN_MARKUP[short]
    code, _, value = content.partition("=") if kind in _CODED else ("", "", content or text[start:])
    return Finding(start, len(text), kind, code or None, value or None, assertion, date)
