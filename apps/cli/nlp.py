"""`medomics nlp`: evaluate a coder against gold findings, and its steps on their own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from apps.cli.console import DEFAULT_WORKSPACE, JsonOption, WorkspaceOption, print_json, say
from apps.cli.nlp_train import train_command

group = typer.Typer(no_args_is_help=True, help="Train or evaluate a report coder, or run one of its steps.")


def register(app: typer.Typer) -> None:
    """Add the group to the root."""
    app.add_typer(group, name="nlp")


group.command("train")(train_command)


@group.command("evaluate")
def evaluate(
    gold: Annotated[Path, typer.Option(help="Gold reports (.jsonl): id, text, lang, date and findings.")],
    coded: Annotated[Path | None, typer.Option(help="A coder's output; without it the reports are coded here.")] = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    profile: Annotated[
        Literal["fast", "default", "thorough"], typer.Option(help="As for `medomics code`; so are the next three.")
    ] = "default",
    model: Annotated[Path | None, typer.Option(help="A coder that `medomics nlp train` made.")] = None,
    learnt: Annotated[Path | None, typer.Option(help="Parts that `medomics nlp train` learnt.")] = None,
    encoder: Annotated[Path | None, typer.Option(help="A folder with a transformer, in place of MiniLM.")] = None,
    errors: Annotated[
        Path | None, typer.Option(help="Write the errors as an HTML page (it holds report text).")
    ] = None,
    all_errors: Annotated[
        bool, typer.Option(help="Of the project's own gold, show the errors of the scored half too.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Score findings by kind, code, assertion and date, with bootstrap intervals and calibration.

    The project's own gold reports are told in two halves, that which is learnt from and that which is only scored;
    other reports as one.
    """
    from nlp.batch.settings import Settings
    from nlp.evaluation.gold import check_gold, check_same_reports, has_halves, read_findings, read_gold
    from nlp.evaluation.page import check_page, write_page
    from nlp.evaluation.summary import code_gold, evaluation_object, evaluation_text
    from nlp.linking.encoder import MINILM

    lexicon = folder if (folder := workspace / "lexicon").is_dir() else None
    settings = Settings(profile, lexicon, model=model, learnt=learnt, encoder=str(encoder) if encoder else MINILM)
    reports = read_gold(gold)
    check_gold(gold, reports)
    if errors:
        check_page(errors, gold)
    if coded is None:
        settings.check()
    found = read_findings(coded) if coded else code_gold(reports, settings.load())
    if coded:
        check_same_reports(reports, found, gold, coded)
    halves = has_halves(reports)
    if as_json:
        print_json(evaluation_object(reports, found, halves))
    else:
        say(evaluation_text(reports, found, halves))
    if errors:
        shown = [report for report in reports if all_errors or not halves or report.is_development]
        count = write_page(errors, shown, found)
        say(f"\n{errors}: {count} differences in {len(shown)} reports") if not as_json else None


Source = Annotated[Path, typer.Option("--in", help="JSON Lines.")]
Out = Annotated[Path, typer.Option("--out", help="JSON Lines: line n answers line n.")]


@group.command("assert")
def assert_command(source: Source, out: Out, as_json: JsonOption = False) -> None:
    """Assertion of spans handed in: id, text, spans of start and end."""
    from nlp.batch.steps import assertion_of_spans, run_step

    _account(*run_step(assertion_of_spans, source, out), as_json)


@group.command("dates")
def dates(source: Source, out: Out, as_json: JsonOption = False) -> None:
    """Date expressions with their values: id, text, and the report's date where known."""
    from nlp.batch.steps import dates_of_text, run_step

    _account(*run_step(dates_of_text, source, out), as_json)


@group.command("link")
def link(
    source: Source,
    out: Out,
    encoder: Annotated[str, typer.Option(help="minilm, a folder or hub id, or none.")] = "minilm",
    top: Annotated[int, typer.Option(min=1, max=100, help="How many codes at most.")] = 5,
    as_json: JsonOption = False,
) -> None:
    """Ranked codes of terms: id, term, and the kind where known."""
    from nlp.batch.checks import check_encoder
    from nlp.batch.steps import CodesOfTerms, check_files, run_step

    check_files(source, out)
    if encoder != "none":
        check_encoder(encoder)
    step = CodesOfTerms(None if encoder == "none" else encoder, top)
    _account(*run_step(step, source, out), as_json)


def _account(read: int, refused: int, as_json: bool) -> None:
    if as_json:
        print_json({"read": read, "refused": refused})
    else:
        say(f"{read} read, {refused} refused" + ("; their lines in the output say why" if refused else ""))
    if refused:
        raise typer.Exit(1)
