"""What every command shares: its options, its progress, its last words.

People get a progress bar on a terminal and plain lines otherwise; machines get one JSON object with `--json`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from medomics_ehr.record.patience import Patience

WorkspaceOption = Annotated[
    Path, typer.Option("--workspace", "-w", help="The project's folder.", envvar="MEDOMICS_WORKSPACE")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object at the end, and nothing else.")]
WaitOption = Annotated[
    float, typer.Option("--wait", min=0, help="Seconds to wait for another command that holds the record.")
]
DEFAULT_WAIT = 600.0
DEFAULT_WORKSPACE = Path("medomics")

#: `advance(done, total)`: total is None where it is not known.
Advance = Callable[[int, int | None], None]


def say(text: str = "") -> None:
    """Print a line for people."""
    typer.echo(text)


def print_json(result: Mapping[str, Any]) -> None:
    """Print the one object that `--json` promises. Identifiers of 63 bits are given as text by the caller."""
    typer.echo(json.dumps(result, ensure_ascii=False, default=str))


def table(headers: list[str], rows: list[list[object]]) -> str:
    """A plain aligned table: numbers to the right, words to the left.

    >>> print(table(["step", "n"], [["lung", 12], ["ct", 3]]))
    step   n
    lung  12
    ct     3
    """
    cells = [[_cell(value) for value in row] for row in rows]
    widths = [max(len(line[i]) for line in [headers, *cells]) for i in range(len(headers))]
    numeric = [all(isinstance(row[i], int | float) for row in rows) for i in range(len(headers))]

    def line(values: list[str]) -> str:
        padded = (v.rjust(w) if right else v.ljust(w) for v, w, right in zip(values, widths, numeric, strict=True))
        return "  ".join(padded).rstrip()

    return "\n".join(line(values) for values in [headers, *cells])


def _cell(value: object) -> str:
    if isinstance(value, bool) or value is None:
        return "" if value is None else str(value).lower()
    if isinstance(value, int):
        return f"{value:,}".replace(",", "\u202f")
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def patience_of(seconds: float) -> Patience:
    """Waits so long, and says so in a line on standard error."""
    from medomics_ehr.record.patience import Patience

    return Patience(seconds, lambda sentence: print(f"medomics: {sentence}", file=sys.stderr, flush=True))


@contextmanager
def progress(title: str, quiet: bool = False) -> Iterator[Advance]:
    """A bar with time left on a terminal; elsewhere a line every tenth, on standard error; nothing if `quiet`."""
    if quiet:
        yield lambda done, total: None
    elif sys.stderr.isatty():
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(title, total=None)
            yield lambda done, total: bar.update(task, completed=done, total=total)
    else:
        yield _PlainProgress(title)


class _PlainProgress:
    def __init__(self, title: str) -> None:
        self.title = title
        self.last_tenth = 0

    def __call__(self, done: int, total: int | None) -> None:
        tenth = done * 10 // total if total else 0
        if tenth > self.last_tenth:
            self.last_tenth = tenth
            print(f"{self.title}: {done} of {total}", file=sys.stderr, flush=True)
