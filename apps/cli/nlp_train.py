"""`medomics nlp train`: a coder from a user's own annotated reports."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from apps.cli.console import JsonOption, print_json, progress, say, table


def train_command(
    config: Annotated[Path, typer.Argument(help="What to learn from, and how (.yaml): see docs/training.md.")],
    out: Annotated[
        Path | None, typer.Option(help="The model's folder; without it, the configuration's name beside it.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Read the corpus and only say what it would take.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Train a coder on a corpus in brat or JSON Lines, in any language; run it with `medomics code --model`.

    A killed training goes on after its last whole epoch.
    """
    from nlp.training.config import read_config
    from nlp.training.train import plan, train

    settings = read_config(config)
    if dry_run:
        answer = plan(settings).to_json()
        print_json(answer) if as_json else say(table(["plan", ""], [[k, _in_words(v)] for k, v in answer.items()]))
        return
    folder = out or config.parent / settings.name
    with progress("epochs", quiet=as_json) as advance:
        facts = train(settings, folder, advance)
    if as_json:
        print_json({"model": str(folder), **facts})
        return
    rows = [[name, figure, value] for name, found in facts["figures"].items() for figure, value in found.items()]
    say(table(["set", "figure", ""], rows)) if rows else None
    say(f"{folder}: trained in {facts['seconds']:.0f} s; MODEL_CARD.md says how, `medomics code --model` runs it")


def _in_words(value: object) -> object:
    if isinstance(value, dict):
        return ", ".join(f"{name} {count}" for name, count in value.items()) or "none"
    return ", ".join(value) if isinstance(value, tuple) else value
