"""A question to the record as the cohort page shows it: frames and HTML, no logic of cohorts itself."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import pandas as pd

from medomics_ehr.cohort import ask as room
from medomics_ehr.cohort.explain import Row, explain
from medomics_ehr.cohort.occurrences import ResultCount
from medomics_ehr.cohort.wording import unit_in_words
from medomics_ehr.record.store import Record
from medomics_ehr.terminology.labels import label_of
from medomics_ehr.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page draws of an answer; subjects are text, a 63-bit number loses digits in a browser.

    `notes` are sentences on how the question was read.
    """

    count: int
    found_in: dict[str, int]
    waterfall: pd.DataFrame
    understood: pd.DataFrame
    people: pd.DataFrame
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One rule for one person, with the rows that decide it as a list in HTML."""

    rule: str
    met: bool
    html: str


def saved_names(workspace: Workspace) -> list[str]:
    """Names of the cohorts saved in the workspace."""
    return sorted(path.stem for path in (workspace.folder / "cohorts").glob("*.yaml"))


def ask(workspace: Workspace, query: str) -> Asked:
    """Understand the question, count, and list the people; names of saved cohorts are understood.

    Raises:
        InputRefused: a term that nobody knows, or an ambiguous one.
    """
    record = Record.of(workspace)
    question = room.understand(record, query, workspace=workspace)
    answer = room.count(record, question)
    people = room.people(record, question.definition)
    found = {
        "in structured data only": answer.found_in.structured,
        "in reports only": answer.found_in.reports,
        "in both": answer.found_in.both,
        "by combining the two": answer.found_in.together,
    }
    return Asked(
        count=answer.count,
        found_in={name: number for name, number in found.items() if number},
        waterfall=pd.DataFrame([{"step": s.label, "people": s.people, "lost": s.lost} for s in answer.waterfall]),
        understood=pd.DataFrame(
            [
                {
                    "term": one.term,
                    "stands for": ", ".join(one.asked[:6]) + (" …" if len(one.asked) > 6 else ""),
                    "most frequent here": "; ".join(
                        f"{c.label or label_of(c.code) or c.code} ({c.people})" for c in one.codes[:4]
                    ),
                    "structured facts": one.structured,
                    "report findings": one.reports,
                    "not counted": "; ".join(f"{number} {name}" for name, number in one.not_counted.items()),
                    "values": "; ".join([*map(unit_in_words, one.values), *map(_result_in_words, one.results)]),
                }
                for one in answer.understood
            ]
        ),
        people=pd.DataFrame(
            {"subject": people["subject_id"].astype(str), "index date": people["index_date"].dt.date.astype(str)}
        ),
        notes=answer.notes,
    )


def evidence(workspace: Workspace, query: str, subject_id: int) -> list[Evidence]:
    """Why this person is in or out, rule by rule."""
    record = Record.of(workspace)
    question = room.understand(record, query, workspace=workspace)
    explained = explain(record, question.definition, subject_id, question.terms.displays)
    return [
        Evidence(v.rule, v.met, _listed(*(escape(note) for note in v.notes), *map(_item, v.rows or v.nearest)))
        for v in explained.verdicts
    ]


def _result_in_words(result: ResultCount) -> str:
    return f"{result.value}: {result.people}"


def _listed(*items: str) -> str:
    return "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"


def _item(row: Row) -> str:
    when = row.fact.time.date().isoformat() if row.fact.time else "undated"
    label = row.label or label_of(row.fact.code) or ""
    words = " · ".join(escape(part) for part in (when, label, row.fact.code) if part)
    if row.why_not:
        words += f" · {escape(row.why_not)}"
    if row.quote is None:
        return words
    sentence, start, end = row.quote.sentence, row.quote.start, row.quote.end
    quoted = (
        f"{escape(sentence[:start])}<mark style='background:#fff2a8'>{escape(sentence[start:end])}</mark>"
        f"{escape(sentence[end:])}"
    )
    return f"{words}<br><q>{quoted}</q>"
