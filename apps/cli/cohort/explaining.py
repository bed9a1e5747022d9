"""`cohort explain` and `cohort diff`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from apps.cli.cohort.options import DEFAULT_LIMIT, LangOption, LimitOption, QueryArgument, asked, day, say_notes
from apps.cli.console import DEFAULT_WORKSPACE, JsonOption, WorkspaceOption, print_json, say, table

if TYPE_CHECKING:
    from medomics_ehr.cohort.explain import Explanation, Row


def add_to(group: typer.Typer) -> None:
    """Add the commands of this file."""
    group.command()(explain)
    group.command()(diff)


def explain(
    query: QueryArgument,
    person: Annotated[str, typer.Option("--person", "-p", help="The person's identifier, as `cohort list` gives it.")],
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    lang: LangOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say why a person is in the cohort or not: each rule, with the events and sentences that decide it."""
    from medomics_ehr.cohort.explain import explain as explained
    from medomics_ehr.errors import InputRefused

    record, question = asked(workspace, query, lang)
    if not person.isascii() or not person.isdigit() or int(person) >= 2**63:
        raise InputRefused("--person is no identifier; take one from `medomics cohort list`")
    account = explained(record, question.definition, int(person), question.terms.displays)
    if as_json:
        print_json(_explanation_json(account) | {"notes": list(question.notes)})
    else:
        say_notes(question)
        say(_explanation_text(account))


def _explanation_json(account: Explanation) -> dict[str, Any]:
    return {
        "person": str(account.person_id),
        "member": account.member,
        "index_date": day(account.index) or None,
        "first_failed": account.first_failed,
        "rules": [
            {
                "rule": verdict.rule,
                "met": verdict.met,
                "rows": [_row_json(row) for row in verdict.rows],
                "nearest": [_row_json(row) for row in verdict.nearest],
                "notes": list(verdict.notes),
            }
            for verdict in account.verdicts
        ],
    }


def _row_json(row: Row) -> dict[str, Any]:
    fact = row.fact
    return {
        "time": _when(row) or None,
        "code": fact.code,
        "label": row.label,
        "value": fact.text_value if fact.numeric_value is None else fact.numeric_value,
        "unit": fact.unit,
        "assertion": fact.assertion,
        "source_table": fact.source_table,
        "source_id": str(fact.source_id),
        "sentence": row.quote.sentence if row.quote else None,
        "note_id": str(row.quote.note_id) if row.quote else None,
        "why_not": row.why_not or None,
    }


def _explanation_text(account: Explanation) -> str:
    where = f"in the cohort, index date {day(account.index) or 'none'}" if account.member else "not in the cohort"
    lines = [f"person {account.person_id}: {where}"]
    for verdict in account.verdicts:
        lines.append(f"  {'met   ' if verdict.met else 'FAILED'}  {verdict.rule}")
        lines += [f"            {note}" for note in verdict.notes]
        lines += [f"            {_row_text(row)}" for row in (verdict.rows if verdict.met else verdict.nearest)]
    return "\n".join(lines)


def _row_text(row: Row) -> str:
    fact = row.fact
    value = fact.text_value if fact.numeric_value is None else f"{fact.numeric_value:g} {fact.unit or ''}".strip()
    parts = [_when(row) or "undated", fact.code, row.label, value or "", f"[{fact.source_table} {fact.source_id}]"]
    words = f' "{row.quote.sentence}"' if row.quote else ""
    return " ".join(part for part in parts if part) + words + (f" -- {row.why_not}" if row.why_not else "")


def _when(row: Row) -> str:
    """The fact's time, as precisely as it is known."""
    time, length = row.fact.time, {"year": 4, "month": 7, "day": 10, "second": 19}[row.fact.time_precision]
    return "" if time is None else time.isoformat(sep=" ")[:length]


def diff(
    before: Annotated[str, typer.Argument(help="A query or a definition file.")],
    after: Annotated[str, typer.Argument(help="Another one.")],
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    lang: LangOption = None,
    time_limit: LimitOption = DEFAULT_LIMIT,
    as_json: JsonOption = False,
) -> None:
    """Compare two cohorts: who entered, who left, and by which rule."""
    from medomics_ehr.cohort.difference import difference
    from medomics_ehr.cohort.running import reading

    record, first = asked(workspace, before, lang)
    _, second = asked(workspace, after, lang)
    with reading(record, time_limit) as opened:
        found = difference(opened, record, first.definition, second.definition)
    notes = [*first.notes, *second.notes]
    moves = {name: [{"person": str(m.person_id), "rule": m.rule} for m in getattr(found, name)] for name in _MOVES}
    if as_json:
        print_json({"before": found.before, "after": found.after, "redated": found.redated, "notes": notes, **moves})
        return
    rows: list[list[object]] = [
        [name, rule, people] for name, reasons in found.reasons().items() for rule, people in reasons.items()
    ]
    say_notes(first, second)
    say(f"{found.before} people before, {found.after} after; {found.redated} stay with another index date")
    if rows:
        say(table(["", "by the rule", "people"], rows))


_MOVES = ("entered", "left")
