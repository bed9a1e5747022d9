"""`medomics nlp`: evaluate a coder against gold findings, and its steps on their own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from apps.cli.console import JsonOption, print_json, say

group = typer.Typer(no_args_is_help=True, help="Evaluate the report coder, or run one of its steps.")


def register(app: typer.Typer) -> None:
    """Add the group to the root."""
    app.add_typer(group, name="nlp")


@group.command("evaluate")
def evaluate(
    gold: Annotated[Path, typer.Option(help="Gold reports (.jsonl): id, text, lang, date and findings.")],
    coded: Annotated[Path | None, typer.Option(help="A coder's output; without it the reports are coded here.")] = None,
    profile: Annotated[str, typer.Option(help="fast, default or thorough.")] = "default",
    errors: Annotated[
        Path | None, typer.Option(help="Write the errors as an HTML page (it holds report text).")
    ] = None,
    all_errors: Annotated[bool, typer.Option(help="Show the errors of the scored half too.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Score findings by kind, code, assertion and date, with bootstrap intervals and calibration."""
    from nlp.evaluation.gold import read_findings, read_gold
    from nlp.evaluation.page import write_page
    from nlp.evaluation.summary import code_gold, evaluation_object, evaluation_text

    reports = read_gold(gold)
    found = read_findings(coded) if coded else code_gold(reports, profile)
    if as_json:
        print_json(evaluation_object(reports, found))
    else:
        say(evaluation_text(reports, found))
    if errors:
        shown = [report for report in reports if all_errors or report.is_development]
        count = write_page(errors, shown, found)
        say(f"\n{errors}: {count} differences in {len(shown)} reports") if not as_json else None
