"""`cohort count` and `cohort list`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from apps.cli.cohort.options import DEFAULT_LIMIT, LangOption, LimitOption, QueryArgument, asked, day, say_notes
from apps.cli.console import DEFAULT_WORKSPACE, JsonOption, WorkspaceOption, print_json, say, table

if TYPE_CHECKING:
    from medomics_ehr.cohort.ask import Answer, Question
    from medomics_ehr.cohort.occurrences import Occurrence

_SHOWN_CODES = 6


def add_to(group: typer.Typer) -> None:
    """Add the commands of this file."""
    group.command()(count)
    group.command("list")(list_people)


def count(
    query: QueryArgument,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    lang: LangOption = None,
    time_limit: LimitOption = DEFAULT_LIMIT,
    as_json: JsonOption = False,
) -> None:
    """Count the people who meet a query: how it was understood, the waterfall, where they were found."""
    from medomics_ehr.cohort import ask

    record, question = asked(workspace, query, lang)
    answer = ask.count(record, question, time_limit)
    if as_json:
        print_json(_count_json(question, answer))
    else:
        say(_count_text(question, answer))


def _count_json(question: Question, answer: Answer) -> dict[str, Any]:
    from dataclasses import asdict

    return {
        "count": answer.count,
        "waterfall": [asdict(step) for step in answer.waterfall],
        "understood": [asdict(term) for term in answer.understood],
        "found_in": asdict(answer.found_in),
        "nearest_misses": [asdict(miss) for miss in answer.nearest],
        "query": question.definition.name,
        "saved": question.saved.name if question.saved else None,
        "notes": list(answer.notes),
    }


def _count_text(question: Question, answer: Answer) -> str:
    found = answer.found_in
    rows: list[list[object]] = [[step.label, step.people, -step.lost] for step in answer.waterfall]
    where = [
        ["structured data alone", found.structured],
        ["reports alone", found.reports],
        ["either of them", found.both],
    ]
    if found.together:
        where.append(["only both together", found.together])
    parts = [
        "Understood as: " + _saved_words(question) + " AND ".join(_rule_words(question)),
        *(f"  note: {note}" for note in answer.notes),
        *(_term_text(term) for term in answer.understood),
        "",
        table(["step", "people", "lost"], rows),
        "",
        *([table(["found in", "people"], where), ""] if any(people for _, people in where) or not answer.count else []),
        *(f"{miss.people} more meet all but: {miss.label}" for miss in answer.nearest),
        f"count: {answer.count}",
    ]
    return "\n".join(parts)


def _saved_words(question: Question) -> str:
    return f"the saved cohort {question.saved.name}: " if question.saved else ""


def _rule_words(question: Question) -> list[str]:
    from medomics_ehr.cohort.aces import TaskCohort
    from medomics_ehr.cohort.atlas import AtlasCohort

    if isinstance(question.definition, AtlasCohort):
        return [f"the ATLAS definition {question.definition.name}"]
    if isinstance(question.definition, TaskCohort):
        return [f"the ACES task {question.definition.name}"]
    return [f"[{rule.label}]" for rule in question.definition.rules]


def _term_text(term: Occurrence) -> str:
    from medomics_ehr.cohort.wording import number_of_things, unit_in_words

    lines = [f"  {term.term}: {term.origin}"]
    for code in term.codes[:_SHOWN_CODES]:
        label = f" {code.label}" if code.label else ""
        people = number_of_things(code.people, "person", "people")
        lines.append(f"    {code.code}{label}: {number_of_things(code.events, 'event', 'events')}, {people}")
    if len(term.codes) > _SHOWN_CODES:
        more = number_of_things(len(term.codes) - _SHOWN_CODES, "more code", "more codes")
        lines.append(f"    … and {more} in the record")
    if not term.codes:
        lines.append(f"    nothing in the record has {', '.join(term.asked[:_SHOWN_CODES])}")
    if term.results:
        results = (f"{one.value} {number_of_things(one.people, 'person', 'people')}" for one in term.results)
        lines.append("    values in the record: " + ", ".join(results))
    if term.not_counted:
        lines.append("    not counted: " + ", ".join(f"{n} {name}" for name, n in term.not_counted.items()))
    lines += [f"    {unit_in_words(found)}" for found in term.values]
    return "\n".join(lines)


def list_people(
    query: QueryArgument,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    lang: LangOption = None,
    time_limit: LimitOption = DEFAULT_LIMIT,
    as_json: JsonOption = False,
) -> None:
    """List the people who meet a query, each with the index date."""
    from medomics_ehr.cohort import ask

    record, question = asked(workspace, query, lang)
    people = ask.people(record, question.definition, time_limit)
    rows = [(str(person), day(index)) for person, index in zip(people["subject_id"], people["index_date"], strict=True)]
    if as_json:
        print_json(
            {
                "count": len(rows),
                "notes": list(question.notes),
                "people": [{"person": person, "index_date": day or None} for person, day in rows],
            }
        )
    else:
        say_notes(question)
        say(table(["person", "index date"], [list(row) for row in rows]))
