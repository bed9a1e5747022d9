"""Runs the SQL-on-FHIR v2 test suite against the compiler and writes the report as Markdown.

`python -m medomics_ehr.adapters.fhir.views.conformance SUITE_FOLDER > docs/conformance/sql_on_fhir.md`
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from medomics_ehr.adapters.fhir.views.compiler import compile_view
from medomics_ehr.errors import InputRefused


@dataclass(frozen=True, slots=True)
class Case:
    """One test of the suite: a view over the resources of its file, and the expected rows or an expected error."""

    file: str
    title: str
    shareable: bool
    resources: tuple[dict[str, Any], ...]
    test: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether a case passed, and what was given instead of the expected."""

    case: Case
    passed: bool
    detail: str = ""


def cases(suite: Path) -> Iterator[Case]:
    """The cases of a folder of the suite's JSON files."""
    for path in sorted(suite.glob("*.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        for test in content["tests"]:
            shareable = "shareable" in test.get("tags", [])
            yield Case(path.stem, test["title"], shareable, tuple(content["resources"]), test)


def run(case: Case) -> Outcome:
    """Run one case as the suite's own runner does: rows compare without order, columns with it."""
    try:
        columns, rows = _rows(case)
    except (InputRefused, duckdb.InvalidInputException) as error:
        return Outcome(case, bool(case.test.get("expectError")), f"error: {error}")
    if case.test.get("expectError"):
        return Outcome(case, False, "an error was expected")
    same_columns = columns == case.test.get("expectColumns", columns)
    same_rows = sorted(map(_canonical, rows)) == sorted(map(_canonical, case.test["expect"]))
    return Outcome(case, same_columns and same_rows, f"{columns}: {rows}")


def _rows(case: Case) -> tuple[list[str], list[dict[str, Any]]]:
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE resources (resource_type VARCHAR, resource JSON)")
        pairs = [(resource["resourceType"], json.dumps(resource)) for resource in case.resources]
        connection.executemany("INSERT INTO resources VALUES (?, ?)", pairs)
        cursor = connection.execute(compile_view(case.test["view"], "resources").sql)
        columns = [column[0] for column in cursor.description or []]
        return columns, [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def _canonical(row: dict[str, Any]) -> str:
    return json.dumps({name: _number(value) for name, value in row.items()}, sort_keys=True)


def _number(value: Any) -> Any:
    if isinstance(value, list):
        return [_number(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def report(outcomes: list[Outcome]) -> str:
    """The outcomes as a Markdown page."""
    shareable = [outcome for outcome in outcomes if outcome.case.shareable]
    lines = [
        "# SQL-on-FHIR v2 conformance",
        "",
        f"{sum(o.passed for o in shareable)} of {len(shareable)} shareable tests pass, "
        f"{sum(o.passed for o in outcomes)} of all {len(outcomes)}.",
        "Written by `python -m medomics_ehr.adapters.fhir.views.conformance SUITE_FOLDER`.",
        "",
        "| file | test | shareable | passes |",
        "| --- | --- | --- | --- |",
    ]
    for outcome in outcomes:
        case = outcome.case
        lines.append(f"| {case.file} | {case.title} | {_yes(case.shareable)} | {_yes(outcome.passed)} |")
    return "\n".join(lines) + "\n"


def _yes(value: bool) -> str:
    return "yes" if value else "no"


if __name__ == "__main__":
    print(report([run(case) for case in cases(Path(sys.argv[1]))]), end="")
