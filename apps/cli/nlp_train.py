"""`medomics nlp train`: a coder from a user's own annotated reports, or the learnt parts of the one that is shipped."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from apps.cli.console import JsonOption, print_json, progress, say, table


def train_command(
    config: Annotated[Path, typer.Argument(help="What to learn from, and how (.yaml): see docs/training.md.")],
    out: Annotated[
        Path | None, typer.Option(help="The folder to write; without it, the configuration's, or its name beside it.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Read the corpus and only say what it would take.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Train a coder on a corpus in brat or JSON Lines, or (`learns:`) the learnt parts of the shipped coder.

    The first runs with `medomics code --model`; its training, when killed, goes on after its last whole epoch. The
    second run with `medomics code --learnt`.
    """
    from nlp.training.yaml_file import read_yaml

    given = read_yaml(config)
    of_coder = not given or not _OF_CODER.isdisjoint(given)
    train = _train_parts if "learns" in given or not of_coder else _train_coder
    train(config, out, dry_run, as_json)


#: Settings that only a coder of one's own has: a configuration without them is one of learnt parts, maybe misspelt.
_OF_CODER = frozenset({"corpus", "tagger", "linker"})


def _train_coder(config: Path, out: Path | None, dry_run: bool, as_json: bool) -> None:
    from nlp.training.config import read_config
    from nlp.training.train import plan, train

    settings = read_config(config)
    if dry_run:
        _say_plan(plan(settings).to_json(), as_json)
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


def _train_parts(config: Path, out: Path | None, dry_run: bool, as_json: bool) -> None:
    from nlp.training.parts.card import figures_head, figures_rows, worse_on
    from nlp.training.parts.config import read_parts_config
    from nlp.training.parts.learn import learn, plan

    settings = read_parts_config(config)
    if dry_run:
        _say_plan(plan(settings).to_json(), as_json)
        return
    folder = out or settings.out or config.parent / settings.name
    with progress("learning, 100 a part", quiet=as_json) as advance:
        facts = learn(settings, folder, advance)
    if as_json:
        print_json({"learnt": str(folder), **facts})
        return
    say(table(figures_head(), figures_rows(facts["figures"])) if facts["figures"] else _UNKNOWN)
    for name in worse_on(facts["figures"]):
        say(f"{name}: the shipped parts do better; more reports are needed, or keep those shipped")
    say(f"{folder}: learnt in {facts['seconds']:.0f} s; MODEL_CARD.md says how, `medomics code --learnt` runs it")


_UNKNOWN = "no reports were held out (hold_out, evaluate), so whether this is better than what is shipped is unknown"


def _say_plan(plan: dict[str, Any], as_json: bool) -> None:
    print_json(plan) if as_json else say(table(["plan", ""], [[k, _in_words(v)] for k, v in plan.items()]))


def _in_words(value: object) -> object:
    if isinstance(value, dict):
        return ", ".join(f"{name} {count}" for name, count in value.items()) or "none"
    return ", ".join(value) if isinstance(value, tuple) else value
