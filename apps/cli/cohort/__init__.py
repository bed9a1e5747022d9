"""`medomics cohort`: count people, list them, say why one is in or out, keep a cohort and follow it."""

from __future__ import annotations

import typer

from apps.cli.cohort import counting, explaining, following, keeping

group = typer.Typer(no_args_is_help=True, help="People who meet a query: how many, who, why, and what became of them.")
for _part in (counting, explaining, keeping, following):
    _part.add_to(group)


def register(app: typer.Typer) -> None:
    """Add the group to the root."""
    app.add_typer(group, name="cohort")
