"""`medomics load omop` and `medomics load vocabulary`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

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
from apps.cli.refused import say_refused

if TYPE_CHECKING:
    from medomics_ehr.record.load_account import LoadAccount
    from medomics_ehr.record.store import Record


def register_in(group: typer.Typer) -> None:
    """Add the commands to the group `load`."""
    group.command("omop")(omop)
    group.command("vocabulary")(vocabulary)


def omop(
    source: Annotated[
        str, typer.Argument(help="Folder or archive of CSV or Parquet, DuckDB file, or postgresql:// URL of a CDM.")
    ],
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    schema: Annotated[str, typer.Option(help="Schema of the CDM in a database.")] = "",
    attach: Annotated[bool, typer.Option(help="Leave the database's tables where they are, look at them.")] = False,
    check: Annotated[
        Path | None, typer.Option(help="Load nothing: check types, keys and domains, and write this Markdown report.")
    ] = None,
    same_source: Annotated[
        bool, typer.Option(help="This is the CDM loaded before, though from another place: a later export.")
    ] = False,
    wait: WaitOption = DEFAULT_WAIT,
    as_json: JsonOption = False,
) -> None:
    """Load an OMOP CDM 5.3 or 5.4. The same rows twice change nothing; another row under a held key replaces it."""
    from medomics_ehr.adapters.omop.load import load_omop
    from medomics_ehr.record.store import Record
    from medomics_ehr.workspace import Workspace

    if check is not None:
        _check(source, schema, check, as_json)
        return
    if attach:
        from medomics_ehr.adapters.omop.attach import attach_omop

        account = attach_omop(workspace, source, schema, patience=patience_of(wait))
        tell(account, Record.of(Workspace.open(workspace)), as_json)
        return
    with progress("tables", quiet=as_json) as advance:
        opened = Workspace.create(workspace)
        account = load_omop(opened, source, schema, advance, patience_of(wait), same_source)
    tell(account, Record.of(opened), as_json)


def vocabulary(
    source: Annotated[Path, typer.Argument(help="Folder or archive of an Athena download, or of a CDM with CONCEPT.")],
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    wait: WaitOption = DEFAULT_WAIT,
    as_json: JsonOption = False,
) -> None:
    """Load an OHDSI vocabulary; the record then holds this one."""
    from medomics_ehr.adapters.omop.vocabulary import load_vocabulary
    from medomics_ehr.record.store import Record
    from medomics_ehr.workspace import Workspace

    with progress("tables", quiet=as_json) as advance:
        opened = Workspace.create(workspace)
        account = load_vocabulary(opened, str(source), advance, patience_of(wait))
    tell(account, Record.of(opened), as_json)


def _check(source: str, schema: str, target: Path, as_json: bool) -> None:
    from medomics_ehr.adapters.omop.quality import check_source, report

    checks = check_source(source, schema)
    target.write_text(report(checks), encoding="utf-8")
    failed = [done for done in checks if not done.passed]
    if as_json:
        print_json({"checks": len(checks), "failed": len(failed), "report": str(target)})
    else:
        say(f"{len(checks)} checks, {len(failed)} failed; see {target}")
    if failed:
        raise typer.Exit(1)


def tell(account: LoadAccount, record: Record, as_json: bool) -> None:
    """Print a load's account, and end with status 1 where rows were refused."""
    from medomics_ehr.record.ledger import refused_in
    from medomics_ehr.record.load_account import STATES

    result = account.to_json()
    if as_json:
        print_json(result)
    else:
        say(table(["account", "rows"], [[name, result[name]] for name in ("read", *STATES)]))
        say()
        say(table(["table", "rows"], [[name, rows] for name, rows in account.tables.items()]))
        if account.count("quarantined"):
            say()
            say_refused(refused_in(record, account.load_id))
            say("mend it and load it again; `medomics load status` shows what is still to be mended")
        say(f"{account.seconds:.1f} s")
    for note in account.notes:
        typer.echo(note, err=as_json)
    if account.count("quarantined"):
        raise typer.Exit(1)
