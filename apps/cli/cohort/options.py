"""What the cohort commands share: their options, the reading of a query, and how a day is written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from apps.cli.console import say

if TYPE_CHECKING:
    from medomics_ehr.cohort.ask import Question
    from medomics_ehr.record.store import Record

QueryArgument = Annotated[
    str,
    typer.Argument(
        help="Words such as `lung cancer and immunotherapy then ct`, a saved cohort's name, or a definition file."
    ),
]
SavedArgument = Annotated[str, typer.Argument(help="A cohort saved with `medomics cohort save`.")]
LangOption = Annotated[str | None, typer.Option("--lang", help="Language of the words, fr or en; guessed without it.")]
LimitOption = Annotated[
    float, typer.Option("--time-limit", "--timeout", help="Seconds after which a query is stopped.", min=0.001)
]
SmallestOption = Annotated[int, typer.Option(help="Counts below this are suppressed in what is written.", min=2)]
RoundOption = Annotated[int, typer.Option(help="Counts are rounded to multiples of this in what is written.", min=1)]
DEFAULT_LIMIT = 60.0


def asked(workspace: Path, query: str, lang: str | None) -> tuple[Record, Question]:
    """Open the record and read a query."""
    from medomics_ehr.cohort.ask import understand
    from medomics_ehr.record.store import Record
    from medomics_ehr.workspace import Workspace

    opened = Workspace.open(workspace)
    record = Record.of(opened)
    return record, understand(record, query, lang, opened)


def say_notes(*questions: Question) -> None:
    """Say how queries were read, where that is not plain."""
    for note in dict.fromkeys(note for question in questions for note in question.notes):
        say(f"note: {note}")


def day(moment: Any) -> str:
    """The day of a moment; empty where there is none."""
    return "" if moment is None or moment != moment else f"{moment:%Y-%m-%d}"
