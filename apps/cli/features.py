"""`medomics features`: tables of features as known at each index date, and where their values come from."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from apps.cli.console import DEFAULT_WORKSPACE, JsonOption, WorkspaceOption, print_json, say, table

group = typer.Typer(no_args_is_help=True, help="Features as known at each index date.")


def register(app: typer.Typer) -> None:
    """Add the group to the root."""
    app.add_typer(group, name="features")


@group.command("build")
def build(
    config: Annotated[Path, typer.Argument(help="YAML of the table: cohort, windows, columns, found.")],
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    name: Annotated[str | None, typer.Option(help="Name of the table; the file's own by default.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Compute and tell, but write nothing.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Compute a feature table for a saved cohort's index dates and write it to the workspace."""
    import time

    from medomics_ehr.features.spec import read_spec
    from medomics_ehr.features.table import build_in, write
    from medomics_ehr.workspace import Workspace

    began = time.monotonic()
    opened = Workspace.open(workspace)
    made = build_in(opened, read_spec(config))
    folder = None if dry_run else write(opened, name or config.stem, made)
    seconds = time.monotonic() - began
    counts = {
        "rows": len(made.index),
        "columns": len(made.columns),
        "values": len(made.values),
        "events": made.eligible,
        "unconverted": sum(apart.events for apart in made.unconverted),
        "empty_columns": made.empty_columns,
    }
    if folder is not None:
        opened.write_manifest("features build", [config], counts, seconds)
    if as_json:
        print_json(
            counts
            | {"silent": dict(made.silent), "folder": folder.name if folder else None, "seconds": round(seconds, 3)}
        )
        return
    say(table(["feature table", "number"], [[label, number] for label, number in counts.items()]))
    if made.unconverted:
        say("\nnumbers set apart, because their unit does not convert")
        say(
            table(
                ["group", "unit", "wanted", "events"], [[u.group, u.unit, u.wanted, u.events] for u in made.unconverted]
            )
        )
    if made.silent:
        say("\nnothing has a value here")
        say(table(["group", "why"], [[name, why] for name, why in made.silent.items()]))
    if folder is not None:
        say(f"\n{folder}: dense.parquet, sparse.parquet, dictionary.parquet")
    say(f"{seconds:.1f} s")


@group.command("trace")
def trace(
    config: Annotated[Path, typer.Argument(help="The YAML that the table was built from.")],
    column: Annotated[str, typer.Argument(help="A column, as the dictionary names it.")],
    person: Annotated[int, typer.Option(help="The person, as `cohort list` shows them.")],
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    name: Annotated[str | None, typer.Option(help="Name of the table; the file's own by default.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Show the events behind one value of a table."""
    import pandas as pd

    from medomics_ehr.errors import InputRefused
    from medomics_ehr.features.spec import read_spec
    from medomics_ehr.features.trace import trace as trace_value
    from medomics_ehr.record.store import Record
    from medomics_ehr.workspace import Workspace

    opened = Workspace.open(workspace)
    folder = opened.path("features", name or config.stem)
    if not (folder / "dictionary.parquet").is_file():
        raise InputRefused(f"features {folder.name}: no such table; build it with `medomics features build`")
    dense = pd.read_parquet(folder / "dense.parquet", columns=["subject_id", "index_date"])
    dates: list[dt.datetime] = [when.to_pydatetime() for when in dense.loc[dense["subject_id"] == person, "index_date"]]
    if not dates:
        raise InputRefused(f"features {folder.name}: no row for this person; take one from `medomics cohort list`")
    dictionary = pd.read_parquet(folder / "dictionary.parquet")
    events = trace_value(Record.of(opened), read_spec(config), dictionary, column, person, dates[0])
    rows = events.astype({"time": str, "source_id": str}).to_dict("records")
    if as_json:
        print_json({"column": column, "person": str(person), "index": dates[0].isoformat(), "events": rows})
        return
    say(f"{column} at {dates[0].date()}: {len(rows)} events")
    if rows:
        say(table([str(key) for key in rows[0]], [list(row.values()) for row in rows]))
