"""`medomics cohort`: count people, list them, say why one is in or out, keep a cohort."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from apps.cli.console import DEFAULT_WORKSPACE, JsonOption, WorkspaceOption, print_json, say, table

if TYPE_CHECKING:
    from medomics_ehr.cohort.ask import Answer, Question
    from medomics_ehr.cohort.explain import Explanation, Row
    from medomics_ehr.cohort.occurrences import Occurrence
    from medomics_ehr.record.store import Record

QueryArgument = Annotated[
    str, typer.Argument(help="Words such as `lung cancer and immunotherapy then ct`, or a definition file.")
]
LangOption = Annotated[str | None, typer.Option("--lang", help="Language of the words, fr or en; guessed without it.")]
LimitOption = Annotated[float, typer.Option("--time-limit", help="Seconds after which a query is stopped.", min=0.001)]
DEFAULT_LIMIT = 60.0
_SHOWN_CODES = 6

group = typer.Typer(no_args_is_help=True, help="People who meet a query: how many, who, and why.")


def register(app: typer.Typer) -> None:
    """Add the group to the root."""
    app.add_typer(group, name="cohort")


def _asked(workspace: Path, query: str, lang: str | None) -> tuple[Record, Question]:
    from medomics_ehr.cohort.ask import understand
    from medomics_ehr.record.store import Record
    from medomics_ehr.workspace import Workspace

    record = Record.of(Workspace.open(workspace))
    return record, understand(record, query, lang)


@group.command()
def count(
    query: QueryArgument,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    lang: LangOption = None,
    time_limit: LimitOption = DEFAULT_LIMIT,
    as_json: JsonOption = False,
) -> None:
    """Count the people who meet a query: how it was understood, the waterfall, where they were found."""
    from medomics_ehr.cohort import ask

    record, question = _asked(workspace, query, lang)
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
        "Understood as: " + " AND ".join(_rule_words(question)),
        *(_term_text(term) for term in answer.understood),
        "",
        table(["step", "people", "lost"], rows),
        "",
        table(["found in", "people"], where),
        "",
        *(f"{miss.people} more meet all but: {miss.label}" for miss in answer.nearest),
        f"count: {answer.count}",
    ]
    return "\n".join(parts)


def _rule_words(question: Question) -> list[str]:
    from medomics_ehr.cohort.atlas import AtlasCohort

    if isinstance(question.definition, AtlasCohort):
        return [f"the ATLAS definition {question.definition.name}"]
    return [f"[{rule.label}]" for rule in question.definition.rules]


def _term_text(term: Occurrence) -> str:
    from medomics_ehr.cohort.wording import number_of_things

    lines = [f"  {term.term}: {term.origin}"]
    for code in term.codes[:_SHOWN_CODES]:
        label = f" {code.label}" if code.label else ""
        people = number_of_things(code.people, "person", "people")
        lines.append(f"    {code.code}{label}: {number_of_things(code.events, 'event', 'events')}, {people}")
    if len(term.codes) > _SHOWN_CODES:
        lines.append(f"    … and {len(term.codes) - _SHOWN_CODES} more codes that occur")
    if not term.codes:
        lines.append(f"    nothing in the record has {', '.join(term.asked[:_SHOWN_CODES])}")
    if term.not_counted:
        lines.append("    not counted: " + ", ".join(f"{n} {name}" for name, n in term.not_counted.items()))
    return "\n".join(lines)


@group.command("list")
def list_people(
    query: QueryArgument,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    lang: LangOption = None,
    time_limit: LimitOption = DEFAULT_LIMIT,
    as_json: JsonOption = False,
) -> None:
    """List the people who meet a query, each with the index date."""
    from medomics_ehr.cohort import ask

    record, question = _asked(workspace, query, lang)
    people = ask.people(record, question.definition, time_limit)
    rows = [
        (str(person), _day(index)) for person, index in zip(people["subject_id"], people["index_date"], strict=True)
    ]
    if as_json:
        print_json(
            {"count": len(rows), "people": [{"person": person, "index_date": day or None} for person, day in rows]}
        )
    else:
        say(table(["person", "index date"], [list(row) for row in rows]))


def _day(moment: Any) -> str:
    return "" if moment is None or moment != moment else f"{moment:%Y-%m-%d}"


@group.command()
def explain(
    query: QueryArgument,
    person: Annotated[str, typer.Option("--person", "-p", help="The person's identifier, as `cohort list` gives it.")],
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    lang: LangOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say why a person is in the cohort or not: each rule, with the events and sentences that decide it."""
    from medomics_ehr.cohort.ask import events_only
    from medomics_ehr.cohort.explain import explain as explained
    from medomics_ehr.errors import InputRefused

    record, question = _asked(workspace, query, lang)
    if not person.isascii() or not person.isdigit() or int(person) >= 2**63:
        raise InputRefused("--person is no identifier; take one from `medomics cohort list`")
    account = explained(record, events_only(question), int(person), question.terms.displays)
    if as_json:
        print_json(_explanation_json(account))
    else:
        say(_explanation_text(account))


