"""`medomics load`: FHIR, OMOP, MEDS and vocabularies into the workspace's record, and what became of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from apps.cli import load_meds, load_omop, load_terminology
from apps.cli.console import (
    DEFAULT_WAIT,
    DEFAULT_WORKSPACE,
    JsonOption,
    WaitOption,
    WorkspaceOption,
    patience_of,
    print_json,
    progress,
    say,
    table,
)
from apps.cli.refused import and_more, say_refused

if TYPE_CHECKING:
    from medomics_ehr.adapters.fhir.load import LoadResult
    from medomics_ehr.record.store import Record

group = typer.Typer(no_args_is_help=True, help="Take data into the workspace's record.")


def register(app: typer.Typer) -> None:
    """Add the group to the root."""
    load_omop.register_in(group)
    load_meds.register_in(group)
    load_terminology.register_in(group)
    app.add_typer(group, name="load")


@group.command("fhir")
def fhir(
    paths: Annotated[list[Path], typer.Argument(help="Bundles or NDJSON: files, .gz, .tar, .tar.gz, .tgz or folders.")],
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    policy: Annotated[
        Literal["permissive", "strict"],
        typer.Option(
            help="strict: the FHIR-to-OMOP guide's filters; permissive: prescriptions and old documents load."
        ),
    ] = "permissive",
    wait: WaitOption = DEFAULT_WAIT,
    as_json: JsonOption = False,
) -> None:
    """Load FHIR R4. The same input twice changes nothing; a newer version replaces the older."""
    from medomics_ehr.adapters.fhir.load import load_fhir
    from medomics_ehr.adapters.fhir.sources import sources
    from medomics_ehr.adapters.fhir.unread import unread_files
    from medomics_ehr.record.store import Record
    from medomics_ehr.workspace import Workspace

    sources(paths)  # a wrong path is refused before a workspace is made for it
    with progress("resources", quiet=as_json) as advance:
        opened = Workspace.create(workspace)
        result = load_fhir(opened, paths, policy, advance, patience_of(wait))
    if as_json:
        print_json(result.account.to_json())
    else:
        _print(result, Record.of(opened))
    unread = unread_files(paths)
    if unread:
        typer.echo(unread, err=as_json)
    if result.account.count("quarantined"):
        raise typer.Exit(1)


def _print(result: LoadResult, record: Record) -> None:
    """Print the account. Files have their labels here too: a shell's `*.json` may give names of patients."""
    from medomics_ehr.record.ledger import refused_in
    from medomics_ehr.record.load_account import STATES

    account = result.account
    say(table(["account", "resources"], [["read", account.read], *([s, account.count(s)] for s in STATES)]))
    if account.excluded_by:
        say()
        rows: list[list[object]] = [[kind, why, n] for (kind, why), n in account.excluded_by.most_common()]
        say(table(["excluded", "reason", "resources"], rows))
    say()
    say(table(["table", "rows"], [[name, n] for name, n in account.tables.items()]))
    say()
    say(result.coverage_text())
    if result.unknown_systems:
        say(f"unknown code systems: {result.unknown_systems}; their codes are kept as LOCAL-..., in no value set")
    if result.unmapped:
        say(f"resources that left the record, as the mapping of their type was taken away: {result.unmapped}")
    if account.count("quarantined"):
        say()
        say_refused(refused_in(record, account.load_id))
        say()
    for refusal in result.refusals:
        say(f"quarantined {refusal.file}:{refusal.line} {refusal.element or ''} {refusal.reason}".replace("  ", " "))
    and_more(len(result.refusals), account.count("quarantined"), "quarantined")
    if any(refusal.file.startswith("file-") for refusal in result.refusals):
        say("file-N is the Nth file in the order given, those of a folder in the order of their names")
    if account.count("quarantined"):
        say("mend it and load the file again; `medomics load status` shows what is still to be mended")
    say(f"{account.seconds:.1f} s")


@group.command("status")
def status(workspace: WorkspaceOption = DEFAULT_WORKSPACE, as_json: JsonOption = False) -> None:
    """Show the loads so far, what is still to be mended and what waits for a parent."""
    from medomics_ehr.record.ledger import ledger_status
    from medomics_ehr.record.store import Record
    from medomics_ehr.workspace import Workspace

    found = ledger_status(Record.of(Workspace.open(workspace)))
    if as_json:
        print_json(found.to_json())
        return
    _say_rows("loads", found.loads)
    and_more(len(found.loads), found.totals["loads"], "loads")
    say(f"\nto be mended: {found.totals['quarantined']:,} quarantined")
    if found.to_mend:
        say_refused(found.to_mend)
        say("\none by one")
        say(_rows(found.examples))
        and_more(len(found.examples), found.totals["quarantined"], "quarantined", ", as counted above")
    _say_rows("\nexcluded by the last load", found.excluded)
    _say_rows("\nwaiting for a parent", found.waiting)


def _say_rows(title: str, rows: list[dict[str, Any]]) -> None:
    say(title)
    say(_rows(rows) if rows else "none")


def _rows(rows: list[dict[str, Any]]) -> str:
    """A table of ledger rows; an id is no number to be read in groups of thousands."""
    return table(
        list(rows[0]), [[str(cell) if name == "load_id" else cell for name, cell in row.items()] for row in rows]
    )
