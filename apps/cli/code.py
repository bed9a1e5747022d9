"""`medomics code`: findings of report files, or of the record's own notes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from apps.cli.console import DEFAULT_WORKSPACE, JsonOption, WorkspaceOption, print_json, progress, say, table

if TYPE_CHECKING:
    from nlp.batch.files import BatchResult
    from nlp.batch.readers.table_form import TableForm
    from nlp.batch.settings import Settings


def register(app: typer.Typer) -> None:
    """Add the command to the root."""
    app.command("code")(code)


def code(
    source: Annotated[
        Path | None,
        typer.Option(
            "--in",
            help="Reports: .jsonl, .csv, .parquet (each with id,text and where known date,lang,type), .txt, .pdf, "
            ".docx, .rtf, .html, CDA .xml, .hl7, or a folder.",
        ),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Findings: .jsonl or .parquet.")] = None,
    columns: Annotated[
        str | None, typer.Option(help="Other names of columns in a table: id=NUMERO,text=COMPTE_RENDU,date=DATE.")
    ] = None,
    date_order: Annotated[
        Literal["dmy", "mdy"] | None, typer.Option(help="Reads 14/03/2024 (dmy) or 03/14/2024 (mdy) in a table.")
    ] = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    profile: Annotated[
        Literal["fast", "default", "thorough"],
        typer.Option(help="fast: rules; default: and what is learnt; thorough: and the transformer everywhere."),
    ] = "default",
    model: Annotated[
        Path | None, typer.Option(help="A coder that `medomics nlp train` made, in place of the rules.")
    ] = None,
    learnt: Annotated[
        Path | None, typer.Option(help="Parts that `medomics nlp train` learnt, in place of those shipped.")
    ] = None,
    encoder: Annotated[
        Path | None, typer.Option(help="A folder with a transformer, in place of MiniLM; what reads with it is learnt.")
    ] = None,
    min_confidence: Annotated[float, typer.Option(min=0, max=1, help="Leave out findings below it.")] = 0.0,
    engine: Annotated[Literal["local", "ray"], typer.Option(help="Processes here, or a Ray cluster.")] = "local",
    processes: Annotated[int | None, typer.Option(min=1, help="How many; all cores without it.")] = None,
    cache: Annotated[Path | None, typer.Option(help="Keep findings of known texts in this file.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what it would take.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Code reports: each finding with its words, assertion and date.

    With --in and --out, files; a killed run goes on where it stopped. Without, the notes of the workspace's record
    that are new or changed; what was decided in review is carried into them again.
    """
    from medomics_ehr.errors import WrongUsage
    from nlp.batch.readers.table_form import TableForm
    from nlp.batch.settings import Settings
    from nlp.linking.encoder import MINILM

    form = TableForm.of(columns, date_order)
    if (source is None) != (out is None) and not (dry_run and source):
        raise WrongUsage("--in and --out go together; without both, the workspace's notes are coded")
    if source is None and form != TableForm():
        raise WrongUsage("--columns and --date-order are said of files; name them with --in")
    settings = Settings(
        profile,
        lexicon if (lexicon := workspace / "lexicon").is_dir() else None,
        min_confidence,
        engine,
        processes,
        model,
        learnt,
        str(encoder) if encoder else MINILM,
    )
    if dry_run:
        _say_estimate(source, workspace, settings, form, as_json)
    elif source and out:
        from nlp.batch.files import code_files

        with progress("reports", quiet=as_json) as advance:
            result = code_files(source, out, settings, cache, advance, form)
        _finish(result, f"{out}.failed.jsonl", as_json, source)
    else:
        from apps.review.service.corrections import try_to_apply
        from medomics_ehr.workspace import Workspace
        from nlp.batch.record_notes import code_notes

        with progress("notes", quiet=as_json) as advance:
            result = code_notes(Workspace.open(workspace), settings, advance)
        try_to_apply(Workspace.open(workspace))
        _finish(result, "medomics.coded_note", as_json)


def _finish(result: BatchResult, failures: str, as_json: bool, source: Path | None = None) -> None:
    if as_json:
        print_json(result.to_json())
    else:
        rows: list[list[object]] = [[name, value] for name, value in result.to_json().items()]
        say(table(["account", ""], rows))
        if not result.reports and source:
            say(f"{source}: holds no report; medomics code --help lists the formats")
    if result.failed:
        if not as_json:
            say(f"{result.failed} reports were set aside; {failures} says which and why")
        raise typer.Exit(1)


def _say_estimate(source: Path | None, workspace: Path, settings: Settings, form: TableForm, as_json: bool) -> None:
    from nlp.batch.files import estimate

    if source is None:
        from medomics_ehr.workspace import Workspace
        from nlp.batch.record_notes import estimate_notes

        found = estimate_notes(Workspace.open(workspace), settings)
    else:
        found = estimate(source, settings, form)
    if as_json:
        print_json({"reports": found.reports, "reports_per_second": found.reports_per_second, "seconds": found.seconds})
        return
    count = "an unknown number of" if found.reports is None else f"{found.reports:,}"
    time = "" if found.seconds is None else f", about {found.seconds:,.0f} s"
    say(f"{count} reports at about {found.reports_per_second:,.0f} a second{time}; nothing was written")
