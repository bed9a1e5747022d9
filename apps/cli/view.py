"""`medomics view run`: one SQL-on-FHIR ViewDefinition over resource files."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from apps.cli.console import JsonOption, print_json, say

#: Refused inputs shown one by one; the others are counted.
SHOWN = 10


class RowFormat(StrEnum):
    """How rows are written."""

    csv = "csv"
    json = "json"
    parquet = "parquet"


def register(app: typer.Typer) -> None:
    """Add the group to the root."""
    group = typer.Typer(no_args_is_help=True, help="Run SQL-on-FHIR v2 ViewDefinitions.")
    group.command("run")(run)
    app.add_typer(group, name="view")


def run(
    view: Annotated[Path, typer.Argument(help="The ViewDefinition, a JSON file.")],
    resources: Annotated[list[Path], typer.Argument(help="NDJSON, bundles, folders; plain, .gz, .tar, .tar.gz, .tgz.")],
    as_format: Annotated[RowFormat, typer.Option("--format", help="How the rows are written.")] = RowFormat.csv,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="A file; otherwise the rows are printed.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Print or write the rows that a ViewDefinition gives over resources."""
    from medomics_ehr.adapters.fhir.views.run import read_definition, run_view, write_rows
    from medomics_ehr.errors import WrongUsage

    if out is None and (as_format is RowFormat.parquet or (as_json and as_format is not RowFormat.json)):
        raise WrongUsage("rows as Parquet, or beside --json, go to a file; name it with --out")
    result = run_view(read_definition(view), resources)
    text = write_rows(result.rows, out, as_format.value)
    if text:
        typer.echo(text, nl=False)
    elif as_json:
        print_json({"rows": result.rows.num_rows, "columns": result.rows.column_names, "refused": len(result.refusals)})
    else:
        say(f"{result.rows.num_rows} rows written to {out}")
    for refusal in result.refusals[:SHOWN]:
        typer.echo(f"{refusal.file}:{refusal.line}: {refusal.element or 'document'}: {refusal.reason}", err=True)
    if len(result.refusals) > SHOWN:
        typer.echo(f"and {len(result.refusals) - SHOWN:,} more", err=True)
    if result.refusals:
        typer.echo(f"medomics: {len(result.refusals)} inputs refused, the rows of all others are given", err=True)
        raise typer.Exit(1)
