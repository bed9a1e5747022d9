"""`medomics demo`: the whole chain on the synthetic centre, measured against its truth, then the review app."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from apps.cli.console import JsonOption, WorkspaceOption, print_json, progress, say, table
from apps.demo import SEED

if TYPE_CHECKING:
    from apps.chain.stage import StageResult

DEMO_WORKSPACE = Path("medomics-demo")


def register(app: typer.Typer) -> None:
    """Add the command to the root."""
    app.command("demo")(demo)


def demo(
    patients: Annotated[int, typer.Option(min=1, help="How many invented patients.")] = 200,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same centre.")] = SEED,
    workspace: WorkspaceOption = DEMO_WORKSPACE,
    app: Annotated[bool, typer.Option("--app/--no-app", help="Serve the review app at the end.")] = True,
    port: Annotated[int, typer.Option(help="Port of the review app.")] = 8501,
    as_json: JsonOption = False,
) -> None:
    """Build a synthetic cancer centre, take it through every room, and compare each with the truth."""
    from apps.chain.run import run_chain

    results = []
    for result in run_chain(workspace, patients, seed, partial(progress, quiet=as_json)):
        results.append(result)
        if not as_json:
            state = "done before in" if result.skipped else "done in"
            say(f"{result.stage}: {state} {result.seconds:.1f} s")
    if as_json:
        print_json(_as_object(results))
    else:
        say("\n" + final_table(results))
        if app:
            from apps.cli.app import serve

            serve(workspace=workspace, port=port)


def final_table(results: Iterable[StageResult]) -> str:
    """Every stage's measures against the truth, and its seconds, as one table."""
    rows: list[list[object]] = []
    total = 0.0
    for result in results:
        total += result.seconds
        for position, measure in enumerate(result.measures):
            first = position == 0
            true = "" if measure.true is None else _shown(measure.true)
            seconds = f"{result.seconds:.1f}" if first else ""
            rows.append(
                [result.stage if first else "", measure.name, _shown(measure.found), true, measure.note, seconds]
            )
    rows.append(["all", "", "", "", "", f"{total:.1f}"])
    return table(["stage", "measure", "found", "true", "", "seconds"], rows)


def _shown(value: float | int | str) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def _as_object(results: list[StageResult]) -> dict[str, object]:
    from dataclasses import asdict

    return {
        "stages": [asdict(result) for result in results],
        "seconds": round(sum(result.seconds for result in results), 2),
    }
