"""`medomics export`: the record as OMOP tables, MEDS shards or FHIR resources."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from apps.cli.console import DEFAULT_WORKSPACE, JsonOption, WorkspaceOption, print_json, say, table


class TableFormat(StrEnum):
    """How tables are written."""

    csv = "csv"
    parquet = "parquet"


FolderArgument = Annotated[Path, typer.Argument(help="A new or empty folder.")]


def register(app: typer.Typer) -> None:
    """Add the group to the root."""
    group = typer.Typer(no_args_is_help=True, help="Hand the record out in a standard's form.")
    group.command("omop")(omop)
    group.command("meds")(meds)
    group.command("fhir")(fhir)
    app.add_typer(group, name="export")


def omop(
    folder: FolderArgument,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_format: Annotated[TableFormat, typer.Option("--format", help="How the tables are written.")] = TableFormat.csv,
    with_note_text: Annotated[bool, typer.Option(help="Put the notes' words into NOTE.note_text.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Write the CDM 5.4 tables, with the statements that make them on PostgreSQL and DuckDB."""
    from medomics_ehr.adapters.omop.export import export_omop
    from medomics_ehr.workspace import Workspace

    rows = export_omop(Workspace.open(workspace), folder, as_format.value, with_note_text)
    if as_json:
        print_json({"tables": rows})
    else:
        say(table(["table", "rows"], [[name, count] for name, count in rows.items()]))


def meds(
    folder: FolderArgument,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    assertion: Annotated[list[str] | None, typer.Option(help="Assertions that go out; `present` alone.")] = None,
    source: Annotated[str, typer.Option("--from", help="Convert this OMOP source instead of the record.")] = "",
    as_json: JsonOption = False,
) -> None:
    """Write the events as a MEDS dataset: sharded data, codes, splits and metadata."""
    from medomics_ehr.adapters.meds.write import refuse_full, write_dataset

    chosen = _assertions(assertion, source)
    if source:
        from medomics_ehr.adapters.omop.event_stream import open_events

        refuse_full(folder)
        with open_events(source, ("unit",)) as memory:
            written = write_dataset(memory, folder, ("unit",))
    else:
        from medomics_ehr.adapters.meds.export import export_meds
        from medomics_ehr.workspace import Workspace

        written = export_meds(Workspace.open(workspace), folder, chosen)
    counts = {"subjects": written.subjects, "events": written.events, "files": written.files}
    if as_json:
        print_json({**counts, "left_out": written.left_out, "seconds": round(written.seconds, 3)})
    else:
        say(table(["written", "n"], [[name, n] for name, n in counts.items()]))
        if written.left_out:
            say(table(["left out", "events"], [[reason, n] for reason, n in written.left_out.items()]))


def _assertions(given: list[str] | None, source: str) -> tuple[str, ...]:
    if given is None:
        return ("present",)
    from medomics_ehr.contracts import ASSERTIONS
    from medomics_ehr.errors import WrongUsage

    if source or not set(given) <= set(ASSERTIONS):
        raise WrongUsage(f"--assertion: one of {', '.join(ASSERTIONS)}, and not beside --from")
    return tuple(given)


def fhir(folder: FolderArgument, workspace: WorkspaceOption = DEFAULT_WORKSPACE, as_json: JsonOption = False) -> None:
    """Write coded findings and predictions as FHIR R4 resources with their provenance, as NDJSON."""
    from medomics_ehr.adapters.fhir.outgoing.export import export_fhir
    from medomics_ehr.workspace import Workspace

    counts = export_fhir(Workspace.open(workspace), folder)
    if as_json:
        print_json({"resources": counts})
    else:
        say(table(["resource", "n"], [[kind, n] for kind, n in counts.items()]))