def _explanation_json(account: Explanation) -> dict[str, Any]:
    return {
        "person": str(account.person_id),
        "member": account.member,
        "index_date": _day(account.index) or None,
        "first_failed": account.first_failed,
        "rules": [
            {
                "rule": verdict.rule,
                "met": verdict.met,
                "rows": [_row_json(row) for row in verdict.rows],
                "nearest": [_row_json(row) for row in verdict.nearest],
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
    where = f"in the cohort, index date {_day(account.index) or 'none'}" if account.member else "not in the cohort"
    lines = [f"person {account.person_id}: {where}"]
    for verdict in account.verdicts:
        lines.append(f"  {'met   ' if verdict.met else 'FAILED'}  {verdict.rule}")
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


@group.command()
def save(
    query: QueryArgument,
    name: Annotated[str, typer.Option("--name", "-n", help="What the cohort is called in the workspace.")],
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    lang: LangOption = None,
    time_limit: LimitOption = DEFAULT_LIMIT,
    as_json: JsonOption = False,
) -> None:
    """Keep a cohort in the workspace: its definition as YAML, its people and index dates as Parquet."""
    from medomics_ehr.cohort import ask, saved
    from medomics_ehr.workspace import Workspace

    saved.paths(Workspace.open(workspace), name)
    record, question = _asked(workspace, query, lang)
    people = ask.people(record, question.definition, time_limit)
    definition, members = saved.save(Workspace.open(workspace), name, question.definition, people)
    if as_json:
        print_json({"count": len(people), "definition": str(definition), "people": str(members)})
    else:
        say(f"{len(people)} people saved to {members}; definition in {definition}")


@group.command()
def diff(
    before: Annotated[str, typer.Argument(help="A query or a definition file.")],
    after: Annotated[str, typer.Argument(help="Another one.")],
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    lang: LangOption = None,
    time_limit: LimitOption = DEFAULT_LIMIT,
    as_json: JsonOption = False,
) -> None:
    """Compare two cohorts: who entered, who left, and by which rule."""
    from medomics_ehr.cohort.ask import events_only
    from medomics_ehr.cohort.difference import difference
    from medomics_ehr.cohort.running import reading

    record, first = _asked(workspace, before, lang)
    _, second = _asked(workspace, after, lang)
    with reading(record, time_limit) as opened:
        found = difference(opened, events_only(first), events_only(second))
    moves = {name: [{"person": str(m.person_id), "rule": m.rule} for m in getattr(found, name)] for name in _MOVES}
    if as_json:
        print_json({"before": found.before, "after": found.after, "redated": found.redated, **moves})
        return
    rows: list[list[object]] = [
        [name, rule, people] for name, reasons in found.reasons().items() for rule, people in reasons.items()
    ]
    say(f"{found.before} people before, {found.after} after; {found.redated} stay with another index date")
    if rows:
        say(table(["", "by the rule", "people"], rows))


_MOVES = ("entered", "left")


@group.command("export-counts")
def export_counts(
    query: QueryArgument,
    out: Annotated[Path, typer.Option("--out", "-o", help="The file to write, JSON with counts only.")],
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    lang: LangOption = None,
    time_limit: LimitOption = DEFAULT_LIMIT,
    smallest: Annotated[int, typer.Option(help="Counts below this are suppressed.", min=2)] = 10,
    round_to: Annotated[int, typer.Option(help="Counts are rounded to multiples of this.", min=1)] = 5,
    as_json: JsonOption = False,
) -> None:
    """Write counts that may leave the machine: small ones suppressed, all rounded, close repeats refused, logged."""
    from medomics_ehr.cohort import ask
    from medomics_ehr.cohort.disclosure import Policy
    from medomics_ehr.cohort.exports import export_counts as export
    from medomics_ehr.workspace import Workspace

    record, question = _asked(workspace, query, lang)
    answer = ask.count(record, question, time_limit)
    members = frozenset(int(person) for person in ask.people(record, question.definition, time_limit)["subject_id"])
    account = export(Workspace.open(workspace), question, answer, members, out, Policy(smallest, round_to))
    if as_json:
        print_json(account)
    else:
        shown = "suppressed" if account["count"] is None else account["count"]
        say(f"count: {shown}; written to {out}")


@group.command("test")
def run_tests(
    file: Annotated[Path, typer.Argument(help="A definition file with tests inside.")],
    as_json: JsonOption = False,
) -> None:
    """Run the tests inside a definition file: given these events, these people."""
    from medomics_ehr.cohort.ask import read_file
    from medomics_ehr.cohort.readers.yaml_form.examples import failures

    document = read_file(file)
    failed = failures(document.definition, document.examples)
    if as_json:
        print_json({"tests": len(document.examples), "failed": failed})
    else:
        for line in failed:
            say(f"failed: {line}")
        say(f"{len(document.examples)} tests, {len(failed)} failed")
    if failed:
        raise typer.Exit(1)


@group.command()
def task(
    file: Annotated[Path, typer.Argument(help="An ACES task definition.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The Parquet file to write.")],
    meds: Annotated[list[Path] | None, typer.Option(help="MEDS shards; without them, the record's events.")] = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """Find where the windows of an ACES task fit: a row for each place, with its index time and label."""
    from medomics_ehr.cohort import ask

    found = ask.task_places(file, meds or [], workspace)
    found.to_parquet(out, index=False)
    counts = {"places": len(found), "subjects": int(found["subject_id"].nunique())}
    if "label" in found:
        counts["positive"] = int(found["label"].sum())
    if as_json:
        print_json(counts)
    else:
        say(", ".join(f"{value} {name}" for name, value in counts.items()) + f"; written to {out}")
